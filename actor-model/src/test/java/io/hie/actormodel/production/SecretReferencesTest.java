package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.item.Item.MisconfiguredException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretReferencesTest {
  private static final String VALUE = "s3cr3t-of-the-epr";

  private Map<String, Long> known = Map.of("epr-token", 7L, "other", 9L);

  private Verdict read(String adapter) {
    String document =
        """
        {"name": "ADT", "workspace": "royal", "items": [
          {"name": "Out", "item_type": "OPERATION", "type": "http.operation", "adapter_settings": %s},
          {"name": "Files", "item_type": "OPERATION", "type": "file.operation",
           "adapter_settings": {"Directory": "/out"}}]}
        """
            .formatted(adapter);
    return new ProductionReader(FakeTypes.all(), Map.of("SLY", "${secret:other}"))
        .with(workspace -> known)
        .read(document.getBytes(UTF_8));
  }

  private Production accepted(String adapter) {
    Verdict verdict = read(adapter);
    assertThat(verdict).as("%s", verdict.problems()).isInstanceOf(Verdict.Accepted.class);
    return ((Verdict.Accepted) verdict).production();
  }

  private static String withHeader(String value) {
    return "{\"URL\": \"https://epr.example\", \"Headers\": {\"Authorization\": \"%s\"}}"
        .formatted(value);
  }

  @Test
  void shouldKeepTheReferenceUntilTheItemIsBuilt() {
    // given
    Production production = accepted(withHeader("Bearer ${secret:epr-token}"));
    ItemDefinition out = production.items().getFirst();

    // then
    assertThat(out.secrets()).containsExactly(Map.entry("epr-token", 7L));
    assertThat(production.items().get(1).secrets()).isEmpty();
    assertThat(((FakeTypes.HttpOut) out.adapter()).headers())
        .containsEntry("Authorization", "Bearer ${secret:epr-token}");

    // when
    ItemDefinition built =
        SecretReferences.put(
            out, production.types().get("http.operation"), (name, revision) -> VALUE + revision);

    // then
    assertThat(((FakeTypes.HttpOut) built.adapter()).headers())
        .containsEntry("Authorization", "Bearer " + VALUE + "7");
    assertThat(out.toString() + built).doesNotContain(VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer ${secret:epr-tokn}    | no secret \"epr-tokn\" (did you mean \"epr-token\"?)",
        "Bearer ${secret:}            | is not the name of a secret",
        "Bearer $${secret:epr-token}  | name the secret in the document itself",
        "${SLY}                       | name the secret in the document itself",
        "${NONE:${secret:epr-token}}  | a ${ inside another",
      })
  void shouldSayWhatIsWrongWithAReference(String header, String expected) {
    assertThat(read(withHeader(header)).problems())
        .filteredOn(each -> each.severity() == Problem.Severity.ERROR)
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .startsWith("$.items[0].adapter_settings.Headers.Authorization: ")
        .contains(expected);
  }

  @Test
  void shouldTakeSecretsInTextsOfItemsOnly() {
    assertThat(read("{\"URL\": \"https://epr.example\", \"Pin\": \"${secret:other}\"}").problems())
        .filteredOn(each -> each.severity() == Problem.Severity.ERROR)
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .contains("Pin", "a secret cannot stand here, where a whole number is expected");
    Verdict named =
        new ProductionReader(FakeTypes.all(), Map.of())
            .with(workspace -> known)
            .read(
                "{\"name\": \"A\", \"workspace\": {\"id\": \"royal\", \"name\": \"${secret:other}\"}, \"items\": []}"
                    .getBytes(UTF_8));
    assertThat(named.problems())
        .extracting(Problem::path, Problem::message)
        .contains(
            org.assertj.core.groups.Tuple.tuple("$.workspace.name", "a secret cannot stand here"));
  }

  @Test
  void shouldChangeTheItemsWhoseSecretIsAnotherAndNoOther() {
    // given
    String adapter = withHeader("Bearer ${secret:epr-token}");
    Production before = accepted(adapter);
    known = Map.of("epr-token", 8L, "other", 10L);

    // when
    ChangePlan change = ChangePlan.of(before, accepted(adapter), Map.of());

    // then
    assertThat(change.those(How.RESTART))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.item()).isEqualTo("Out");
              assertThat(each.because()).isEqualTo(List.of("secret epr-token"));
            });
    assertThat(change.those(How.KEEP)).hasSize(1);
  }

  @Test
  void shouldSayWhereASecretDoesNotFitAndNotWhatItIs() {
    Production production =
        accepted("{\"URL\": \"https://e\", \"Pages\": [{\"Path\": \"${secret:other}\"}]}");
    assertThatThrownBy(
            () ->
                SecretReferences.put(
                    production.items().getFirst(),
                    production.types().get("http.operation"),
                    (name, revision) -> "../" + VALUE))
        .isInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("other")
        .hasMessageContaining("$.items[0].adapter_settings.Pages[0]")
        .hasMessageNotContaining(VALUE);
  }

  @Test
  void shouldLeaveItToTheNodeWhereNobodyCanTell() {
    known = null;
    assertThat(accepted(withHeader("${secret:any}")).items().getFirst().secrets())
        .containsExactly(Map.entry("any", 0L));
  }
}

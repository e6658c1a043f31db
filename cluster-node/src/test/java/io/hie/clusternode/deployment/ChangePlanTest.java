package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.ItemChange;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a plan says, with the item types that there are. */
class ChangePlanTest {
  private static final String DOCUMENT =
      """
      { "name": "ADT", "workspace": "royal",
        "production_settings": { "ShardingStrategy": "patient_id" },
        "items": [
          { "name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": 2575 },
            "host_settings": { "TargetConfigNames": ["Router"] } },
          { "name": "Router", "item_type": "PROCESS", "type": "hl7.router.process",
            "host_settings": { "TargetConfigNames": ["Out", "File"],
              "Rules": [ { "when": "MSH-9.1 = 'ADT'", "to": ["Out"] } ] } },
          { "name": "Out", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "epr", "Port": 2576 },
            "host_settings": { "RetryLimit": 3 } },
          { "name": "File", "item_type": "OPERATION", "type": "file.operation",
            "adapter_settings": { "Directory": "/tmp", "FileName": "{message-id}" } } ] }
      """;

  private static Production read(String document) {
    return switch (new ProductionReader(
            ItemTypes.installed(ChangePlanTest.class.getClassLoader()), Map.of())
        .read(document.getBytes(StandardCharsets.UTF_8))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private static ChangePlan plan(String from, String to) {
    assertThat(DOCUMENT).contains(from);
    return ChangePlan.of(read(DOCUMENT), read(DOCUMENT.replace(from, to)), Map.of());
  }

  private static ItemChange only(ChangePlan plan, How how) {
    assertThat(plan.items().stream().filter(each -> each.how() != How.KEEP)).hasSize(1);
    assertThat(plan.those(how)).hasSize(1);
    return plan.those(how).getFirst();
  }

  @Test
  void shouldFindNothingToDoInTheSameDocument() {
    assertThat(plan("\"name\": \"ADT\"", "\"name\":   \"ADT\"").isEmpty()).isTrue();
  }

  @Test
  void shouldChangeRulesAndTargetsOfARouterInPlace() {
    ItemChange change = only(plan("'ADT'", "'ORU'"), How.CHANGE);
    assertThat(change.item()).isEqualTo("Router");
    assertThat(change.because()).containsExactly("Rules");
  }

  @Test
  void shouldChangeWhatOnlyHistoriesActOnInPlace() {
    assertThat(only(plan("\"RetryLimit\": 3", "\"RetryLimit\": 9"), How.CHANGE).because())
        .containsExactly("RetryLimit");
    assertThat(only(plan("[\"Router\"]", "[\"Router\", \"File\"]"), How.CHANGE).item())
        .isEqualTo("In");
  }

  @Test
  void shouldRestartAnItemWhosePortChangesAndSayWhatItsConnectionsNotice() {
    ItemChange change = only(plan("2575", "2600"), How.RESTART);
    assertThat(change.because()).containsExactly("Port");
    assertThat(change.connections()).isEqualTo("answered and closed");
  }

  @Test
  void shouldSayWhatBecomesOfAnItemThatIsRemovedOrDisabledOrNew() {
    String without =
        DOCUMENT
            .replace(", \"File\"]", "]")
            .replaceAll("(?s),\\s*\\{ \"name\": \"File\".*\\} \\} \\] \\}", "] }");
    ChangePlan removing = ChangePlan.of(read(DOCUMENT), read(without), Map.of());
    assertThat(removing.those(How.REMOVE)).extracting(ItemChange::item).containsExactly("File");
    assertThat(removing.notes()).singleElement().asString().contains("parked");
    assertThat(ChangePlan.of(read(without), read(DOCUMENT), Map.of()).those(How.START))
        .extracting(ItemChange::item)
        .containsExactly("File");
    assertThat(
            only(plan("\"name\": \"File\",", "\"name\": \"File\", \"enabled\": false,"), How.STOP)
                .item())
        .isEqualTo("File");
  }

  @Test
  void shouldNotChangeWhatMessagesAreKeptInOrderByAsIfItWereNothing() {
    assertThat(plan("patient_id", "facility").obstacle()).contains("ShardingStrategy");
  }

  @Test
  void shouldNameKeysAndNeverValues() {
    assertThat(plan("\"Host\": \"epr\"", "\"Host\": \"secret-host\"").toString())
        .contains("Host")
        .doesNotContain("secret-host");
  }
}

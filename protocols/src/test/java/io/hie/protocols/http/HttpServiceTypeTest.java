package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.Problem;
import io.hie.protocols.testing.Definitions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServiceTypeTest {
  private final HttpServiceType type = new HttpServiceType();

  private List<Problem> problems(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("Port", 8081));
    settings.putAll(more);
    return Definitions.problems(type, settings);
  }

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .anyMatch(each -> each.name().equals("http.service"));
  }

  @Test
  void shouldNeedAPortAndNothingElse() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(type.exclusiveEndpoint(Definitions.of(type, Map.of("Port", 8081))))
        .isEqualTo("tcp 0.0.0.0:8081");
    assertThat(Definitions.problems(type, Map.of())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7", "", "/a b", "/a?b", "/a#b", "/{id}"})
  void shouldRefuseWhatIsNoPath(String path) {
    assertThat(problems(Map.of("Path", path)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).endsWith("Path"));
  }

  @Test
  void shouldRefuseContentTypesThatAreNone() {
    assertThat(problems(Map.of("ContentTypes", List.of("text/plain", "hl7"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).endsWith("ContentTypes[1]"));
    assertThat(problems(Map.of("ContentTypes", List.of()))).hasSize(1);
  }

  @Test
  void shouldWantWhatTlsNeeds() {
    assertThat(problems(Map.of("TlsEnabled", true, "TlsClientAuth", "require")))
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "$.items[0].adapter_settings.TlsCertificate",
            "$.items[0].adapter_settings.TlsKey",
            "$.items[0].adapter_settings.TlsTrusted");
  }
}

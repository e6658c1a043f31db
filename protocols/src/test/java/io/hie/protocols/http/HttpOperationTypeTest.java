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

class HttpOperationTypeTest {
  private final HttpOperationType type = new HttpOperationType();

  private List<Problem> problems(String key, Object value) {
    Map<String, Object> settings = new HashMap<>(Map.of("URL", "https://epr.example/hl7"));
    settings.put(key, value);
    return Definitions.problems(type, settings);
  }

  private void assertRefused(String key, Object value, String path) {
    assertThat(problems(key, value))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.path()).isEqualTo("$.items[0].adapter_settings." + path));
  }

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .anyMatch(each -> each.name().equals("http.operation"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1/x", "https://epr.example", "HTTPS://epr.example/a?b=c"})
  void shouldAcceptAddressesOfTheWeb(String url) {
    assertThat(problems("URL", url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://epr.example/x",
        "file:///etc/passwd",
        "epr.example",
        "http:///x",
        "/x",
        "https://epr.example/a#b",
        "jar:http://x/y"
      })
  void shouldRefuseOtherAddresses(String url) {
    assertRefused("URL", url, "URL");
  }

  @Test
  void shouldRefuseCredentialsInTheAddressWithoutShowingThem() {
    List<Problem> problems = problems("URL", "https://user:s3cret@epr.example/x");

    assertThat(problems).hasSize(1);
    assertThat(problems.toString()).contains("Authorization").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "post", "DELETE", "PSOT"})
  void shouldRefuseMethodsThatSendNoMessage(String method) {
    assertRefused("Method", method, "Method");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "Content-Length",
        "Content-Type",
        "idempotency-key",
        "X-Request-ID",
        "a b"
      })
  void shouldRefuseHeadersThatAreNotOursToSet(String name) {
    List<Problem> problems = problems("Headers", Map.of(name, "s3cret"));

    assertThat(problems).hasSize(1);
    assertThat(problems.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret\r\nX: y", "s3cret\u00e9"})
  void shouldRefuseHeaderValuesOfSeveralLines(String value) {
    List<Problem> problems = problems("Headers", Map.of("Authorization", value));

    assertThat(problems).hasSize(1);
    assertThat(problems.toString()).doesNotContain("s3cret");
  }

  @Test
  void shouldRefuseWhatIsNoStatus() {
    assertRefused("SuccessStatus", List.of("2xx", "600"), "SuccessStatus[1]");
    assertRefused("SuccessStatus", List.of(), "SuccessStatus");
  }

  @Test
  void shouldRefuseWhatIsNoMediaType() {
    assertRefused("ContentType", "hl7", "ContentType");
    assertRefused("ContentType", "text/plain\r\nX: y", "ContentType");
    assertThat(problems("ContentType", "text/plain; charset=utf-8")).isEmpty();
  }

  @Test
  void shouldWantACertificateAndItsKeyTogether() {
    assertRefused("TlsCertificate", "cert.pem", "TlsKey");
    assertRefused("TlsKey", "key.pem", "TlsCertificate");
  }
}

package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void shouldHaveTheDefaultsOfTheDocumentation() {
    MllpServiceSettings service = TestItem.service(Map.of("Port", "2575"));
    assertThat(service.port()).isEqualTo(2575);
    assertThat(service.maxMessageBytes()).isEqualTo(16 << 20);
    assertThat(service.idleTimeout()).isEqualTo(Duration.ZERO);
    assertThat(service.frameTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(service.maxConnections()).isEqualTo(10_000);
    assertThat(service.maxPipelined()).isEqualTo(64);
    assertThat(service.charset()).isNull();

    MllpOperationSettings operation = TestItem.operation(2576, Map.of());
    assertThat(operation.ackTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(operation.connections()).isOne();
    assertThat(operation.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(operation.maxReconnectDelay()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldListenOnAllAddressesUnlessOneIsGiven() {
    Map<String, Object> given = new HashMap<>(Map.of("Port", 2575));
    Verdict verdict = TestItem.judge(given, TestItem.operationKeys(2576, Map.of()), 1);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(((Verdict.Accepted) verdict).production().items().getFirst().adapter())
        .extracting("address")
        .isEqualTo("0.0.0.0");
  }

  @Test
  void shouldFindTlsSettingsThatDoNotGoTogether() {
    assertThat(problems(Map.of("TlsEnabled", true), Map.of()))
        .contains(
            "$.items[0].adapter_settings.TlsCertificate: TlsCertificate is missing, and TlsEnabled"
                + " is on (name a PEM file with a certificate)");
    assertThat(problems(Map.of("TlsClientAuth", "require"), Map.of()))
        .anyMatch(problem -> problem.contains("TlsClientAuth asks for certificates"));
    assertThat(
            problems(
                Map.of(
                    "TlsEnabled", true,
                    "TlsCertificate", "a.pem",
                    "TlsKey", "b.pem",
                    "TlsClientAuth", "require"),
                Map.of()))
        .anyMatch(problem -> problem.contains("adapter_settings.TlsTrusted"));
    assertThat(problems(Map.of(), Map.of("TlsTrusted", "ca.pem")))
        .anyMatch(problem -> problem.contains("patient data will cross the network readable"));
    assertThat(problems(Map.of(), Map.of("TlsEnabled", true, "TlsKey", "key.pem")))
        .anyMatch(problem -> problem.contains("$.items[1].adapter_settings.TlsCertificate"));
  }

  @Test
  void shouldRefuseTimesThatMakeNoSense() {
    assertThat(problems(Map.of("FrameTimeout", 0), Map.of()))
        .anyMatch(problem -> problem.contains("FrameTimeout"));
    assertThat(problems(Map.of(), Map.of("AckTimeout", 0)))
        .anyMatch(problem -> problem.contains("AckTimeout is 0"));
  }

  @Test
  void shouldRefuseACharsetInWhichSeparatorsAreNotBytes() {
    assertThat(problems(Map.of("Charset", "UTF-16"), Map.of()))
        .anyMatch(problem -> problem.contains("Charset is UTF-16"));
  }

  @Test
  void shouldWarnWhenThereAreFewerConnectionsThanMessagesAtOnce() {
    Verdict verdict =
        TestItem.judge(
            TestItem.serviceKeys(Map.of()),
            TestItem.operationKeys(2576, Map.of("Connections", 2)),
            8);
    assertThat(verdict.problems())
        .anyMatch(problem -> problem.message().contains("Connections is 2, and PoolSize is 8"));
  }

  private static List<String> problems(Map<String, Object> service, Map<String, Object> operation) {
    return TestItem.judge(TestItem.serviceKeys(service), TestItem.operationKeys(2576, operation), 1)
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }
}

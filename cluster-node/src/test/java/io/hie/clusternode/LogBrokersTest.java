package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogBrokersTest {
  private static Production production(String name, String servers) {
    String document =
        """
        { "name": "%s", "workspace": "royal",
          "production_settings": { "KafkaBootstrapServers": [%s] },
          "items": [
            { "name": "Archive", "item_type": "OPERATION", "type": "file.operation",
              "adapter_settings": { "Directory": "./archive" } } ] }
        """
            .formatted(name, servers);
    Verdict verdict =
        new ProductionReader(ItemTypes.installed(LogBrokersTest.class.getClassLoader()), Map.of())
            .read(document.getBytes(StandardCharsets.UTF_8));
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError(verdict.problems());
    }
    return accepted.production();
  }

  @Test
  void shouldTakeTheBrokersThatTheProductionsName() {
    List<Production> productions =
        List.of(
            production("A", ""),
            production("B", "\"k1:9092\", \"k2:9092\""),
            production("C", "\"k1:9092\", \"k2:9092\""));
    assertThat(LogBrokers.settings(productions, Map.of()))
        .isEqualTo(Map.of("hie.kafka.bootstrap-servers", "k1:9092,k2:9092"));
    assertThat(
            LogBrokers.settings(productions, Map.of("HIE_KAFKA_BOOTSTRAP_SERVERS", "other:9092")))
        .as("the node's environment comes first")
        .isEmpty();
    assertThat(LogBrokers.settings(List.of(production("A", "")), Map.of())).isEmpty();
  }

  @Test
  void shouldRefuseProductionsThatWantTheirLogAtDifferentPlaces() {
    List<Production> productions =
        List.of(production("A", "\"k1:9092\""), production("B", "\"k2:9092\""));
    assertThatThrownBy(() -> LogBrokers.settings(productions, Map.of()))
        .isInstanceOf(Hie.Failure.class)
        .hasMessageContaining("A and B")
        .hasMessageContaining("HIE_KAFKA_BOOTSTRAP_SERVERS");
  }
}

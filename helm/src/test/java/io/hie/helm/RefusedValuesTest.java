package io.hie.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusedValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          replicas                        | none                | replicas
          replicas                        | 0                   | replicas
          replica                         | 3                   | replica
          kafka.bootstrapServers[0]       | kafka               | kafka/bootstrapServers/0
          kafka.securityProtocol          | TLS                 | kafka/securityProtocol
          database.url                    | jdbc:h2:mem:hie     | database/url
          cluster.port                    | 80                  | cluster/port
          cluster.standbyReplicas         | some                | cluster/standbyReplicas
          listeners[0].port               | 99999               | listeners/0/port
          listeners[0].name               | MLLP                | listeners/0/name
          listeners[0].prot               | 2575                | prot
          image.digest                    | 0123                | image/digest
          search.retention                | ninety days         | search/retention
          settings.akka\\.loglevel        | DEBUG               | invalid propertyName 'akka.loglevel'
          productions.adt                 | name: Royal-ADT     | invalid propertyName 'adt'
          podSecurityContext.runAsUser    | 0                   | podSecurityContext/runAsUser
          podSecurityContext.runAsNonRoot | false               | podSecurityContext/runAsNonRoot
          resources.limits.memory         | 2 GB                | resources/limits/memory
          heapPercentage                  | 95                  | heapPercentage
          javaOptions[0]                  | Xmx1g               | javaOptions/0
          """)
  void shouldRefuseAValueByItsSchemaAndNameIt(String path, String value, String named) {
    assertThatThrownBy(() -> Chart.render("minimal", Map.of(path, value)))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minimal      | kafka.securityProtocol         | SASL_SSL       | set kafka.sasl.mechanism
          minimal      | database.url                   | jdbc:postgresql://db/hie | set database.existingSecret
          minimal      | admin.existingSecret           | ''             | productions are applied over the API
          minimal      | listeners[0].port              | 8080           | the port of listener mllp is 8080, as is api.port
          production   | admin.existingSecret           | ''             | set admin.existingSecret
          production   | keys.existingSecret            | ''             | keys.existingSecret
          production   | database.url                   | ''             | set database.url
          production   | kafka.securityProtocol         | PLAINTEXT      | set it to SASL_SSL
          production   | kafka.replicationFactor        | 1              | nothing would ever be acknowledged
          production   | autoscaling.provider           | keda           | set autoscaling.prometheusAddress
          production   | autoscaling.maxReplicas        | 2              | minReplicas is 3 and maxReplicas 2
          production   | autoscaling.maxReplicas        | 17             | 17 nodes for 16 shards
          production   | cluster.splitBrainStrategy     | keep-oldest    | leave the strategy empty
          production   | cluster.managementPort         | 7355           | as is cluster.port
          production   | ingress.host                   | ''             | set ingress.host
          three-region | cluster.splitBrainStrategy     | lease-majority | set cluster.lease.enabled
          three-region | cluster.requiredContactPoints  | 7              | no cluster would ever be formed
          """)
  void shouldRefuseValuesThatDoNotGoTogetherAndTellHowToMendIt(
      String example, String path, String value, String told) {
    assertThatThrownBy(() -> Chart.render(example, Map.of(path, value)))
        .hasMessageContaining("The values do not go together")
        .hasMessageContaining(told);
  }

  @Test
  void shouldTellAllThatSeveralNodesLackAtOnce() {
    assertThatThrownBy(
            () -> Chart.render("minimal", Map.of("replicas", 3, "admin.existingSecret", "")))
        .hasMessageContaining("replicas is 3, and nodes share one log: name its brokers in kafka")
        .hasMessageContaining("set database.url, such as jdbc:postgresql://")
        .hasMessageContaining("name it in keys.existingSecret")
        .hasMessageContaining("set admin.existingSecret, or admin.password");
  }

  @Test
  void shouldTakeWhatIsRight() {
    assertThat(
            Chart.render(
                "minimal", Map.of("settings.hie\\.history\\.idle-timeout", "30s", "shards", 32)))
        .isNotEmpty();
  }
}

package io.hie.clusternode;

import io.hie.actormodel.production.Production;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which brokers the log is kept by, where productions name them. A node has one log for all its
 * productions, so those that name brokers must name the same; those of the node's environment come
 * first.
 */
final class LogBrokers {
  private LogBrokers() {}

  /**
   * What the node is to be started with.
   *
   * @throws Hie.Failure if two productions want their log at different places
   */
  static Map<String, String> settings(
      List<Production> productions, Map<String, String> environment) {
    if (environment.containsKey("HIE_KAFKA_BOOTSTRAP_SERVERS")) {
      return Map.of();
    }
    Map<String, String> named = new TreeMap<>();
    for (Production production : productions) {
      List<String> servers = production.settings().kafkaBootstrapServers();
      if (!servers.isEmpty()) {
        named.putIfAbsent(String.join(",", servers), production.name());
      }
    }
    if (named.size() > 1) {
      throw new Hie.Failure(
          "the productions "
              + String.join(" and ", named.values())
              + " name different brokers in KafkaBootstrapServers, and a node keeps one log; name"
              + " the same in both, or those of the node in HIE_KAFKA_BOOTSTRAP_SERVERS");
    }
    return named.isEmpty()
        ? Map.of()
        : Map.of("hie.kafka.bootstrap-servers", named.keySet().iterator().next());
  }
}

package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code production_settings} and says which of them HIE does otherwise. */
final class SettingsCheck {
  private static final String PATH = Place.key(Place.ROOT, "production_settings");

  /** Set for the node as a whole, since all its productions share one log. */
  private static final Map<String, String> OF_THE_NODE =
      Map.of(
          "EventStore",
          "HIE_JOURNAL=kafka or jdbc chooses it; kafka if that is not set",
          "KafkaBootstrapServers",
          "a node that is started with this document and without HIE_KAFKA_BOOTSTRAP_SERVERS uses"
              + " these brokers; all its productions must name the same",
          "KafkaTopic",
          "set hie.kafka.events-topic there",
          "KafkaPartitions",
          "set hie.history.shards there before the first start; 16 if that is not set",
          "KafkaReplicationFactor",
          "set HIE_KAFKA_REPLICATION_FACTOR there",
          "KafkaRetentionDays",
          "nothing is deleted from the log by its age");

  private final Problems problems;

  SettingsCheck(Problems problems) {
    this.problems = problems;
  }

  @Nullable ProductionSettings read(@Nullable JsonNode settings) {
    List<String> known = SettingsShape.of(ProductionSettings.class).keys();
    if (settings != null && settings.isObject()) {
      List<String> all = new ArrayList<>(known);
      all.addAll(Vocabulary.otherwiseInProduction().keySet());
      SettingsBinder binder = new SettingsBinder(problems);
      binder.refuseUnknown(settings, PATH, all);
      Vocabulary.warn(settings, PATH, Vocabulary.otherwiseInProduction(), known, problems);
      OF_THE_NODE.forEach(
          (key, hint) -> {
            if (settings.has(key)) {
              problems.warning(
                  Place.key(PATH, key),
                  "all productions of a node share one event log, so the node's own configuration"
                      + " decides this",
                  hint);
            }
          });
    }
    ProductionSettings bound =
        new SettingsBinder(problems).bind(ProductionSettings.class, settings, PATH).whole();
    if (bound != null) {
      refuseWhatBreaksPromises(bound);
    }
    return bound;
  }

  private void refuseWhatBreaksPromises(ProductionSettings settings) {
    if (!settings.eventSourcingEnabled()) {
      problems.error(
          Place.key(PATH, "EventSourcingEnabled"),
          "cannot be turned off: a message is acknowledged only after it is in the event log",
          "remove it, or write true");
    }
    if (!settings.shardingEnabled()) {
      problems.error(
          Place.key(PATH, "ShardingEnabled"),
          "cannot be turned off: it is what keeps the messages of one patient in order",
          "remove it, or write true");
    }
    if (!settings.rebalancingEnabled()) {
      problems.warning(
          Place.key(PATH, "RebalancingEnabled"),
          "items still move away from a node that leaves, or their messages would wait",
          "it only keeps items from moving to even the load; for shards that is a setting of nodes,"
              + " HIE_REBALANCING_THRESHOLD");
    }
  }
}

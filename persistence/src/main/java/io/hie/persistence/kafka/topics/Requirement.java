package io.hie.persistence.kafka.topics;

import io.hie.persistence.kafka.KafkaSettings;
import java.util.List;
import java.util.Locale;

/**
 * A setting that a topic must have.
 *
 * @param wanted what it is created with
 * @param comparison whether more is as good
 * @param because what would go wrong
 */
record Requirement(String setting, String wanted, Comparison comparison, String because) {
  enum Comparison {
    EXACTLY,
    AT_LEAST,
    AT_MOST
  }

  static List<Requirement> ofEvents(KafkaSettings settings) {
    return List.of(
        exactly("cleanup.policy", "delete", "compaction would remove events"),
        exactly("retention.ms", "-1", "old events would be deleted"),
        exactly("retention.bytes", "-1", "old events would be deleted"),
        notUnclean(),
        insync(settings),
        largest(settings));
  }

  static List<Requirement> ofSnapshots(KafkaSettings settings) {
    return List.of(
        exactly("cleanup.policy", "compact", "snapshots would pile up, or be deleted by age"),
        notUnclean(),
        insync(settings),
        largest(settings));
  }

  static List<Requirement> ofKeys(KafkaSettings settings) {
    return List.of(
        exactly("cleanup.policy", "compact", "a key that is in use could be deleted by age"),
        new Requirement(
            "max.compaction.lag.ms",
            Long.toString(settings.keysLag().toMillis()),
            Comparison.AT_MOST,
            "a key that was destroyed would stay for longer than hie.kafka.keys-lag says"),
        notUnclean(),
        insync(settings));
  }

  static List<Requirement> ofDeadLetters(KafkaSettings settings) {
    return List.of(
        exactly(
            "cleanup.policy", "compact", "what became of a dead letter could be deleted by age"),
        notUnclean(),
        insync(settings));
  }

  private static Requirement notUnclean() {
    return exactly(
        "unclean.leader.election.enable",
        "false",
        "a replica that lags could become leader and acknowledged events would be gone");
  }

  private static Requirement insync(KafkaSettings settings) {
    return new Requirement(
        "min.insync.replicas",
        Integer.toString(settings.minInsyncReplicas()),
        Comparison.AT_LEAST,
        "an event could be acknowledged with fewer copies than hie.kafka.min-insync-replicas");
  }

  private static Requirement largest(KafkaSettings settings) {
    return new Requirement(
        "max.message.bytes",
        Integer.toString(settings.largestRecord()),
        Comparison.AT_LEAST,
        "records as large as hie.kafka.largest-record would be refused");
  }

  private static Requirement exactly(String setting, String wanted, String because) {
    return new Requirement(setting, wanted, Comparison.EXACTLY, because);
  }

  boolean isMetBy(String value) {
    return switch (comparison) {
      case EXACTLY -> wanted.equals(value.toLowerCase(Locale.ROOT));
      case AT_LEAST -> Long.parseLong(value) >= Long.parseLong(wanted);
      case AT_MOST -> Long.parseLong(value) <= Long.parseLong(wanted);
    };
  }

  String refusal(String topic, String value, String bootstrapServers) {
    return "topic "
        + topic
        + " has "
        + setting
        + "="
        + value
        + " where "
        + wanted
        + switch (comparison) {
          case EXACTLY -> "";
          case AT_LEAST -> " or more";
          case AT_MOST -> " or less";
        }
        + " is needed ("
        + because
        + "); mend it with: kafka-configs.sh --bootstrap-server "
        + bootstrapServers
        + " --alter --entity-type topics --entity-name "
        + topic
        + " --add-config "
        + setting
        + "="
        + wanted;
  }
}

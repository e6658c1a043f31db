package io.hie.persistence.kafka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings under {@code hie.kafka}; what each means is in {@code reference.conf}.
 *
 * @param clientSettings what every client of Kafka is made with, such as TLS and SASL settings
 */
public record KafkaSettings(
    String bootstrapServers,
    Path brokerDirectory,
    Path viewDirectory,
    Path keysDirectory,
    String eventsTopic,
    String snapshotsTopic,
    String keysTopic,
    Duration keysLag,
    String deadLettersTopic,
    int partitions,
    int replicationFactor,
    int minInsyncReplicas,
    int largestRecord,
    int mostRecordsInFlight,
    long mostBytesInFlight,
    long mostBytesWaiting,
    Duration deliveryTimeout,
    Duration connectTimeout,
    Duration catchUpTimeout,
    boolean keepAll,
    Duration dropAfter,
    Map<String, String> clientSettings) {
  public KafkaSettings {
    clientSettings = Map.copyOf(clientSettings);
    atLeast("partitions", partitions, 1);
    atMost("partitions", partitions, Short.MAX_VALUE);
    atLeast("keys-lag in seconds", keysLag.toSeconds(), 1);
    atLeast("replication-factor", replicationFactor, 1);
    atLeast("min-insync-replicas", minInsyncReplicas, 1);
    atMost("min-insync-replicas", minInsyncReplicas, replicationFactor);
    atLeast("largest-record", largestRecord, 64 << 10);
    atLeast("in-flight.records", mostRecordsInFlight, 1);
    atLeast("in-flight.bytes", mostBytesInFlight, largestRecord);
    atLeast("in-flight.waiting-bytes", mostBytesWaiting, largestRecord);
  }

  /** Reads {@code hie.kafka} of a resolved configuration. */
  public static KafkaSettings of(Config config) {
    Config kafka = config.getConfig("hie.kafka");
    Map<String, String> client = new HashMap<>();
    for (Map.Entry<String, ConfigValue> entry : kafka.getConfig("client").entrySet()) {
      client.put(entry.getKey().replace("\"", ""), String.valueOf(entry.getValue().unwrapped()));
    }
    return new KafkaSettings(
        kafka.getString("bootstrap-servers"),
        Path.of(kafka.getString("broker-directory")),
        Path.of(kafka.getString("view-directory")),
        Path.of(kafka.getString("keys-directory")),
        kafka.getString("events-topic"),
        kafka.getString("snapshots-topic"),
        kafka.getString("keys-topic"),
        kafka.getDuration("keys-lag"),
        kafka.getString("dead-letters-topic"),
        kafka.getInt("partitions"),
        kafka.getInt("replication-factor"),
        kafka.getInt("min-insync-replicas"),
        (int) Math.min(Integer.MAX_VALUE, kafka.getBytes("largest-record")),
        kafka.getInt("in-flight.records"),
        kafka.getBytes("in-flight.bytes"),
        kafka.getBytes("in-flight.waiting-bytes"),
        kafka.getDuration("delivery-timeout"),
        kafka.getDuration("connect-timeout"),
        kafka.getDuration("catch-up-timeout"),
        keepsAll(kafka.getString("keep")),
        kafka.getDuration("drop-after"),
        client);
  }

  /** Whether dead letters are mirrored to a topic. */
  public boolean mirrorsDeadLetters() {
    return !deadLettersTopic.isBlank();
  }

  /** Whether the node runs its own broker. */
  public boolean embedded() {
    return bootstrapServers.isBlank();
  }

  private static boolean keepsAll(String keep) {
    return switch (keep) {
      case "all" -> true;
      case "assigned" -> false;
      default ->
          throw new IllegalArgumentException(
              "hie.kafka.keep is \"" + keep + "\"; it can be all or assigned");
    };
  }

  private static void atLeast(String setting, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "hie.kafka." + setting + " is " + value + "; the least it can be is " + least);
    }
  }

  private static void atMost(String setting, long value, long most) {
    if (value > most) {
      throw new IllegalArgumentException(
          "hie.kafka." + setting + " is " + value + "; the most it can be is " + most);
    }
  }
}

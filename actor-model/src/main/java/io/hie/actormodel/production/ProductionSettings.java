package io.hie.actormodel.production;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code production_settings}: what holds for all items of a production. */
public record ProductionSettings(
    @Setting(
            value = "ShardingStrategy",
            doc = "What messages are kept in order by.",
            byDefault = "patient_id")
        ShardingStrategy shardingStrategy,
    @Setting(
            value = "ShardCount",
            doc = "Over how many shards the keys are spread.",
            byDefault = "16",
            min = 1,
            max = 4096)
        int shardCount,
    @Setting(
            value = "ShardingEnabled",
            doc = "Always true: order per key is kept by sharding.",
            byDefault = "true")
        boolean shardingEnabled,
    @Setting(
            value = "RebalancingEnabled",
            doc = "Whether items that run on one node move to even the load.",
            byDefault = "true")
        boolean rebalancingEnabled,
    @Setting(
            value = "RebalancingThreshold",
            doc = "Imbalance of load, as a part of one, from which such items move.",
            byDefault = "0.2",
            min = 0,
            max = 1)
        double rebalancingThreshold,
    @Setting(
            value = "LoadBalancingStrategy",
            doc = "How items are placed on nodes.",
            byDefault = "round_robin")
        LoadBalancingStrategy loadBalancingStrategy,
    @Setting(
            value = "NodeCapacity",
            doc = "How many items one node may run; unbounded if left out.",
            unit = "items",
            min = 1)
        @Nullable Integer nodeCapacity,
    @Setting(
            value = "MaxOpenMessages",
            doc = "Accepted messages not yet delivered, from which services stop reading.",
            byDefault = "100000",
            unit = "messages",
            min = 1,
            max = 100_000_000)
        int maxOpenMessages,
    @Setting(
            value = "EventSourcingEnabled",
            doc = "Always true: nothing is acknowledged before it is in the log.",
            byDefault = "true")
        boolean eventSourcingEnabled,
    @Setting(value = "EventStore", doc = "Which log the history is kept in.")
        @Nullable EventStore eventStore,
    @Setting(
            value = "KafkaBootstrapServers",
            doc = "Brokers of the log, each host:port.",
            byDefault = "[]")
        List<String> kafkaBootstrapServers,
    @Setting(value = "KafkaTopic", doc = "Topic of the log.") @Nullable String kafkaTopic,
    @Setting(
            value = "KafkaPartitions",
            doc = "Partitions of that topic; it cannot change later.",
            min = 1,
            max = 4096)
        @Nullable Integer kafkaPartitions,
    @Setting(
            value = "KafkaReplicationFactor",
            doc = "On how many brokers each partition is kept.",
            min = 1,
            max = 100)
        @Nullable Integer kafkaReplicationFactor,
    @Setting(
            value = "KafkaRetentionDays",
            doc = "How long the history is kept.",
            unit = "days",
            min = 1,
            max = 36_500)
        @Nullable Integer kafkaRetentionDays) {

  /** What messages are kept in order by. */
  public enum ShardingStrategy {
    PATIENT_ID,
    FACILITY,
    MESSAGE_TYPE,
    CORRELATION_ID
  }

  /** How items are placed on nodes. */
  public enum LoadBalancingStrategy {
    ROUND_ROBIN,
    LEAST_LOADED,
    HASH_BASED
  }

  /** Which log the history is kept in. */
  public enum EventStore {
    KAFKA,
    JDBC
  }
}

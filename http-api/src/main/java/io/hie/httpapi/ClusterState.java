package io.hie.httpapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as one of its nodes sees it.
 *
 * @param cluster its name for itself
 * @param node the one that was asked
 * @param nodes oldest first
 * @param shards by their numbers
 */
public record ClusterState(String cluster, String node, List<Node> nodes, List<Shard> shards) {
  public ClusterState {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
  }

  /**
   * A member.
   *
   * @param name its address in the cluster as {@code host:port}
   * @param status as the cluster has it: {@code Up}, {@code Joining}, {@code Leaving} and so on
   * @param roles that it was given
   * @param age 1 for the oldest
   * @param reachable whether all others hear of it
   * @param report what it says of itself; null if it does not answer: it starts, or is gone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Node(
      String name,
      String status,
      List<String> roles,
      int age,
      boolean reachable,
      @Nullable Report report) {}

  /**
   * What a node says of itself.
   *
   * @param api where its API is
   * @param upMillis for how long it runs
   * @param notReady why it takes no messages; empty if it does
   * @param broker whether the log of all is in its own broker
   * @param partitions what it has of the log
   * @param busy items that have something waiting, or a breaker that is not closed
   */
  public record Report(
      String api,
      String version,
      long upMillis,
      List<String> notReady,
      boolean broker,
      List<Integer> shards,
      List<Partition> partitions,
      List<Item> busy) {}

  /**
   * What a node has of a partition of the log.
   *
   * @param partition its number, which is the shard's
   * @param owned whether the node writes it; else it is a standby
   * @param warm whether a shard could start there at once
   * @param lag records that are not read yet
   */
  public record Partition(int partition, boolean owned, boolean warm, long lag) {}

  /** An item of a node; {@code breaker} is empty if it has none. */
  public record Item(String item, String phase, int queued, int inHand, String breaker) {}

  /**
   * A shard.
   *
   * @param node the one that it runs on; empty if none says so
   * @param home the one that it is to run on
   * @param standbys those that keep its log too
   */
  public record Shard(int shard, String node, String home, List<String> standbys) {}
}

package io.hie.httpapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hie.httpapi.openapi.Meaning;
import io.hie.sharding.history.ShardLoad;
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
public record ClusterState(
    String cluster, String node, List<ClusterNode> nodes, List<Shard> shards) {
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
  public record ClusterNode(
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
   * @param loads what it does of shards that run on it, or that it took messages in of within the
   *     last minute; empty from a node of a version that does not say
   */
  public record Report(
      String api,
      String version,
      long upMillis,
      List<String> notReady,
      boolean broker,
      List<Integer> shards,
      List<Partition> partitions,
      List<BusyItem> busy,
      List<ShardLoad> loads) {
    public Report {
      loads = loads == null ? List.of() : List.copyOf(loads);
    }
  }

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
  public record BusyItem(String item, String phase, int queued, int inHand, String breaker) {}

  /**
   * A shard.
   *
   * @param node the one that it runs on; empty if none says so
   * @param home the one that it is to run on
   * @param standbys those that keep its log too
   * @param forLoad whether it has its home to even the load, and not by its number
   * @param copies what each node that keeps its log has of it
   * @param load what its histories do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Shard(
      int shard,
      String node,
      String home,
      List<String> standbys,
      @Meaning("Whether its home was chosen to even the load.") boolean forLoad,
      List<Copy> copies,
      @Nullable Load load) {}

  /** What a node that does not run a shard has of its log. */
  @Meaning("What a node that does not run a shard has of its log.")
  public record Copy(
      String node,
      @Meaning("Whether the shard could start there at once.") boolean warm,
      @Meaning("Records of the log that are not read yet.") long behind) {}

  /** What the histories of a shard do. */
  @Meaning("What the histories of a shard do.")
  public record Load(
      @Meaning("Messages a second taken in over the last minute, on whichever node it was.")
          double messagesPerSecond,
      @Meaning("Histories that are in memory.") int awake,
      @Meaning("Messages that are not finished.") int openMessages,
      @Meaning("What is still to be done with them, by item.") int openLegs,
      @Meaning("How long ago the oldest open message came; 0 if none is open.")
          long oldestOpenMillis) {}
}

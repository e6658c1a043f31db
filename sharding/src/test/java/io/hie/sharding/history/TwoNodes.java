package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.allocation.LocalLog;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;

/** A cluster of two nodes, each with a log of its own, and one production on both. */
final class TwoNodes implements AutoCloseable {
  private static final String SETTINGS =
      """
      pekko.cluster.sharding.remember-entities-store = eventsourced
      pekko.cluster.sharding.rebalance-interval = 1h
      hie.history.standby-settle = 100ms
      """;

  /** Patients from this one on have no messages yet. */
  private static final int FRESH = 40;

  final Engine first;
  final Engine second;
  final Flow flow;
  final Flow other;

  /**
   * Starts them. Shards have a home from their first messages on, whose texts begin with "warm".
   *
   * @param operation settings of the one operation
   */
  TwoNodes(String settings, String operation, Receiver out) {
    first = Engine.start(SETTINGS + settings);
    second = Engine.beside(first, SETTINGS + settings);
    await().until(() -> regions() == 2);
    for (Engine engine : List.of(first, second)) {
      Placement.get(engine.system()).start(LocalLog.EVERYWHERE).toCompletableFuture().join();
    }
    flow = first.flow("adt").service("In", "Out").operation("Out", operation, out).start();
    other = second.flow("adt").service("In", "Out").operation("Out", operation, out).start();
    for (int i = 0; i < FRESH; i++) {
      flow.stored(Patients.number(i), "warm" + i, "warm" + i);
    }
    flow.awaitNothingOpen();
    other.awaitNothingOpen();
  }

  /** How many nodes there are that shards can be on. */
  private int regions() {
    return Patterns.ask(
            ClusterSharding.get(Adapter.toClassic(first.system())).shardRegion("history"),
            ShardRegion.getCurrentRegionsInstance(),
            Duration.ofSeconds(5))
        .thenApply(regions -> ((ShardRegion.CurrentRegions) regions).getRegions().size())
        .exceptionally(late -> 0)
        .toCompletableFuture()
        .join();
  }

  /** A patient without messages whose history is on a node. */
  NhsNumber on(Engine engine) {
    List<Integer> shards = engine.histories.shardsHere().toCompletableFuture().join();
    assertThat(shards).isNotEmpty();
    for (int i = FRESH; i < 100; i++) {
      if (shards.contains(EntityId.shardOf(flow.id(Patients.number(i)), Engine.SHARDS))) {
        return Patients.number(i);
      }
    }
    throw new AssertionError("no patient of a shard of this node");
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}

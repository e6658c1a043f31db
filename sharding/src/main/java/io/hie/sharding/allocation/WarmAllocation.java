package io.hie.sharding.allocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts a shard on the first of its keepers whose log is warm; if none is, on its home, which reads
 * the log before anything of the shard recovers. Shards stay where they are until their home is
 * another node that is warm for them, and then move a few at a time.
 *
 * <p>Which nodes are warm is asked when it matters. A node that does not answer soon is taken to be
 * cold.
 */
final class WarmAllocation extends AbstractShardAllocationStrategy {
  private static final Duration ANSWER = Duration.ofMillis(700);

  private final ActorSystem system;
  private final Placement placement;

  WarmAllocation(ActorSystem system, Placement placement) {
    this.system = system;
    this.placement = placement;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    Map<String, ActorRef> regions = regions(current.keySet());
    Map<String, Integer> load = new HashMap<>();
    current.forEach((region, shards) -> load.put(node(region), shards.size()));
    return FutureConverters.asScala(
        warm(regions)
            .thenApply(
                warm -> {
                  String chosen =
                      Allocation.choose(
                          Integer.parseInt(shardId),
                          placement.assignment(),
                          regions.keySet(),
                          warm,
                          load);
                  return regions.getOrDefault(chosen, requester);
                }));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    if (!inProgress.isEmpty()) {
      return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
    }
    Map<String, ActorRef> regions = regions(current.keySet());
    Map<Integer, String> where = new HashMap<>();
    current.forEach(
        (region, shards) ->
            CollectionConverters.asJava(shards)
                .forEach(shard -> where.put(Integer.parseInt(shard), node(region))));
    return FutureConverters.asScala(
        warm(regions)
            .thenApply(
                warm -> {
                  Set<String> moves = new HashSet<>();
                  // A move needs the consent of all; one that is gone or going would hold it up.
                  if (!warm.keySet().containsAll(regions.keySet())
                      || !placement.nodes().containsAll(regions.keySet())) {
                    return moves;
                  }
                  Allocation.moves(
                          where,
                          placement.assignment(),
                          regions.keySet(),
                          warm,
                          placement.movesAtOnce())
                      .forEach(shard -> moves.add(Integer.toString(shard)));
                  return moves;
                }));
  }

  private String node(ActorRef region) {
    return region.path().address().hasLocalScope()
        ? placement.self()
        : region.path().address().toString();
  }

  private Map<String, ActorRef> regions(Collection<ActorRef> all) {
    List<ActorRef> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(this::node));
    Map<String, ActorRef> regions = new LinkedHashMap<>();
    sorted.forEach(region -> regions.put(node(region), region));
    return regions;
  }

  /** What is warm where, by node; without those that did not answer. */
  private CompletableFuture<Map<String, Set<Integer>>> warm(Map<String, ActorRef> regions) {
    Map<String, CompletableFuture<Optional<Set<Integer>>>> asked = new HashMap<>();
    regions.forEach((node, region) -> asked.put(node, ask(node)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              Map<String, Set<Integer>> warm = new HashMap<>();
              asked.forEach(
                  (node, shards) -> shards.join().ifPresent(each -> warm.put(node, each)));
              return warm;
            });
  }

  private CompletableFuture<Optional<Set<Integer>>> ask(String node) {
    if (node.equals(placement.self())) {
      return CompletableFuture.completedFuture(Optional.of(placement.warmHere()));
    }
    return system
        .actorSelection(node + "/system/" + Placement.KEEPER)
        .resolveOne(ANSWER)
        .thenCompose(
            keeper ->
                AskPattern.<Keeper.Command, Keeper.Warm>ask(
                    Adapter.toTyped(keeper),
                    Keeper.AskWarm::new,
                    ANSWER,
                    Adapter.toTyped(system).scheduler()))
        .thenApply(answer -> Optional.of(answer.shards()))
        .toCompletableFuture()
        .completeOnTimeout(Optional.empty(), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(noAnswer -> Optional.empty());
  }
}

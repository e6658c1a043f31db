package io.hie.sharding.allocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts a shard on the first of its keepers whose log is warm; if none is, on its home, which reads
 * the log before anything of the shard recovers. Shards stay where they are until their home is
 * another node that is warm for them, and then move a few at a time. While none does, one may be
 * given another home to even the load.
 *
 * <p>Which nodes are warm is asked when it matters. A node that does not answer soon is taken to be
 * cold.
 */
final class WarmAllocation extends AbstractShardAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(WarmAllocation.class);
  private static final Duration ANSWER = Duration.ofMillis(700);

  private final ActorSystem system;
  private final Placement placement;
  private final Optional<Rebalancing> rebalancing;

  WarmAllocation(ActorSystem system, Placement placement) {
    this.system = system;
    this.placement = placement;
    this.rebalancing = placement.rebalancing();
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
                answers -> {
                  Map<String, Set<Integer>> warm = shards(answers);
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
    placement.forgetTheGone();
    if (!inProgress.isEmpty()) {
      rebalancing.ifPresent(Rebalancing::disturbed);
      return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
    }
    Map<String, ActorRef> regions = regions(current.keySet());
    Map<Integer, String> where = new HashMap<>();
    current.forEach(
        (region, shards) ->
            CollectionConverters.asJava(shards)
                .forEach(shard -> where.put(Integer.parseInt(shard), node(region))));
    return FutureConverters.asScala(
        warm(regions).thenApply(answers -> moves(where, regions.keySet(), answers)));
  }

  private Set<String> moves(
      Map<Integer, String> where, Set<String> regions, Map<String, Keeper.Warm> answers) {
    // A move needs the consent of all; one that is gone or going would hold it up.
    if (!answers.keySet().containsAll(regions) || !placement.nodes().containsAll(regions)) {
      rebalancing.ifPresent(Rebalancing::unclear);
      return Set.of();
    }
    Map<String, Set<Integer>> warm = shards(answers);
    Set<Integer> moves = movesHome(where, regions, warm);
    if (moves.isEmpty() && rebalancing.isPresent()) {
      even(rebalancing.get(), where, answers);
      moves = movesHome(where, regions, warm);
    } else {
      rebalancing.ifPresent(Rebalancing::disturbed);
    }
    return moves.stream().map(shard -> Integer.toString(shard)).collect(Collectors.toSet());
  }

  private Set<Integer> movesHome(
      Map<Integer, String> where, Set<String> regions, Map<String, Set<Integer>> warm) {
    return Allocation.moves(where, placement.assignment(), regions, warm, placement.movesAtOnce());
  }

  /** Gives a shard another home if that evens the load, and all is quiet. */
  private void even(
      Rebalancing when, Map<Integer, String> where, Map<String, Keeper.Warm> answers) {
    Assignment assignment = placement.assignment();
    boolean allAtHome =
        where.entrySet().stream()
            .allMatch(each -> each.getValue().equals(assignment.keepers(each.getKey()).getFirst()));
    if (!allAtHome || !placement.isSettled()) {
      when.disturbed();
      return;
    }
    Map<Integer, Double> rates = new HashMap<>();
    for (Keeper.Warm answer : answers.values()) {
      Map<Integer, Double> load = answer.load();
      if (load == null) {
        when.disturbed();
        return;
      }
      load.forEach((shard, rate) -> rates.merge(shard, rate, Double::sum));
    }
    if (!answers.keySet().equals(placement.nodes())) {
      when.unclear();
      return;
    }
    when.look(where, rates, answers.keySet(), shards(answers))
        .ifPresent(
            move -> {
              Map<String, Double> loads = LoadBalance.loads(where, rates, answers.keySet());
              LOG.info(
                  "Shard {} is to move from {} to {} to even the load: they have {} and {} messages"
                      + " a second, {} of them are the shard's",
                  move.shard(),
                  move.from(),
                  move.to(),
                  Math.round(loads.getOrDefault(move.from(), 0.0)),
                  Math.round(loads.getOrDefault(move.to(), 0.0)),
                  Math.round(rates.getOrDefault(move.shard(), 0.0)));
              placement.move(move.shard(), move.to());
            });
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

  private static Map<String, Set<Integer>> shards(Map<String, Keeper.Warm> answers) {
    Map<String, Set<Integer>> shards = new HashMap<>();
    answers.forEach((node, warm) -> shards.put(node, warm.shards()));
    return shards;
  }

  /** What is warm where, by node; without those that did not answer. */
  private CompletableFuture<Map<String, Keeper.Warm>> warm(Map<String, ActorRef> regions) {
    Map<String, CompletableFuture<Optional<Keeper.Warm>>> asked = new HashMap<>();
    regions.forEach((node, region) -> asked.put(node, ask(node)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              Map<String, Keeper.Warm> warm = new HashMap<>();
              asked.forEach(
                  (node, answer) -> answer.join().ifPresent(each -> warm.put(node, each)));
              return warm;
            });
  }

  private CompletableFuture<Optional<Keeper.Warm>> ask(String node) {
    if (node.equals(placement.self())) {
      return CompletableFuture.completedFuture(
          Optional.of(new Keeper.Warm(node, placement.warmHere(), placement.loadHere())));
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
        .thenApply(Optional::of)
        .toCompletableFuture()
        .completeOnTimeout(Optional.empty(), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(noAnswer -> Optional.empty());
  }
}

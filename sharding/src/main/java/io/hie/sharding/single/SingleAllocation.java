package io.hie.sharding.single;

import io.hie.actormodel.production.ProductionSettings.LoadBalancingStrategy;
import io.hie.sharding.single.SingleItems.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.apache.pekko.cluster.typed.Cluster;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Does what {@link SinglePlacement} decides by what the nodes say of themselves. An item moves when
 * two looks in a row have found the same, and for its load not sooner than {@link #REST} after the
 * last move; only what a node that is going has moves at once. One that does not answer soon is
 * given nothing.
 */
final class SingleAllocation extends AbstractShardAllocationStrategy {
  private static final Duration ANSWER = Duration.ofMillis(700);

  /** Figures of load must have caught up with the last move. */
  private static final Duration REST = Duration.ofMinutes(2);

  private final ActorSystem<?> system;
  private final SingleItems items;

  // The coordinator asks one thing at a time, but answers come on other threads.
  private volatile long movedAt = System.nanoTime() - REST.toNanos();
  private volatile List<String> found = List.of();

  SingleAllocation(ActorSystem<?> system, SingleItems items) {
    this.system = system;
    this.items = items;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    return FutureConverters.asScala(
        states(current.keySet())
            .thenApply(
                states -> {
                  for (Map.Entry<ActorRef, State> each : states.entrySet()) {
                    // It was alone and runs it already.
                    if (each.getValue().runs().contains(shardId) && !each.getValue().leaving()) {
                      return each.getKey();
                    }
                  }
                  String chosen = placement(states, current).choose(shardId);
                  return states.keySet().stream()
                      .filter(region -> node(region).equals(chosen))
                      .findFirst()
                      .orElseThrow(
                          () -> new IllegalStateException("no node has room for " + shardId));
                }));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    if (!inProgress.isEmpty()) {
      return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
    }
    return FutureConverters.asScala(
        states(current.keySet()).thenApply(states -> moves(states, current)));
  }

  private Set<String> moves(
      Map<ActorRef, State> states, Map<ActorRef, IndexedSeq<String>> current) {
    Set<String> gone = new HashSet<>();
    states.forEach(
        (region, state) -> {
          if (state.leaving()) {
            gone.add(node(region));
          }
        });
    // A move needs the consent of all; one that does not answer would hold it up.
    if (!states.keySet().containsAll(current.keySet())) {
      return Set.of();
    }
    Map<String, Double> load = new HashMap<>();
    states.values().forEach(state -> load.putAll(state.byItem()));
    List<String> moves = placement(states, current).moves(load);
    boolean atOnce =
        moves.stream().anyMatch(id -> gone.contains(where(current).getOrDefault(id, "")));
    boolean again = moves.equals(found);
    found = moves;
    if (moves.isEmpty() || !(atOnce || (again && hasRested(moves)))) {
      return Set.of();
    }
    movedAt = System.nanoTime();
    return Set.copyOf(moves);
  }

  /** Only figures of load lag behind; items are counted as they are. */
  private boolean hasRested(List<String> moves) {
    boolean byLoad =
        items.known().stream()
            .anyMatch(
                item ->
                    moves.contains(item.id())
                        && item.strategy() == LoadBalancingStrategy.LEAST_LOADED);
    return !byLoad || System.nanoTime() - movedAt > REST.toNanos();
  }

  private SinglePlacement placement(
      Map<ActorRef, State> states, Map<ActorRef, IndexedSeq<String>> current) {
    Set<String> up = new HashSet<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.status() == MemberStatus.up()) {
        up.add(member.address().toString());
      }
    }
    List<SinglePlacement.Node> nodes = new ArrayList<>();
    states.forEach(
        (region, state) -> {
          if (!state.leaving() && up.contains(node(region))) {
            nodes.add(new SinglePlacement.Node(node(region), state.load(), state.taken()));
          }
        });
    return new SinglePlacement(
        items.known().stream().collect(Collectors.toMap(SingleItem::id, Function.identity())),
        nodes,
        where(current));
  }

  private Map<String, String> where(Map<ActorRef, IndexedSeq<String>> current) {
    Map<String, String> where = new HashMap<>();
    current.forEach(
        (region, ids) ->
            CollectionConverters.asJava(ids).forEach(id -> where.put(id, node(region))));
    return where;
  }

  private String node(ActorRef region) {
    return region.path().address().hasLocalScope()
        ? items.self()
        : region.path().address().toString();
  }

  /** How the nodes are; without those that did not answer. */
  private CompletableFuture<Map<ActorRef, State>> states(Collection<ActorRef> regions) {
    Map<ActorRef, CompletableFuture<Optional<State>>> asked = new HashMap<>();
    regions.forEach(region -> asked.put(region, ask(node(region))));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              Map<ActorRef, State> states = new HashMap<>();
              asked.forEach(
                  (region, state) -> state.join().ifPresent(each -> states.put(region, each)));
              return states;
            });
  }

  private CompletableFuture<Optional<State>> ask(String node) {
    return system
        .classicSystem()
        .actorSelection(node + "/system/" + SingleItems.NAME)
        .resolveOne(ANSWER)
        .thenCompose(
            actor ->
                AskPattern.<SingleItems.Command, State>ask(
                    Adapter.toTyped(actor), SingleItems.AskState::new, ANSWER, system.scheduler()))
        .thenApply(Optional::of)
        .toCompletableFuture()
        .completeOnTimeout(Optional.empty(), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(noAnswer -> Optional.empty());
  }
}

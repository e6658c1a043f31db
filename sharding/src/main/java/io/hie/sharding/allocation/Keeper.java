package io.hie.sharding.allocation;

import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * Tells the node's log what to keep whenever the members of the cluster have changed and been quiet
 * for a moment, and tells other nodes what is warm here. Keeps the homes that shards were given for
 * load, with its like on the other nodes: they are gone when all nodes are.
 */
final class Keeper {
  /** What a keeper takes. */
  sealed interface Command {}

  /** Asks which shards could start here without reading their log first. */
  record AskWarm(ActorRef<Warm> replyTo) implements Command, CborSerializable {}

  /**
   * Answers {@link AskWarm}.
   *
   * @param node whose shards these are
   * @param load messages a second that it has taken in of each shard, wherever that runs now; null
   *     from a node that does not count them
   */
  record Warm(String node, Set<Integer> shards, @Nullable Map<Integer, Double> load)
      implements CborSerializable {}

  /** These shards have another home now, or, where it is null, their own again. */
  record Move(Map<Integer, @Nullable String> homes) implements Command {}

  private record Homes(Replicator.SubscribeResponse<LWWMap<String, String>> news)
      implements Command {}

  private record Told(Replicator.UpdateResponse<LWWMap<String, String>> how) implements Command {}

  /** Somebody does not want to wait until the members have settled. */
  record Rebalance() implements Command, CborSerializable {}

  private record Changed() implements Command {}

  private record Settled() implements Command {}

  /** The homes that shards were given for load, by shard; every node has all of them. */
  private static final Key<LWWMap<String, String>> HOMES = LWWMapKey.create("hie-shard-homes");

  private static final Duration TELL = Duration.ofSeconds(3);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Placement placement;
  private final Duration settle;
  private final CompletableFuture<Void> first;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator;
  private final SelfUniqueAddress self;
  private Set<Integer> kept = Set.of();

  /**
   * A keeper of this node.
   *
   * @param settle how long the members must stay as they are before more is read
   * @param first completed when what the node is to keep at first is there
   */
  static Behavior<Command> create(
      Placement placement, Duration settle, CompletableFuture<Void> first) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Keeper(context, timers, placement, settle, first).start()));
  }

  private Keeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Placement placement,
      Duration settle,
      CompletableFuture<Void> first) {
    this.context = context;
    this.timers = timers;
    this.placement = placement;
    this.settle = settle;
    this.first = first;
    DistributedData data = DistributedData.get(context.getSystem());
    this.replicator = new ReplicatorMessageAdapter<>(context, data.replicator(), TELL);
    this.self = data.selfUniqueAddress();
  }

  private Behavior<Command> start() {
    ActorRef<MemberEvent> members =
        context.messageAdapter(MemberEvent.class, event -> new Changed());
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(members, MemberEvent.class));
    replicator.subscribe(HOMES, Homes::new);
    keep(first);
    return Behaviors.receive(Command.class)
        .onMessage(Changed.class, changed -> onChanged())
        .onMessage(Settled.class, settled -> onSettled())
        .onMessage(Rebalance.class, rebalance -> onRebalance())
        .onMessage(AskWarm.class, this::onAskWarm)
        .onMessage(Move.class, this::onMove)
        .onMessage(Homes.class, this::onHomes)
        .onMessage(Told.class, this::onTold)
        .build();
  }

  private Behavior<Command> onChanged() {
    timers.startSingleTimer("settle", new Settled(), settle);
    return Behaviors.same();
  }

  private Behavior<Command> onSettled() {
    keep(new CompletableFuture<>());
    return Behaviors.same();
  }

  private void keep(CompletableFuture<Void> done) {
    Set<Integer> wanted = placement.keptHere();
    if (!wanted.equals(kept)) {
      context.getLog().info("This node keeps the log of shards {}", wanted);
      kept = wanted;
    }
    placement
        .log()
        .keep(wanted)
        .whenComplete(
            (there, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  private Behavior<Command> onRebalance() {
    timers.cancel("settle");
    placement.hurry();
    return onSettled();
  }

  private Behavior<Command> onAskWarm(AskWarm ask) {
    ask.replyTo().tell(new Warm(placement.self(), placement.warmHere(), placement.loadHere()));
    return Behaviors.same();
  }

  // --- homes that were given for load

  private Behavior<Command> onMove(Move move) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                HOMES,
                LWWMap.empty(),
                new Replicator.WriteMajority(TELL),
                replyTo,
                homes -> changed(homes, move)),
        Told::new);
    return Behaviors.same();
  }

  private LWWMap<String, String> changed(LWWMap<String, String> homes, Move move) {
    LWWMap<String, String> all = homes;
    for (Map.Entry<Integer, @Nullable String> each : move.homes().entrySet()) {
      String shard = Integer.toString(each.getKey());
      String home = each.getValue();
      all = home == null ? all.remove(self, shard) : all.put(self, shard, home);
    }
    return all;
  }

  private Behavior<Command> onHomes(Homes homes) {
    if (homes.news() instanceof Replicator.Changed<LWWMap<String, String>> changed) {
      Map<Integer, String> moved = new HashMap<>();
      changed
          .get(HOMES)
          .getEntries()
          .forEach((shard, home) -> moved.put(Integer.valueOf(shard), home));
      placement.moved(moved);
      return onSettled();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onTold(Told told) {
    if (!(told.how() instanceof Replicator.UpdateSuccess)) {
      context.getLog().info("Not all nodes know yet that shards have other homes; they will hear");
    }
    return Behaviors.same();
  }

  /** The nodes that shards may run on: those that are up and not about to leave. */
  static Set<String> nodes(Iterable<Member> members) {
    return StreamSupport.stream(members.spliterator(), false)
        .filter(
            member ->
                member.status() == MemberStatus.up() || member.status() == MemberStatus.weaklyUp())
        .map(member -> member.address().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.hie.sharding.allocation;

import io.hie.sharding.CborSerializable;
import java.time.Duration;
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
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Tells the node's log what to keep whenever the members of the cluster have changed and been quiet
 * for a moment, and tells other nodes what is warm here.
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
   */
  record Warm(String node, Set<Integer> shards) implements CborSerializable {}

  /** Somebody does not want to wait until the members have settled. */
  record Rebalance() implements Command, CborSerializable {}

  private record Changed() implements Command {}

  private record Settled() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Placement placement;
  private final Duration settle;
  private final CompletableFuture<Void> first;
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
  }

  private Behavior<Command> start() {
    ActorRef<MemberEvent> members =
        context.messageAdapter(MemberEvent.class, event -> new Changed());
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(members, MemberEvent.class));
    keep(first);
    return Behaviors.receive(Command.class)
        .onMessage(Changed.class, changed -> onChanged())
        .onMessage(Settled.class, settled -> onSettled())
        .onMessage(Rebalance.class, rebalance -> onRebalance())
        .onMessage(AskWarm.class, this::onAskWarm)
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
    ask.replyTo().tell(new Warm(placement.self(), placement.warmHere()));
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

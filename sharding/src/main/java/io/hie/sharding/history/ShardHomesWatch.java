package io.hie.sharding.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link ShardHomes} true: tells the other nodes which shards are here when that changes, and
 * now and then, and hears it from them.
 */
final class ShardHomesWatch {
  static final String NAME = "shard-homes";

  private static final Duration LOOK = Duration.ofMillis(200);

  /** Who has just joined has heard of nothing yet. */
  private static final Duration REPEAT = Duration.ofSeconds(2);

  /** The shards of a node that is gone are elsewhere sooner than this, or nobody asks for them. */
  private static final Duration GONE = Duration.ofSeconds(5);

  /** What it is told. */
  sealed interface Command {}

  /**
   * A node has these shards.
   *
   * @param door the way into it; null from a node of a version that has none
   */
  record At(
      String node,
      Set<Integer> shards,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ActorRef<Door.Through> door)
      implements Command, CborSerializable {}

  private record Look() implements Command {}

  private record Here(Set<Integer> shards) implements Command {}

  private final ActorContext<Command> context;
  private final ShardHomes homes;
  private final ActorRef<Door.Through> door;
  private final Supplier<CompletionStage<List<Integer>>> here;
  private final Cluster cluster;
  private final String self;
  private final Map<String, Long> goneSince = new HashMap<>();
  private Set<Integer> told = Set.of();
  private long toldAt;

  /**
   * Watches.
   *
   * @param awake the histories that are awake on this node
   * @param region where what is for any other history goes
   * @param here which shards this node has
   */
  static Behavior<Command> create(
      ShardHomes homes,
      Awake awake,
      ActorRef<ShardingEnvelope<HistoryCommand>> region,
      Supplier<CompletionStage<List<Integer>>> here) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), LOOK);
                  return new ShardHomesWatch(context, homes, Door.of(context, awake, region), here)
                      .receive();
                }));
  }

  private ShardHomesWatch(
      ActorContext<Command> context,
      ShardHomes homes,
      ActorRef<Door.Through> door,
      Supplier<CompletionStage<List<Integer>>> here) {
    this.context = context;
    this.homes = homes;
    this.door = door;
    this.here = here;
    this.cluster = Cluster.get(context.getSystem());
    this.self = id(cluster.selfMember());
  }

  private Behavior<Command> receive() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case At at -> homes.at(at.node(), at.shards(), at.door());
            case Here now -> tell(now.shards());
            case Look look -> {
              lookWhoIsAway(System.nanoTime());
              context.pipeToSelf(
                  here.get(),
                  (shards, failure) -> new Here(failure == null ? Set.copyOf(shards) : told));
            }
          }
          return Behaviors.same();
        });
  }

  private void lookWhoIsAway(long now) {
    Set<String> members = new HashSet<>();
    cluster.state().getMembers().forEach(member -> members.add(id(member)));
    Set<String> away = new HashSet<>();
    cluster.state().getUnreachable().forEach(member -> away.add(id(member)));
    for (String node : homes.nodes()) {
      if (members.contains(node)) {
        goneSince.remove(node);
      } else if (now - goneSince.computeIfAbsent(node, first -> now) < GONE.toNanos()) {
        away.add(node);
      } else {
        homes.forget(node);
        goneSince.remove(node);
      }
    }
    homes.away(away);
  }

  private void tell(Set<Integer> shards) {
    homes.at(self, shards, null);
    long now = System.nanoTime();
    if (shards.equals(told) && now - toldAt < REPEAT.toNanos()) {
      return;
    }
    told = shards;
    toldAt = now;
    for (Member member : cluster.state().getMembers()) {
      if (!id(member).equals(self)) {
        context
            .getSystem()
            .classicSystem()
            .actorSelection(member.address() + "/system/" + NAME)
            .tell(new At(self, shards, door), org.apache.pekko.actor.ActorRef.noSender());
      }
    }
  }

  /** One that comes back at the same address is another. */
  private static String id(Member member) {
    return member.uniqueAddress().toString();
  }
}

package io.hie.sharding.history;

import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Brings the limit of open messages to where messages come in: a service may run on one node and
 * the histories of its messages on another. Each node tells the others which productions have too
 * much open on it, ten times a second while there are any.
 */
final class FullNodes {
  static final String NAME = "full-nodes";

  private static final Duration LOOK = Duration.ofMillis(100);

  /** One that has not said for so long that it is full has room, or is gone. */
  private static final Duration BELIEVED = Duration.ofSeconds(2);

  /** What it is told. */
  sealed interface Command {}

  /**
   * These productions, by workspace and name with a slash between, have too much open on a node.
   */
  record Full(String node, Set<String> productions) implements Command, CborSerializable {}

  private record Look() implements Command {}

  private record Said(Set<String> productions, long nanos) {}

  private final ActorSystem<?> system;
  private final OpenMessages openMessages;
  private final String self;
  private final Map<String, Said> others = new HashMap<>();
  private Set<String> told = Set.of();

  static Behavior<Command> create(OpenMessages openMessages) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new Look(), LOOK);
                  return new FullNodes(context, openMessages).receive();
                }));
  }

  private FullNodes(ActorContext<Command> context, OpenMessages openMessages) {
    this.system = context.getSystem();
    this.openMessages = openMessages;
    this.self = Cluster.get(system).selfMember().address().toString();
  }

  private Behavior<Command> receive() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Full full ->
                others.put(full.node(), new Said(full.productions(), System.nanoTime()));
            case Look look -> {
              tell();
              others
                  .values()
                  .removeIf(said -> System.nanoTime() - said.nanos() > BELIEVED.toNanos());
            }
          }
          Set<String> full = new HashSet<>();
          others.values().forEach(said -> full.addAll(said.productions()));
          openMessages.fullElsewhere(full);
          return Behaviors.same();
        });
  }

  private void tell() {
    Set<String> full = new HashSet<>();
    for (DeployedProduction each : Productions.get(system).all()) {
      if (openMessages.isFull(each.workspace(), each.project(), each.maxOpenMessages())) {
        full.add(each.workspace() + "/" + each.project());
      }
    }
    if (full.isEmpty() && told.isEmpty()) {
      return;
    }
    told = full;
    for (Member member : Cluster.get(system).state().getMembers()) {
      String node = member.address().toString();
      if (!node.equals(self)) {
        system
            .classicSystem()
            .actorSelection(node + "/system/" + NAME)
            .tell(new Full(self, full), ActorRef.noSender());
      }
    }
  }
}

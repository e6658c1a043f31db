package io.hie.clusternode.deployment;

import io.hie.sharding.CborSerializable;
import io.hie.sharding.single.SingleItems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Works out a node's {@link Duty} anew whenever the cluster changes. */
public final class DutyWatch {
  private static final String NAME = "service-duty";

  /** What it is told. */
  sealed interface Command {}

  /** A node is about to stop, and its services are others' from now on. */
  record Resigned(String node) implements Command, CborSerializable {}

  private record Changed() implements Command {}

  private record Placed(SingleItems.View singles) implements Command {}

  private DutyWatch() {}

  /** The duty by what the cluster is now. */
  public static Duty now(ActorSystem<?> system) {
    return duty(system, Set.of());
  }

  /**
   * Calls back whenever it changes.
   *
   * @param onDuty called from an actor's thread; must not block
   * @return to be told where single items are
   */
  public static Consumer<SingleItems.View> start(ActorSystem<?> system, Consumer<Duty> onDuty) {
    ActorRef<Command> watch =
        system.systemActorOf(
            Behaviors.<Command>setup(context -> watching(context, onDuty)), NAME, Props.empty());
    return singles -> watch.tell(new Placed(singles));
  }

  private static Behavior<Command> watching(ActorContext<Command> context, Consumer<Duty> onDuty) {
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(ClusterDomainEvent.class, event -> new Changed()),
                ClusterDomainEvent.class));
    Set<String> resigned = new HashSet<>();
    List<Duty> last = new ArrayList<>();
    AtomicReference<SingleItems.View> singles = new AtomicReference<>(SingleItems.View.NONE);
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Resigned node -> resigned.add(node.node());
            case Changed changed -> {}
            case Placed placed -> singles.set(placed.singles());
          }
          Duty duty = duty(context.getSystem(), resigned).with(singles.get());
          if (!last.contains(duty)) {
            last.clear();
            last.add(duty);
            onDuty.accept(duty);
          }
          return Behaviors.same();
        });
  }

  /** Tells the other nodes to take over what this one serves, before it stops serving. */
  public static void resign(ActorSystem<?> system) {
    String self = Cluster.get(system).selfMember().uniqueAddress().toString();
    for (Member member : Cluster.get(system).state().getMembers()) {
      system
          .classicSystem()
          .actorSelection(member.address() + "/system/" + NAME)
          .tell(new Resigned(self), org.apache.pekko.actor.ActorRef.noSender());
    }
  }

  private static Duty duty(ActorSystem<?> system, Set<String> resigned) {
    Cluster cluster = Cluster.get(system);
    CurrentClusterState state = cluster.state();
    List<Member> up = new ArrayList<>();
    for (Member member : state.getMembers()) {
      if (member.status() == MemberStatus.up()
          && !resigned.contains(member.uniqueAddress().toString())) {
        up.add(member);
      }
    }
    up.sort((one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1);
    return new Duty(
        cluster.selfMember().uniqueAddress().toString(),
        up.stream()
            .map(
                member ->
                    new Duty.Peer(
                        member.uniqueAddress().toString(),
                        member.address().hostPort(),
                        member.address().getHost().orElse(""),
                        !state.getUnreachable().contains(member)))
            .toList());
  }
}

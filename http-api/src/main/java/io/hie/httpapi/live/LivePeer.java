package io.hie.httpapi.live;

import io.hie.sharding.CborSerializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Gives what happens on this node to streams of other nodes. Each has a listener of its own at this
 * node's hub, which is asked for more when the last was taken; who is gone is forgotten.
 */
final class LivePeer {
  static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "hie-live-events");

  /** A message between nodes has at most 1 MiB. */
  private static final int MOST_CHARACTERS = 200_000;

  private static final int MOST_AT_ONCE = 100;

  /** To the node that has the events. */
  sealed interface Command {}

  /**
   * Tell what happens in a workspace.
   *
   * @param topics their words; those that are not known are left out
   * @param after the position that the listener has; null to begin now
   */
  record Follow(
      String workspace, List<String> topics, @Nullable String after, ActorRef<Reply> replyTo)
      implements Command, CborSerializable {}

  /** Of a node that has events. */
  sealed interface Reply {}

  /**
   * Answers {@link Follow}.
   *
   * @param run of the node
   * @param number after which its events are given
   * @param more whom to ask for them
   */
  record Following(String run, long number, ActorRef<More> more)
      implements Reply, CborSerializable {}

  /** Too many follow this node. */
  record Refused() implements Reply, CborSerializable {}

  /** Some events, in their order; more are to be asked for. */
  record Told(List<Line> lines) implements Reply, CborSerializable {}

  /**
   * An event.
   *
   * @param number of the node's run; -1 if it cannot be gone on from
   */
  record Line(long number, String event, String json) {}

  /** To who gives events to one stream. */
  private sealed interface Giving {}

  /** What was told was taken. */
  record More() implements Giving, CborSerializable {}

  private record Came(List<LiveEvent> events) implements Giving {}

  private record Gone() implements Giving {}

  private LivePeer() {}

  /**
   * Lets other nodes know that there is a hub here.
   *
   * @param wake has this node look at what happens
   */
  static void start(ActorSystem<?> system, LiveHub hub, Runnable wake) {
    system.systemActorOf(
        Behaviors.<Command>setup(
            context -> {
              context
                  .getSystem()
                  .receptionist()
                  .tell(Receptionist.register(KEY, context.getSelf()));
              return Behaviors.receiveMessage(
                  command -> {
                    switch (command) {
                      case Follow follow -> begin(context, hub, wake, follow);
                    }
                    return Behaviors.same();
                  });
            }),
        "live-events",
        Props.empty());
  }

  private static void begin(
      ActorContext<Command> context, LiveHub hub, Runnable wake, Follow follow) {
    Optional<Listener> listener =
        hub.follow(follow.workspace(), topics(follow.topics()), follow.after());
    if (listener.isEmpty()) {
      follow.replyTo().tell(new Refused());
      return;
    }
    wake.run();
    Listener following = listener.get();
    ActorRef<Giving> giving =
        context.spawnAnonymous(
            Behaviors.<Giving>setup(
                child -> {
                  child.watchWith(follow.replyTo(), new Gone());
                  return new Giver(child, following, follow.replyTo()).giving();
                }));
    follow
        .replyTo()
        .tell(new Following(hub.run(), following.positionOf(hub.run()), giving.narrow()));
  }

  private static Set<Topic> topics(List<String> words) {
    EnumSet<Topic> topics = EnumSet.noneOf(Topic.class);
    Arrays.stream(Topic.values()).filter(each -> words.contains(each.word())).forEach(topics::add);
    return topics;
  }

  private record Giver(
      ActorContext<Giving> context,
      Listener listener,
      ActorRef<Reply> to,
      ArrayDeque<LiveEvent> pending) {
    Giver(ActorContext<Giving> context, Listener listener, ActorRef<Reply> to) {
      this(context, listener, to, new ArrayDeque<>());
    }

    Behavior<Giving> giving() {
      return Behaviors.receive(Giving.class)
          .onMessage(
              More.class,
              more -> {
                if (pending.isEmpty()) {
                  context.pipeToSelf(
                      listener.events(),
                      (came, failure) -> new Came(came == null ? List.of() : came));
                } else {
                  give();
                }
                return Behaviors.same();
              })
          .onMessage(
              Came.class,
              came -> {
                pending.addAll(came.events());
                give();
                return Behaviors.same();
              })
          .onMessage(Gone.class, gone -> Behaviors.stopped())
          .onSignal(
              org.apache.pekko.actor.typed.PostStop.class,
              stopped -> {
                listener.close();
                return Behaviors.same();
              })
          .build();
    }

    private void give() {
      List<Line> lines = new ArrayList<>();
      int characters = 0;
      while (!pending.isEmpty() && lines.size() < MOST_AT_ONCE && characters < MOST_CHARACTERS) {
        LiveEvent next = pending.remove();
        Line line = new Line(next.number(), next.name(), next.json());
        characters += line.json().length();
        if (line.json().length() > 2 * MOST_CHARACTERS) {
          LiveEvent missed = LiveHub.missed("too-large", 1);
          line = new Line(missed.number(), missed.name(), missed.json());
        }
        lines.add(line);
      }
      to.tell(new Told(lines));
    }
  }
}

package io.hie.httpapi.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of all other nodes to one listener of this one: follows each node that is there
 * or comes, and tells the listener of those that go.
 */
public final class LiveStream extends AbstractBehavior<LiveStream.Command> {
  /** How long nodes may take before the listener is told that something may be missing. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final AtomicLong NAMES = new AtomicLong();

  /** Of a stream. */
  public sealed interface Command {}

  private record Nodes(Receptionist.Listing listing) implements Command {}

  private record Answered(ActorRef<LivePeer.Command> peer) implements Command {}

  private record Reached(ActorRef<LivePeer.Command> peer, String run, long number)
      implements Command {}

  private record Settle() implements Command {}

  private record Stop() implements Command {}

  private final Listener listener;
  private final boolean resumed;
  private final Map<ActorRef<LivePeer.Command>, ActorRef<LivePeer.Reply>> followed =
      new HashMap<>();

  /** How far each node was heard, as an id, for when it is away for a moment. */
  private final Map<ActorRef<LivePeer.Command>, String> reached = new HashMap<>();

  private @Nullable Set<ActorRef<LivePeer.Command>> awaited;
  private boolean settled;

  private LiveStream(ActorContext<Command> context, Listener listener, boolean resumed) {
    super(context);
    this.listener = listener;
    this.resumed = resumed;
  }

  /** Lets other nodes hear what happens here; once for a node. */
  public static void open(ActorSystem<?> system, LiveHub hub, Runnable wake) {
    LivePeer.start(system, hub, wake);
  }

  /**
   * Begins to bring events of others.
   *
   * @param resumed whether the listener goes on from an id
   * @return ends it
   */
  public static Runnable begin(ActorSystem<?> system, Listener listener, boolean resumed) {
    ActorRef<Command> stream =
        system.systemActorOf(
            Behaviors.<Command>setup(
                context ->
                    Behaviors.withTimers(
                        timers -> {
                          timers.startSingleTimer(new Settle(), PATIENCE);
                          context
                              .getSystem()
                              .receptionist()
                              .tell(
                                  Receptionist.subscribe(
                                      LivePeer.KEY,
                                      context.messageAdapter(
                                          Receptionist.Listing.class, Nodes::new)));
                          return new LiveStream(context, listener, resumed);
                        })),
            "live-stream-" + NAMES.incrementAndGet(),
            Props.empty());
    return () -> stream.tell(new Stop());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Nodes.class, nodes -> on(nodes.listing().getServiceInstances(LivePeer.KEY)))
        .onMessage(
            Answered.class,
            answered -> {
              if (awaited != null) {
                awaited.remove(answered.peer());
              }
              settleIfAll();
              return this;
            })
        .onMessage(
            Reached.class,
            far -> {
              reached.put(far.peer(), far.run() + "-" + far.number());
              return this;
            })
        .onMessage(
            Settle.class,
            late -> {
              settle();
              return this;
            })
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .build();
  }

  private Behavior<Command> on(Set<ActorRef<LivePeer.Command>> nodes) {
    Set<ActorRef<LivePeer.Command>> others = new HashSet<>(nodes);
    others.removeIf(each -> each.path().address().hasLocalScope());
    boolean first = awaited == null;
    if (first) {
      awaited = new HashSet<>(others);
    }
    for (ActorRef<LivePeer.Command> peer : others) {
      if (!followed.containsKey(peer)) {
        String after = reached.getOrDefault(peer, first && !resumed ? null : listener.position());
        followed.put(peer, getContext().spawnAnonymous(follow(peer, after)));
      }
    }
    for (ActorRef<LivePeer.Command> peer : Set.copyOf(followed.keySet())) {
      if (!others.contains(peer)) {
        getContext().stop(followed.remove(peer));
        if (awaited != null) {
          awaited.remove(peer);
        }
        listener.offer(LiveHub.missed("node-away", 0));
      }
    }
    settleIfAll();
    return this;
  }

  private void settleIfAll() {
    if (awaited != null && awaited.isEmpty()) {
      settle();
    }
  }

  private void settle() {
    if (!settled) {
      settled = true;
      listener.settle();
    }
  }

  // --- one node

  private Behavior<LivePeer.Reply> follow(ActorRef<LivePeer.Command> peer, @Nullable String after) {
    ActorRef<Command> stream = getContext().getSelf();
    List<String> topics =
        listener.topics().stream().filter(each -> each != Topic.AUDIT).map(Topic::word).toList();
    return Behaviors.setup(
        context -> {
          peer.tell(new LivePeer.Follow(listener.workspace(), topics, after, context.getSelf()));
          return Behaviors.receive(LivePeer.Reply.class)
              .onMessage(
                  LivePeer.Refused.class,
                  refused -> {
                    listener.offer(LiveHub.missed("node-busy", 0));
                    stream.tell(new Answered(peer));
                    return Behaviors.same();
                  })
              .onMessage(
                  LivePeer.Following.class,
                  following -> {
                    listener.claim(following.run(), following.number());
                    stream.tell(new Answered(peer));
                    following.more().tell(new LivePeer.More());
                    return following(peer, following);
                  })
              .build();
        });
  }

  private Behavior<LivePeer.Reply> following(
      ActorRef<LivePeer.Command> peer, LivePeer.Following following) {
    ActorRef<Command> stream = getContext().getSelf();
    return Behaviors.receive(LivePeer.Reply.class)
        .onMessage(
            LivePeer.Told.class,
            told -> {
              long last = -1;
              for (LivePeer.Line line : told.lines()) {
                listener.offer(
                    new LiveEvent(following.run(), line.number(), line.event(), line::json));
                last = Math.max(last, line.number());
              }
              if (last >= 0) {
                stream.tell(new Reached(peer, following.run(), last));
              }
              following.more().tell(new LivePeer.More());
              return Behaviors.same();
            })
        .build();
  }
}

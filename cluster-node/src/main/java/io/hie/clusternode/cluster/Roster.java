package io.hie.clusternode.cluster;

import io.hie.sharding.CborSerializable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of a cluster say of themselves to each other: where their APIs are. Looks at it
 * now and then, and keeps it for the node's next start.
 */
public final class Roster {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
  private static final String NAME = "roster";
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private sealed interface Command {}

  /** Who are you? */
  record Ask(ActorRef<Entry> replyTo) implements Command, CborSerializable {}

  /**
   * A node.
   *
   * @param node its address in the cluster
   * @param api where its API is, as {@code host:port}
   * @param version for people
   */
  public record Entry(String node, String api, String version) implements CborSerializable {}

  private record Look() implements Command {}

  private final ActorSystem<?> system;
  private final Entry self;
  private final Path data;
  private ClusterFile file;
  private final Map<String, Entry> others = new ConcurrentSkipListMap<>();

  /** Starts to look, and to answer. */
  public Roster(ActorSystem<?> system, Entry self, ClusterFile file, Path data) {
    this.system = system;
    this.self = self;
    this.file = file;
    this.data = data;
    system.systemActorOf(behavior(), NAME, Props.empty());
  }

  private Behavior<Command> behavior() {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), Duration.ofMillis(200), LOOK);
          return Behaviors.receiveMessage(
              command -> {
                switch (command) {
                  case Ask ask -> ask.replyTo().tell(self);
                  case Look look -> look();
                }
                return Behaviors.same();
              });
        });
  }

  /** All nodes that answered, by their address, this one among them. */
  public Map<String, Entry> entries() {
    Map<String, Entry> all = new TreeMap<>(others);
    all.put(self.node(), self);
    return all;
  }

  private void look() {
    List<String> members = new ArrayList<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      String node = member.address().toString();
      members.add(node);
      if (!node.equals(self.node())) {
        ask(system, node).thenAccept(entry -> others.put(node, entry));
      }
    }
    others.keySet().retainAll(members);
    List<String> peers = others.values().stream().map(Entry::api).sorted().toList();
    // A node that is left alone remembers where the others were: they may come back, or live on.
    if (!peers.isEmpty() && !peers.equals(file.peers())) {
      file = file.withPeers(peers);
      try {
        file.write(data);
      } catch (IOException failed) {
        LOG.warn("what the node remembers of its cluster cannot be kept in {}", data);
      }
    }
  }

  /** What a node says of itself; fails if it does not within some seconds, as one that starts. */
  static CompletionStage<Entry> ask(ActorSystem<?> system, String node) {
    return system
        .classicSystem()
        .actorSelection(node + "/system/" + NAME)
        .resolveOne(ANSWER)
        .thenCompose(
            roster ->
                AskPattern.<Command, Entry>ask(
                    Adapter.toTyped(roster), Ask::new, ANSWER, system.scheduler()));
  }
}

package io.hie.httpapi.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Leave;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams of events over nodes that really are in a cluster, in one process. */
final class LiveClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HERE = "royal";

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loglevel = WARNING
                actor.provider = cluster
                remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                cluster.jmx.enabled = off
                cluster.gossip-interval = 200ms
                cluster.leader-actions-interval = 200ms
                cluster.configuration-compatibility-check.enforce-on-join = off
                coordinated-shutdown.run-by-jvm-shutdown-hook = off
                coordinated-shutdown.exit-jvm = off
              }
              """)
          .withFallback(ConfigFactory.load());

  private static Node one;
  private static Node two;

  /** A node with its hub. */
  private record Node(ActorSystem<Void> system, LiveHub hub) implements AutoCloseable {
    static Node start(@Nullable Node seed) {
      ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "live", CONFIG);
      Node node = new Node(system, new LiveHub());
      LiveStream.open(system, node.hub, () -> {});
      Cluster cluster = Cluster.get(system);
      cluster
          .manager()
          .tell(
              Join.create(
                  (seed == null ? cluster : Cluster.get(seed.system)).selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
      return node;
    }

    void tell(String what) {
      hub.tell(Topic.MESSAGES, HERE, () -> "{\"what\":\"" + what + "\"}");
    }

    @Override
    public void close() {
      system.terminate();
    }
  }

  /** A stream at a node, as a connection would take it. */
  private static final class Stream implements AutoCloseable {
    private final Listener listener;
    private final Runnable others;
    final List<String> got = new CopyOnWriteArrayList<>();

    Stream(Node node, @Nullable String after) {
      listener = node.hub.listen(HERE, Set.of(Topic.MESSAGES), "ann", after).orElseThrow();
      others = LiveStream.begin(node.system, listener, after != null);
      take();
    }

    private void take() {
      listener
          .take()
          .thenAcceptAsync(
              frames -> {
                frames.forEach(each -> got.add(new String(each, StandardCharsets.UTF_8)));
                take();
              });
    }

    void await(String what) {
      org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> has(what));
    }

    boolean has(String what) {
      return got.stream().anyMatch(each -> each.contains("\"" + what + "\""));
    }

    /** Until it hears another node, that one says something. */
    void awaitHearing(Node node, String what) {
      org.awaitility.Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                node.tell(what);
                return has(what);
              });
    }

    String lastId() {
      return got.stream()
          .filter(each -> each.startsWith("id: "))
          .reduce((before, last) -> last)
          .map(each -> each.substring(4, each.indexOf('\n')))
          .orElseThrow();
    }

    @Override
    public void close() {
      listener.close();
      others.run();
    }
  }

  @BeforeAll
  static void start() {
    one = Node.start(null);
    two = Node.start(one);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                StreamSupport.stream(
                            Cluster.get(one.system).state().getMembers().spliterator(), false)
                        .filter(each -> each.status() == MemberStatus.up())
                        .count()
                    == 2);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  @Test
  void shouldTellOfAllNodesAndGoOnAtAnotherOneWhereItWas() {
    String last;
    try (Stream stream = new Stream(one, null)) {
      stream.awaitHearing(two, "warm-up");
      one.tell("of one");
      stream.await("of one");
      two.tell("of two");
      stream.await("of two");
      two.hub.tell(Topic.MESSAGES, "other", () -> "{\"what\":\"of another workspace\"}");
      two.tell("the last");
      stream.await("the last");
      assertThat(stream.has("of another workspace")).isFalse();
      assertThat(stream.got).noneMatch(each -> each.contains("event: missed"));
      last = stream.lastId();
    }
    // given what happens at both while nobody is connected
    one.tell("meanwhile at one");
    two.tell("meanwhile at two");
    // when the client comes again, to the other node
    try (Stream stream = new Stream(two, last)) {
      stream.await("meanwhile at one");
      stream.await("meanwhile at two");
      // then it has that and nothing else
      assertThat(stream.got)
          .hasSize(2)
          .noneMatch(each -> each.contains("event: missed"))
          .noneMatch(each -> each.contains("the last"));
      // and goes on
      one.tell("after that");
      stream.await("after that");
    }
  }

  @Test
  void shouldSayThatSomethingMayBeMissingWhenANodeOfTheIdIsGone() {
    String last;
    try (Stream stream = new Stream(one, null)) {
      stream.awaitHearing(two, "before");
      last = stream.lastId();
    }
    try (Stream stream = new Stream(two, last + ".zz00zz00-7")) {
      stream.await("another-node-or-start");
      one.tell("nevertheless");
      stream.await("nevertheless");
      assertThat(stream.lastId()).doesNotContain("zz00zz00");
    }
    try (Stream stream = new Stream(two, "what is this")) {
      stream.await("not-an-id");
    }
  }

  @Test
  void shouldHearANodeThatJoinsAndTellWhenItIsGone() {
    try (Stream stream = new Stream(one, null)) {
      stream.awaitHearing(two, "there");
      try (Node three = Node.start(one)) {
        three.tell("of three");
        stream.awaitHearing(three, "again of three");
        assertThat(stream.has("of three")).isTrue();
        assertThat(stream.got).noneMatch(each -> each.contains("event: missed"));
        Cluster cluster = Cluster.get(three.system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        stream.await("node-away");
      }
      two.tell("still there");
      stream.await("still there");
    }
  }
}

package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes on real sockets. Without the watch, the split-brain resolver would take an hour. */
@Timeout(90)
class CrashWatchTest {
  private static final int SOME_LOOKS = 12;

  private final List<ActorSystem<Void>> nodes = new ArrayList<>();

  @BeforeEach
  void form() {
    for (int i = 0; i < 3; i++) {
      ActorSystem<Void> node =
          ActorSystem.create(
              Behaviors.empty(),
              "hie",
              Gathered.config(
                  Map.of("pekko.cluster.split-brain-resolver.stable-after", "1h"), Gathered.TERMS));
      nodes.add(node);
      Cluster.get(node).manager().tell(new Join(address(nodes.getFirst())));
      Gathered.awaitOne(nodes);
      CrashWatch.start(node);
    }
  }

  @AfterEach
  void end() {
    nodes.forEach(Gathered::kill);
  }

  @Test
  void shouldRemoveANodeWhosePortRefusesConnections() {
    Gathered.kill(nodes.removeLast());

    Gathered.awaitOne(nodes);
  }

  @Test
  void shouldLeaveANodeThatIsSilentAndDoesNotRefuse() throws IOException {
    ActorSystem<Void> dead = nodes.removeLast();
    Address address = address(dead);
    Gathered.kill(dead);
    try (ServerSocket silent = new ServerSocket()) {
      silent.setReuseAddress(true);
      silent.setSoTimeout(20_000);
      silent.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort().orElseThrow()));
      await().until(() -> !unreachable().isEmpty());
      for (int look = 0; look < SOME_LOOKS; look++) {
        silent.accept().close();
      }

      assertThat(unreachable()).as("still a member").hasSize(1);
    }
    Gathered.awaitOne(nodes);
  }

  private Set<Member> unreachable() {
    return Cluster.get(nodes.getFirst()).state().getUnreachable();
  }

  private static Address address(ActorSystem<?> node) {
    return Cluster.get(node).selfMember().address();
  }
}

package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.hie.httpapi.Invitation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does at its start, with other nodes' APIs played by a server. */
class FormationTest {
  private static final int SHARDS = 16;

  @TempDir private Path data;
  private HttpServer peer;

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    peer.stop(0);
  }

  /** A node that invites who has the token. */
  private String inviting(String cluster, int protocol, @Nullable String brokers) {
    peer.createContext(
        "/api/v1/cluster/invitation",
        exchange -> {
          boolean known =
              Objects.equals(
                  exchange.getRequestHeaders().getFirst("Authorization"), "Bearer secret");
          String body =
              String.format(
                  Locale.ROOT,
                  """
                  { "cluster": "%s", "protocol": %d, "version": "9.9", "shards": 16,
                    "address": "pekko://hie@127.0.0.1:1", "journal": "kafka", %s
                    "downing": "keep-oldest", "tls": false, "keys": "/keys", "secrets": {}, "later": 1 }
                  """,
                  cluster,
                  protocol,
                  brokers == null ? "" : "\"brokers\": \"" + brokers + "\",");
          byte[] bytes = (known ? body : "{}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    peer.start();
    return "127.0.0.1:" + peer.getAddress().getPort();
  }

  private static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  private void remembered(String cluster, boolean founder, String... peers) throws IOException {
    new ClusterFile(cluster, founder, 1234, 8080, List.of(peers)).write(data);
  }

  private Formation decide(@Nullable String join, String token) throws Exception {
    return Formation.decide(data, join, token, SHARDS);
  }

  @Test
  void shouldFormAClusterWhereNothingIsRemembered() throws Exception {
    assertThat(decide(null, "secret").invitation()).isNull();
  }

  @Test
  void shouldJoinANodeByTheUrlThatItPrints() throws Exception {
    // given
    String node = inviting("one", Formation.PROTOCOL, "127.0.0.1:9092");
    // when
    Formation formation = decide("http://" + node, "secret");
    // then
    Invitation invitation = formation.invitation();
    assertThat(invitation).isNotNull();
    assertThat(invitation.brokers()).isEqualTo("127.0.0.1:9092");
    assertThat(formation.file().founder()).isFalse();
    assertThat(formation.file().cluster()).isEqualTo("one");
  }

  @Test
  void shouldComeBackIntoTheClusterThatItFormedIfOneOfItsNodesStillRuns() throws Exception {
    // given
    remembered("one", true, nobody(), inviting("one", Formation.PROTOCOL, "127.0.0.1:9092"));
    // when
    Formation formation = decide(null, "secret");
    // then it does not form a second one, and comes back to its own address
    assertThat(formation.invitation()).isNotNull();
    assertThat(formation.file().port()).isEqualTo(1234);
  }

  @Test
  void shouldFormItsClusterAnewIfNoneOfItsNodesRuns() throws Exception {
    // given
    remembered("one", true, nobody());
    // when, then
    assertThat(decide(null, "secret").invitation()).isNull();
  }

  @Test
  void shouldNotTakeAnotherClustersNodeForOneOfItsOwn() throws Exception {
    // given a port that another cluster's node has got since
    remembered("one", true, inviting("two", Formation.PROTOCOL, "127.0.0.1:9092"));
    // when, then
    assertThat(decide(null, "secret").invitation()).isNull();
  }

  @Test
  void shouldRefuseANodeOfAnotherClusterThanTheDirectorys() throws Exception {
    remembered("one", false, nobody());
    String other = inviting("two", Formation.PROTOCOL, "127.0.0.1:9092");
    assertThatThrownBy(() -> decide(other, "secret"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("belongs to cluster one")
        .hasMessageContaining("--data");
  }

  @Test
  void shouldRefuseAWrongToken() {
    String node = inviting("one", Formation.PROTOCOL, "127.0.0.1:9092");
    assertThatThrownBy(() -> decide(node, "wrong"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("does not accept the token")
        .hasMessageContaining("HIE_TOKEN");
  }

  @Test
  void shouldRefuseANodeThatSpeaksAnotherProtocol() {
    String node = inviting("one", Formation.PROTOCOL + 1, "127.0.0.1:9092");
    assertThatThrownBy(() -> decide(node, "secret"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("version 9.9")
        .hasMessageContaining("protocol " + (Formation.PROTOCOL + 1));
  }

  @Test
  void shouldRefuseAnotherNumberOfShards() {
    String node = inviting("one", Formation.PROTOCOL, "127.0.0.1:9092");
    assertThatThrownBy(() -> Formation.decide(data, node, "secret", 32))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("16 shards and this node is configured for 32");
  }

  @Test
  void shouldRefuseAClusterWhoseMessagesAreInADatabase() {
    String node = inviting("one", Formation.PROTOCOL, null);
    assertThatThrownBy(() -> decide(node, "secret"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("needs Kafka");
  }

  @Test
  void shouldRefuseToBringMessagesOfANodeThatWasAlone() throws Exception {
    Files.writeString(data.resolve("journal"), "kafka embedded\n");
    String node = inviting("one", Formation.PROTOCOL, "127.0.0.1:9092");
    assertThatThrownBy(() -> decide(node, "secret"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("never in a cluster");
  }

  @Test
  void shouldSayWhatToGiveIfItIsNoAddress() {
    assertThatThrownBy(() -> decide("8080", "secret"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("such as localhost:8080");
  }
}

package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.clusternode.NodeSettings;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Actor systems that speak TLS with each other on loopback, with certificates of the test's own.
 */
@Timeout(90)
class ClusterTlsTest {
  private static final String CLUSTER = "hie-cluster";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Authority authority;
  private ActorSystem<Void> first;

  @BeforeEach
  void start() throws Exception {
    authority = new Authority(directory, "authority");
    first = system(tls("first", authority, CLUSTER));
    join(first, first);
  }

  @AfterEach
  void stop() {
    first.terminate();
    first.getWhenTerminated().toCompletableFuture().join();
  }

  private ClusterTls tls(String node, Authority of, String subject) throws Exception {
    Path certificate = directory.resolve(node + ".pem");
    Path key = directory.resolve(node + ".key");
    of.issue(subject, certificate, key);
    return new ClusterTls(certificate, key, of.file(), Duration.ofMillis(100));
  }

  private ActorSystem<Void> system(ClusterTls tls) {
    Map<String, String> overrides = new HashMap<>(tls.settings());
    overrides.put("hie.journal", "kafka");
    overrides.put("pekko.cluster.jmx.enabled", "off");
    overrides.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
    overrides.put("pekko.coordinated-shutdown.terminate-actor-system", "off");
    overrides.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    return ActorSystem.create(
        Behaviors.empty(), "hie", new NodeSettings(directory, "127.0.0.1", 0, overrides).config());
  }

  private static int port(ActorSystem<?> system) {
    return Cluster.get(system).selfMember().address().getPort().orElse(0);
  }

  private static void join(ActorSystem<?> system, ActorSystem<?> seed) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(seed).selfMember().address()));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> cluster.selfMember().status() == MemberStatus.up());
  }

  @Test
  void shouldFormAClusterOfNodesWithCertificatesOfOneAuthority() throws Exception {
    // given
    ClusterTls tls = tls("second", authority, CLUSTER);
    // when
    tls.tryAt("127.0.0.1", port(first));
    ActorSystem<Void> second = system(tls);
    try {
      join(second, first);
      // then
      assertThat(Cluster.get(second).state().getMembers()).hasSize(2);
    } finally {
      second.terminate();
      second.getWhenTerminated().toCompletableFuture().join();
    }
  }

  @Test
  void shouldTellThatTheCertificateIsNotOfTheClustersAuthority() throws Exception {
    // given a node that takes the cluster's authority and shows a certificate of another
    ClusterTls strange = tls("strange", new Authority(directory, "stranger"), CLUSTER);
    ClusterTls wrong =
        new ClusterTls(
            strange.certificate(), strange.key(), authority.file(), Duration.ofSeconds(1));
    // when, then
    assertThatThrownBy(() -> wrong.tryAt("127.0.0.1", port(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not take the certificate in " + strange.certificate());
  }

  @Test
  void shouldTellThatTheClustersCertificateIsNotOfItsOwnAuthority() throws Exception {
    ClusterTls strange = tls("strange", new Authority(directory, "stranger"), CLUSTER);
    assertThatThrownBy(() -> strange.tryAt("127.0.0.1", port(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not signed by the authority in " + strange.authority());
  }

  @Test
  void shouldNotTakeACertificateForSomethingElseOfTheSameAuthority() throws Exception {
    ClusterTls other = tls("other", authority, "web-server");
    assertThatThrownBy(() -> other.tryAt("127.0.0.1", port(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share a name");
  }

  @Test
  void shouldTakeOverChangedFilesWhileItRuns() throws Exception {
    // given
    Authority next = new Authority(directory, "next");
    ClusterTls renewed = tls("renewed", next, CLUSTER);
    assertThatThrownBy(() -> renewed.tryAt("127.0.0.1", port(first)))
        .isInstanceOf(IllegalArgumentException.class);
    // when all files of the running node are replaced
    Files.copy(next.file(), authority.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    next.issue(CLUSTER, directory.resolve("first.pem"), directory.resolve("first.key"));
    // then
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> renewed.tryAt("127.0.0.1", port(first)));
  }

  private static Config config(Map<String, String> settings) {
    return ConfigFactory.parseMap(settings)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of(
                    "hie.cluster.tls.certificate", "",
                    "hie.cluster.tls.key", "",
                    "hie.cluster.tls.authority", "",
                    "hie.cluster.tls.reload", "1m")));
  }

  @Test
  void shouldSayWhatOfTheSettingsIsMissingOrWrong() throws Exception {
    assertThat(ClusterTls.of(config(Map.of()))).isEmpty();
    String certificate = directory.resolve("first.pem").toString();
    assertThatThrownBy(
            () -> ClusterTls.of(config(Map.of("hie.cluster.tls.certificate", certificate))))
        .hasMessageContaining("HIE_CLUSTER_TLS_KEY and HIE_CLUSTER_TLS_AUTHORITY is not set");
    assertThatThrownBy(
            () ->
                ClusterTls.of(
                    config(
                        Map.of(
                            "hie.cluster.tls.certificate", certificate,
                            "hie.cluster.tls.key", certificate,
                            "hie.cluster.tls.authority", authority.file().toString()))))
        .hasMessageContaining("HIE_CLUSTER_TLS_KEY");
    assertThatThrownBy(
            () ->
                ClusterTls.of(
                    config(
                        Map.of(
                            "hie.cluster.tls.certificate", certificate,
                            "hie.cluster.tls.key", directory.resolve("absent.key").toString(),
                            "hie.cluster.tls.authority", authority.file().toString()))))
        .hasMessageContaining("absent.key, which cannot be read");
    try (ServerSocket plain = new ServerSocket(0)) {
      int port = plain.getLocalPort();
      plain.close();
      assertThatThrownBy(() -> tls("second", authority, CLUSTER).tryAt("127.0.0.1", port))
          .hasMessageContaining("cannot be reached");
    }
  }
}

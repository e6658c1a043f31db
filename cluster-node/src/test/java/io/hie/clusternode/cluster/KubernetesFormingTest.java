package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Actor systems that find each other by the pods that the API of Kubernetes lists. They are in a
 * JVM of their own, since where that API is comes from the environment of the process alone.
 */
@Timeout(90)
class KubernetesFormingTest {
  private static final String FORMED = "formed a cluster of 2";

  /** What runs in the pods. */
  static final class Pods {
    private Pods() {}

    public static void main(String[] arguments) throws Exception {
      List<ActorSystem<Void>> nodes = new ArrayList<>();
      try (Gathered all = new Gathered()) {
        for (int i = 2; i < arguments.length; i++) {
          nodes.add(
              all.start(
                  Map.of(
                      "hie.cluster.form-by", "kubernetes",
                      "hie.cluster.kubernetes.namespace", "royal",
                      "hie.cluster.management.port", arguments[i],
                      "pekko.discovery.kubernetes-api.api-ca-path", arguments[0],
                      "pekko.discovery.kubernetes-api.api-token-path", arguments[1])));
        }
        Gathered.awaitOne(nodes);
        System.out.println("formed a cluster of " + Gathered.up(nodes.getFirst()).size());
      }
    }
  }

  @Test
  void shouldFormOneClusterOfThePodsThatAreListed(@TempDir Path directory) throws Exception {
    // given an API that shows a certificate of the pods' authority
    Authority authority = new Authority(directory, "kubernetes");
    Path certificate = directory.resolve("api.pem");
    Path key = directory.resolve("api.key");
    authority.issue("localhost", certificate, key);
    SSLContext tls =
        new ClusterTls(certificate, key, authority.file(), Duration.ofMinutes(1)).context();
    Path token = Files.writeString(directory.resolve("token"), "a-service-account");
    List<Integer> ports = Gathered.freePorts(2);
    try (FakeKubernetes kubernetes = new FakeKubernetes(tls)) {
      ports.forEach(kubernetes::pod);
      // when
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx300m",
                  "--sun-misc-unsafe-memory-access=allow",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Pods.class.getName(),
                  authority.file().toString(),
                  token.toString()));
      ports.forEach(port -> command.add(Integer.toString(port)));
      Path log = directory.resolve("pods.log");
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      builder.environment().put("KUBERNETES_SERVICE_HOST", "localhost");
      builder.environment().put("KUBERNETES_SERVICE_PORT", Integer.toString(kubernetes.port()));
      Process process = builder.start();
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      // then
      assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains(FORMED);
      assertThat(kubernetes.asked())
          .isNotEmpty()
          .allSatisfy(
              asked ->
                  assertThat(asked)
                      .startsWith("Bearer a-service-account /api/v1/namespaces/royal/pods")
                      .contains("labelSelector=app.kubernetes.io/name")
                      .contains("hie"));
    }
  }
}

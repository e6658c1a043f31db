package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.httpapi.Deployments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two processes on one machine, as {@code hie up --join} makes it. */
@Timeout(150)
class JoinTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String STABLE_AFTER = "pekko.cluster.split-brain-resolver.stable-after";

  @TempDir private Path directory;

  private static String production(int retries) {
    return """
    { "name": "ADT", "workspace": "royal",
      "items": [
        { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
          "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
          "host_settings": { "TargetConfigNames": ["EPR"] } },
        { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
          "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" },
          "host_settings": { "RetryLimit": RETRIES } } ] }
    """
        .replace("RETRIES", Integer.toString(retries));
  }

  /** Another process, started as a user does. */
  private Process up(Map<String, String> environment, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx400m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-D" + STABLE_AFTER + "=2s",
            "-cp",
            System.getProperty("java.class.path"),
            Hie.class.getName(),
            "up"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HIE_TOKEN", "token");
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    return builder.start();
  }

  private Path log() {
    return directory.resolve("second.log");
  }

  private String said() throws IOException {
    return Files.exists(log()) ? Files.readString(log()) : "";
  }

  private static Phase phase(Node node, String item) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .filter(each -> each.address().item().equals(item))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  @Test
  void shouldShareTheWorkAndLoseNothingWhenANodeIsKilled() throws Exception {
    int in = Hospital.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("IN", Integer.toString(in));
    try (Receiver epr = new Receiver(Hospital.ACCEPTS)) {
      environment.put("OUT", Integer.toString(epr.port()));
      try (Node first =
          Hospital.start(
              directory.resolve("data"),
              production(3),
              environment,
              Map.of(
                  STABLE_AFTER,
                  "2s",
                  "hie.history.standby-settle",
                  "300ms",
                  "pekko.cluster.sharding.rebalance-interval",
                  "300ms"))) {
        // when another node joins, with nothing to it but where the first one is
        Process second = up(environment, "--join", "localhost:" + first.httpPort());
        try {
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() -> !second.isAlive() || said().contains("HIE is ready at"));
          assertThat(said()).contains("HIE is ready at").contains("as in the cluster");
          // then histories with large bodies are read on either, whoever has them
          String padding = "ZPD|" + "x".repeat(3 << 20) + "\r";
          for (String patient : Hospital.PATIENTS) {
            sendUntilAccepted(in, Hospital.admission(patient, "J-1", 0) + padding);
            assertThat(Hospital.history(first, patient))
                .filteredOn(event -> event instanceof HistoryEvent.Accepted)
                .hasSize(1);
          }
          // and both work, and what is acknowledged arrives in order
          int messages = 40;
          for (int i = 0; i < messages; i++) {
            String patient = Hospital.PATIENTS.get(i % Hospital.PATIENTS.size());
            sendUntilAccepted(in, Hospital.admission(patient, "J" + i, i));
            if (i == messages / 2) {
              applyAtFirst(first);
            }
            if (i == messages * 3 / 4) {
              second.destroyForcibly().waitFor();
            }
          }
          Awaitility.await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> assertThat(epr.controlIds().stream().distinct()).hasSize(messages + 1));
          for (String patient : Hospital.PATIENTS) {
            assertThat(Hospital.ofPatient(epr.received(), patient))
                .isSortedAccordingTo(
                    (one, other) ->
                        Integer.compare(
                            Integer.parseInt(one.substring(1)),
                            Integer.parseInt(other.substring(1))));
            assertThat(Hospital.history(first, patient))
                .filteredOn(event -> event instanceof HistoryEvent.Delivered)
                .hasSize(1 + messages / Hospital.PATIENTS.size());
          }
          assertThat(phase(first, "PAS")).isEqualTo(Phase.RUNNING);
          assertThat(said()).as("it followed").contains("royal/ADT runs version 2 now");
        } finally {
          second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
      }
    }
  }

  /**
   * As senders do: what is not stored is sent again, by a new connection, since the port may be
   * another node's by now.
   */
  private static void sendUntilAccepted(int port, String message) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              try (Sender sender = new Sender(port)) {
                return sender.send(message).equals("AA");
              } catch (IOException gone) {
                return false;
              }
            });
  }

  private void applyAtFirst(Node first) {
    Deployments.Result result =
        first
            .deployments()
            .apply(production(4), new Deployments.Request("a test", "", null))
            .toCompletableFuture()
            .join();
    assertThat(result).isInstanceOf(Deployments.Done.class);
    Awaitility.await().atMost(PATIENCE).until(() -> said().contains("runs version 2 now"));
  }
}

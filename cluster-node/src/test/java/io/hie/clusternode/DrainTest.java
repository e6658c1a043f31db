package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.clusternode.cluster.Formation;
import io.hie.httpapi.ClusterView;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in one JVM, of which the one that runs an operation of which there is one leaves. */
@Timeout(180)
class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BEFORE = 16;

  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" },
            "host_settings": { "Placement": "single" } } ] }
      """;

  @TempDir private Path directory;
  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void end() {
    nodes.forEach(Node::close);
  }

  private Node start(
      String name, EmbeddedBroker broker, Map<String, String> environment, @Nullable Node other)
      throws Exception {
    ProductionReader reader =
        new ProductionReader(ItemTypes.installed(DrainTest.class.getClassLoader()), environment);
    List<Production> given =
        other == null
            ? List.of(((Verdict.Accepted) reader.read(PRODUCTION.getBytes(UTF_8))).production())
            : List.of();
    Path data = directory.resolve(name);
    Node node =
        Node.start(
            new NodeSettings(
                data,
                "127.0.0.1",
                0,
                Map.of(
                    "hie.journal",
                    "kafka",
                    "hie.kafka.bootstrap-servers",
                    broker.bootstrapServers(),
                    "hie.history.standby-settle",
                    "300ms",
                    "pekko.cluster.sharding.rebalance-interval",
                    "500ms",
                    "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
                    "off")),
            reader,
            null,
            given,
            "token",
            other == null
                ? Formation.alone()
                : Formation.decide(data, "127.0.0.1:" + other.httpPort(), "token", 16));
    nodes.add(node);
    await().atMost(PATIENCE).until(() -> node.readiness().toCompletableFuture().join().ready());
    return node;
  }

  private static boolean runsIt(Node node) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .anyMatch(item -> item.address().item().equals("EPR") && item.phase() == Phase.RUNNING);
  }

  @Test
  void shouldHaveMessagesWaitAndDeliverEachOnceWhenTheNodeOfASingleOperationLeaves()
      throws Exception {
    int in = Hospital.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 16 << 20);
        Receiver epr = new Receiver(Hospital.ACCEPTS)) {
      Map<String, String> environment =
          Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port()));
      Node a = start("a", broker, environment, null);
      Node b = start("b", broker, environment, a);
      await().atMost(PATIENCE).until(() -> runsIt(a) != runsIt(b));
      Node leaves = runsIt(a) ? a : b;
      Node stays = runsIt(a) ? b : a;

      // given messages that come all the time
      AtomicInteger sent = new AtomicInteger();
      Executor sender = task -> Thread.ofVirtual().name("sender").start(task);
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  int i = sent.get();
                  String patient = Hospital.PATIENTS.get(i % Hospital.PATIENTS.size());
                  sendUntilAccepted(in, Hospital.admission(patient, "M" + i, i));
                  sent.incrementAndGet();
                }
              },
              sender);
      await().atMost(PATIENCE).until(() -> epr.controlIds().size() >= BEFORE);

      // when the node is told to leave
      ClusterView.Outcome outcome =
          stays
              .cluster()
              .drain(
                  Cluster.get(leaves.system()).selfMember().address().getHost().orElseThrow()
                      + ":"
                      + Cluster.get(leaves.system()).selfMember().address().getPort().orElseThrow(),
                  false)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      assertThat(outcome).isInstanceOf(ClusterView.Outcome.Begun.class);
      await().atMost(PATIENCE).until(() -> runsIt(stays));
      leaves.system().getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
      int then = sent.get();
      await().atMost(PATIENCE).until(() -> sent.get() > then + BEFORE);
      enough.set(true);
      sending.get(60, TimeUnit.SECONDS);

      // then each has come once, and those of a patient in their order
      await()
          .atMost(PATIENCE)
          .until(() -> epr.controlIds().stream().distinct().count() == sent.get());
      await().atMost(PATIENCE).until(() -> stays.histories().openMessages("royal", "ADT") == 0);
      assertThat(epr.controlIds()).hasSize(sent.get()).doesNotHaveDuplicates();
      for (String patient : Hospital.PATIENTS) {
        assertThat(Hospital.ofPatient(epr.received(), patient))
            .isSortedAccordingTo(
                (one, other) ->
                    Integer.compare(
                        Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1))));
      }
    }
  }

  /** As senders do: what is not stored is sent again, by a new connection. */
  private static void sendUntilAccepted(int port, String message) {
    await()
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
}

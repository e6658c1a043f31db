package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Setting;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.clusternode.cluster.Formation;
import io.hie.httpapi.Deployments;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes on one log that die in the middle of a deploy: at once, with nobody told, as a process that
 * is killed.
 */
@Timeout(240)
class DeployHandoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What an item waits for before it has started, by node and version. */
  private static final Map<String, CompletableFuture<Void>> GATES = new ConcurrentHashMap<>();

  @TempDir private Path directory;
  private final List<Node> nodes = new ArrayList<>();

  /** Which gate an item waits at. */
  public record AtGate(@Setting(value = "Gate", doc = "The gate.") String gate) {}

  /** Starts when a test lets it. */
  public static final class Held implements Operation {
    private final String gate;

    public Held(AtGate at) {
      this.gate = at.gate();
    }

    @Override
    public CompletionStage<Void> start() {
      return gate(gate).copy();
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("held"));
    }
  }

  private static CompletableFuture<Void> gate(String name) {
    return GATES.computeIfAbsent(name, first -> new CompletableFuture<>());
  }

  private static void open(String name) {
    gate(name).complete(null);
  }

  @AfterEach
  void end() {
    nodes.forEach(Node::close);
  }

  /** Of a version: with one more item than the version before. */
  private static String document(int version) {
    return """
    { "name": "ADT", "workspace": "royal", "items": [%s] }
    """
        .formatted(
            IntStream.rangeClosed(1, version)
                .mapToObj(
                    each ->
                        """
                        { "name": "Held-%d", "item_type": "OPERATION",
                          "type": "io.hie.clusternode.DeployHandoverTest$Held",
                          "adapter_settings": { "Gate": "${NODE}-%d" } }
                        """
                            .formatted(each, each))
                .collect(Collectors.joining(",")));
  }

  private Node start(String name, EmbeddedBroker broker, @Nullable Node other) throws Exception {
    ProductionReader reader =
        new ProductionReader(
            ItemTypes.installed(DeployHandoverTest.class.getClassLoader()), Map.of("NODE", name));
    List<Production> given =
        other == null
            ? List.of(((Verdict.Accepted) reader.read(document(1).getBytes(UTF_8))).production())
            : List.of();
    Path data = directory.resolve(name);
    Map<String, String> settings =
        Map.of(
            "hie.journal", "kafka",
            "hie.kafka.bootstrap-servers", broker.bootstrapServers(),
            "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off",
            "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    open(name + "-1");
    Node node =
        Node.start(
            new NodeSettings(data, "127.0.0.1", 0, settings),
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

  /** As if the process were gone: nobody is told, and another node removes it. */
  private void kill(Node dead, Node other) {
    Address address = Cluster.get(dead.system()).selfMember().address();
    nodes.remove(dead);
    dead.close();
    Cluster.get(other.system()).manager().tell(new Down(address));
  }

  private static CompletableFuture<Deployments.Result> apply(Node node, int version) {
    return node.deployments()
        .apply(document(version), new Deployments.Request("anna", "", null))
        .toCompletableFuture();
  }

  /** As a node hears it from whoever writes for the cluster; waits for that. */
  private static ProductionRecord record(Node node) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                ((Deployments.Found)
                        node.deployments()
                            .record("royal", "ADT")
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS))
                    .record(),
            found -> true);
  }

  private static void awaitPending(Node node, long version) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ProductionRecord.Pending pending = record(node).pending();
              return pending != null && pending.version().number() == version;
            });
  }

  private static List<String> running(Node node) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .filter(item -> item.phase() == Phase.RUNNING)
        .map(item -> item.address().item())
        .toList();
  }

  @Test
  void shouldCompleteOrUndoADeployWhoseNodeOrLeaderDiesInTheMiddleOfIt() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 16 << 20)) {
      Node a = start("a", broker, null);
      Node b = start("b", broker, a);

      // when the node that writes for all dies, and another is about to write that it has applied
      CompletableFuture<Deployments.Result> second = apply(b, 2);
      awaitPending(b, 2);
      kill(a, b);
      open("b-2");
      // then that is written down once the other node writes for all
      assertThat(second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(Deployments.Done.class);
      assertThat(record(b).version()).isEqualTo(2);
      assertThat(record(b).pending()).isNull();
      assertThat(running(b)).containsExactly("Held-1", "Held-2");

      // when a node dies that wrote down that it applied, and no other has followed yet
      open("c-2");
      open("c-3");
      Node c = start("c", broker, b);
      assertThat(apply(c, 3).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(Deployments.Done.class);
      kill(c, b);
      assertThat(record(b).version()).isEqualTo(3);
      assertThat(running(b)).containsExactly("Held-1", "Held-2");
      open("b-3");
      // then another completes it
      await().atMost(PATIENCE).until(() -> running(b).contains("Held-3"));
      assertThat(record(b).undone()).isNull();

      // when the node dies that applies and writes for all, before it wrote that it has
      open("d-2");
      open("d-3");
      Node d = start("d", broker, b);
      CompletableFuture<Deployments.Result> fourth = apply(b, 4);
      awaitPending(d, 4);
      kill(b, d);
      // then another undoes it, says so, and goes on
      await().atMost(PATIENCE).until(() -> record(d).pending() == null);
      assertThat(fourth).isNotDone();
      assertThat(record(d).version()).isEqualTo(3);
      assertThat(record(d).undone())
          .satisfies(
              undone -> {
                assertThat(undone.version()).isEqualTo(4);
                assertThat(undone.reason()).isEqualTo("the node that applied it is gone");
              });
      assertThat(running(d)).containsExactly("Held-1", "Held-2", "Held-3");
      open("d-4");
      assertThat(apply(d, 4).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Deployments.Done.class, done -> assertThat(done.version()).isEqualTo(5));
    }
  }
}

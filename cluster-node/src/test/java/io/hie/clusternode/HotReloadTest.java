package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.httpapi.Deployments;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that change while a real node works, over real sockets. */
class HotReloadTest {
  /** What every test runs, with a place for the items that it changes. */
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Router"] } },
          { "name": "Router", "item_type": "PROCESS", "type": "hl7.router.process",
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}", "Connections": 4 },
            "host_settings": { "PoolSize": 4 } }%s ] }
      """;

  private static final String SIDE =
      """
      , { "name": "Side_In", "item_type": "SERVICE", "type": "hl7.mllp.service",
          "adapter_settings": { "Port": %d, "Interface": "127.0.0.1" },
          "host_settings": { "TargetConfigNames": ["Side_Out"] } },
        { "name": "Side_Out", "item_type": "OPERATION", "type": "file.operation",
          "adapter_settings": { "Directory": "${SIDE}", "FileName": "%s-{message-id}.hl7" } }
      """;

  private static final Deployments.Request TEST = new Deployments.Request("test", "", null);

  @TempDir Path directory;

  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private int in;

  @BeforeEach
  void choosePorts() throws Exception {
    in = Hospital.freePort();
    environment.put("IN", Integer.toString(in));
    environment.put("SIDE", directory.resolve("side").toString());
  }

  private Node node(String document, Receiver epr) throws Exception {
    environment.put("OUT", Integer.toString(epr.port()));
    return Hospital.start(directory.resolve("data"), document, environment);
  }

  private static String with(String more) {
    return PRODUCTION.formatted(more);
  }

  private static Deployments.Done apply(Node node, String document) {
    Deployments.Result result =
        node.deployments().apply(document, TEST).toCompletableFuture().join();
    assertThat(result).isInstanceOf(Deployments.Done.class);
    return (Deployments.Done) result;
  }

  private static ItemStatus item(Node node, String name) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .filter(each -> each.address().item().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void operate(Node node, String item, Action action) {
    assertThat(
            node.deployments()
                .operate("royal", "ADT", List.of(item), action, TEST)
                .toCompletableFuture()
                .join())
        .isInstanceOf(Deployments.Done.class);
  }

  @Test
  void shouldNotBeNoticedWhereTheDocumentDoesNotChange() throws Exception {
    // given eight senders, each on one connection for all the time
    int side = Hospital.freePort();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node = node(with(SIDE.formatted(side, "v0")), epr);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean done = new AtomicBoolean();
      Map<String, AtomicInteger> sent = new ConcurrentHashMap<>();
      List<Future<?>> sending = new ArrayList<>();
      for (String patient : Hospital.PATIENTS) {
        sending.add(
            threads.submit(
                () -> {
                  AtomicInteger count = sent.computeIfAbsent(patient, p -> new AtomicInteger());
                  try (Sender sender = new Sender(in)) {
                    while (!done.get()) {
                      int i = count.get();
                      assertThat(sender.send(Hospital.admission(patient, patient + "-" + i, i)))
                          .isEqualTo("AA");
                      count.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      Awaitility.await().until(() -> epr.connections() > 0 && sent.size() == 8);

      // when an unrelated item is changed twenty times, its service every other time
      for (int i = 1; i <= 20; i++) {
        int port = i % 2 == 0 ? side : Hospital.freePort();
        Deployments.Done changed = apply(node, with(SIDE.formatted(port, "v" + i)));
        assertThat(changed.version()).isEqualTo(i + 1);
        assertThat(changed.change().those(How.KEEP))
            .extracting(each -> each.item())
            .containsExactly("PAS", "Router", "EPR");
      }
      done.set(true);
      for (Future<?> one : sending) {
        one.get();
      }

      // then nothing was lost, reordered or sent twice, and no connection was made anew
      int all = sent.values().stream().mapToInt(AtomicInteger::get).sum();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> epr.received().size() >= all);
      assertThat(epr.received()).hasSize(all).doesNotHaveDuplicates();
      for (String patient : Hospital.PATIENTS) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < sent.get(patient).get(); i++) {
          expected.add(patient + "-" + i);
        }
        assertThat(Hospital.ofPatient(epr.received(), patient)).isEqualTo(expected);
      }
      assertThat(epr.connections()).isLessThanOrEqualTo(4);
      assertThat(item(node, "PAS").phase()).isEqualTo(Phase.RUNNING);
    }
  }

  @Test
  void shouldUndoAChangeOfWhichAnItemCannotStart() throws Exception {
    // given a port that somebody else has
    int side = Hospital.freePort();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Node node = node(with(SIDE.formatted(side, "v0")), epr)) {
      // when
      Deployments.Result result =
          node.deployments()
              .apply(with(SIDE.formatted(taken.getLocalPort(), "v1")), TEST)
              .toCompletableFuture()
              .join();

      // then it says what and that all is as before, and so it is
      assertThat(result).isInstanceOf(Deployments.Refused.class);
      Deployments.Refused refused = (Deployments.Refused) result;
      assertThat(refused.type()).isEqualTo("change-undone");
      assertThat(refused.detail())
          .contains("Side_In", Integer.toString(taken.getLocalPort()), "version 1 runs as before");
      try (Sender sender = new Sender(side);
          Sender main = new Sender(in)) {
        assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "S1", 1)))
            .isEqualTo("AA");
        assertThat(main.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "M1", 1)))
            .isEqualTo("AA");
      }
      Awaitility.await().until(() -> epr.controlIds().equals(List.of("M1")));
      Deployments.Found record =
          (Deployments.Found)
              node.deployments().record("royal", "ADT").toCompletableFuture().join();
      assertThat(record.record().version()).isEqualTo(1);
      assertThat(record.record().pending()).isNull();
    }
  }

  @Test
  void shouldParkWhatWaitsForAnItemThatIsRemoved() throws Exception {
    // given messages for a receiver that is away
    try (Receiver epr = new Receiver(Hospital.ACCEPTS)) {
      int nobody = Hospital.freePort();
      String old =
          """
          , { "name": "Old", "item_type": "OPERATION", "type": "hl7.mllp.operation",
              "adapter_settings": { "Host": "127.0.0.1", "Port": %d } }
          """
              .formatted(nobody);
      String both = with(old).replace("[\"EPR\"]", "[\"EPR\", \"Old\"]");
      try (Node node = node(both, epr);
          Sender sender = new Sender(in)) {
        String patient = Hospital.PATIENTS.getFirst();
        for (int i = 0; i < 3; i++) {
          assertThat(sender.send(Hospital.admission(patient, "M" + i, i))).isEqualTo("AA");
        }
        Awaitility.await().until(() -> epr.received().size() == 3);

        // when
        Deployments.Done done = apply(node, with(""));

        // then
        assertThat(done.change().those(How.REMOVE)).hasSize(1);
        Awaitility.await().until(() -> node.histories().openMessages("royal", "ADT") == 0);
        assertThat(Hospital.history(node, patient))
            .filteredOn(event -> event instanceof HistoryEvent.Parked)
            .hasSize(3)
            .allSatisfy(
                event ->
                    assertThat(((HistoryEvent.Parked) event).reason().code())
                        .isEqualTo("item-removed"));
        assertThat(sender.send(Hospital.admission(patient, "M3", 3))).isEqualTo("AA");
        Awaitility.await().until(() -> epr.received().size() == 4);
      }
    }
  }

  @Test
  void shouldKeepWhatAnOperatorWantsAndWhichVersionRunsOverARestart() throws Exception {
    String document = with("");
    try (Receiver epr = new Receiver(Hospital.ACCEPTS)) {
      // given an item that was stopped, a changed document, and messages that wait
      try (Node node = node(document, epr)) {
        apply(node, document.replace("\"PoolSize\": 4", "\"PoolSize\": 2"));
        operate(node, "EPR", Action.STOP);
        assertThat(item(node, "EPR").phase()).isEqualTo(Phase.STOPPED);
        try (Sender sender = new Sender(in)) {
          for (int i = 0; i < 5; i++) {
            assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "M" + i, i)))
                .isEqualTo("AA");
          }
        }
      }

      // when the node is started with the file that it was started with before
      try (Node node = node(document, epr)) {
        // then the stored version runs, the item is still stopped, and its messages wait
        assertThat(node.notes()).singleElement().asString().contains("version 2, as stored");
        assertThat(node.productions().toCompletableFuture().join().getFirst().desired())
            .containsEntry("EPR", Desired.STOPPED);
        assertThat(item(node, "EPR").phase()).isEqualTo(Phase.STOPPED);
        assertThat(epr.received()).isEmpty();

        // and when it is started, they arrive in order
        operate(node, "EPR", Action.START);
        Awaitility.await()
            .until(() -> epr.controlIds().equals(List.of("M0", "M1", "M2", "M3", "M4")));
      }

      // and a file that differs from the one given last wins
      try (Node node = node(document + " ", epr)) {
        assertThat(node.notes()).singleElement().asString().contains("version 3, from the file");
      }
    }
  }

  @Test
  void shouldPauseResumeDrainAndRestartAnItemUnderItsMessages() throws Exception {
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node = node(with(""), epr);
        Sender sender = new Sender(in)) {
      String patient = Hospital.PATIENTS.getFirst();
      operate(node, "EPR", Action.PAUSE);
      assertThat(sender.send(Hospital.admission(patient, "M0", 0))).isEqualTo("AA");
      Awaitility.await().until(() -> item(node, "EPR").queued() == 1);
      assertThat(item(node, "EPR").phase()).isEqualTo(Phase.PAUSED);
      operate(node, "EPR", Action.RESTART);
      operate(node, "Router", Action.RESTART);
      Awaitility.await().until(() -> epr.controlIds().equals(List.of("M0")));
      operate(node, "EPR", Action.DRAIN);
      assertThat(sender.send(Hospital.admission(patient, "M1", 1))).isEqualTo("AA");
      Awaitility.await().until(() -> item(node, "EPR").phase() == Phase.STOPPED);
      Deployments.Result refused =
          node.deployments()
              .operate("royal", "ADT", List.of("ERP"), Action.START, TEST)
              .toCompletableFuture()
              .join();
      assertThat(((Deployments.Refused) refused).detail()).contains("did you mean \"EPR\"?");
      operate(node, "EPR", Action.START);
      Awaitility.await().until(() -> epr.controlIds().equals(List.of("M0", "M1")));
    }
  }
}

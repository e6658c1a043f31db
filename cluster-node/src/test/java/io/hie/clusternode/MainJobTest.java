package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.clusternode.Hospital.Manner;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real node over real sockets, with its log in files. */
class MainJobTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Router"] } },
          { "name": "Router", "item_type": "PROCESS", "type": "hl7.router.process",
            "host_settings": { "TargetConfigNames": ["EPR", "Archive"],
              "QueueSize": "${QUEUE:10000}",
              "Rules": [ { "when": "MSH-9.1 = 'ADT'", "to": ["EPR", "Archive"] },
                         { "when": "MSH-9.1 = 'ORU'", "to": ["EPR"] },
                         { "otherwise": true, "to": [] } ] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}", "AckTimeout": 1, "Connections": 4 },
            "host_settings": { "PoolSize": 4, "QueueSize": "${QUEUE:10000}", "RetryLimit": "${RETRIES:3}",
                               "RetryInterval": 0.1, "AmbiguousPolicy": "${AMBIGUOUS:resend}" } },
          { "name": "Archive", "item_type": "OPERATION", "type": "file.operation",
            "adapter_settings": { "Directory": "${ARCHIVE}", "FileName": "{message-id}.hl7", "Sync": false },
            "host_settings": { "PoolSize": 4 } } ] }
      """;

  @TempDir Path directory;

  private int in;

  private Node node(int out, String... more) throws Exception {
    if (in == 0) {
      in = Hospital.freePort();
    }
    Map<String, String> environment = new ConcurrentHashMap<>();
    environment.put("IN", Integer.toString(in));
    environment.put("OUT", Integer.toString(out));
    environment.put("ARCHIVE", directory.resolve("archive").toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Hospital.start(directory.resolve("data"), PRODUCTION, environment);
  }

  private List<Path> archived() throws Exception {
    Path archive = directory.resolve("archive");
    if (Files.notExists(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".hl7")).toList();
    }
  }

  @Test
  void shouldDeliverEveryAcknowledgedMessageOnceAndInOrderPerPatient() throws Exception {
    // given a node and a receiver that accepts
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node = node(epr.port())) {
      // when eight systems send forty messages each, one patient a system
      int each = 40;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> sending = new ArrayList<>();
        for (String patient : Hospital.PATIENTS) {
          sending.add(
              threads.submit(
                  () -> {
                    try (Sender sender = new Sender(in)) {
                      for (int i = 0; i < each; i++) {
                        assertThat(sender.send(Hospital.admission(patient, patient + "-" + i, i)))
                            .isEqualTo("AA");
                      }
                    }
                    return null;
                  }));
        }
        for (Future<?> one : sending) {
          one.get();
        }
      }
      int all = Hospital.PATIENTS.size() * each;
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> epr.received().size() >= all && archived().size() >= all);
      // then each arrived once, in order, and the archive has the same bytes
      assertThat(epr.received()).hasSize(all).doesNotHaveDuplicates();
      for (String patient : Hospital.PATIENTS) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < each; i++) {
          expected.add(patient + "-" + i);
        }
        assertThat(Hospital.ofPatient(epr.received(), patient)).isEqualTo(expected);
        assertThat(Hospital.history(node, patient))
            .filteredOn(event -> event instanceof HistoryEvent.Delivered)
            .hasSize(2 * each);
      }
      List<String> files = new ArrayList<>();
      for (Path file : archived()) {
        files.add(Files.readString(file));
      }
      assertThat(files).containsExactlyInAnyOrderElementsOf(epr.received());
    }
  }

  @Test
  void shouldGoOnAfterARestartWithWhatWasOpenAndInOrder() throws Exception {
    // given a destination that is down, and messages for it
    int out = Hospital.freePort();
    try (Node node = node(out);
        Sender sender = new Sender(in)) {
      for (int i = 0; i < 30; i++) {
        String patient = Hospital.PATIENTS.get(i % 3);
        assertThat(sender.send(Hospital.admission(patient, "R" + i, i))).isEqualTo("AA");
      }
    }
    // when the node starts again and the destination is there
    try (Receiver epr = new Receiver(out, Hospital.ACCEPTS);
        Node node = node(out)) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> epr.received().size() >= 30);
      // then nothing is missing, doubled or out of order
      assertThat(epr.controlIds()).hasSize(30).doesNotHaveDuplicates();
      for (int p = 0; p < 3; p++) {
        List<String> expected = new ArrayList<>();
        for (int i = p; i < 30; i += 3) {
          expected.add("R" + i);
        }
        assertThat(Hospital.ofPatient(epr.received(), Hospital.PATIENTS.get(p)))
            .isEqualTo(expected);
      }
      assertThat(archived()).hasSize(30);
    }
  }

  static Stream<Arguments> badManners() {
    return Stream.of(
        Arguments.of("answers AE", (Manner) message -> Hospital.frame(Hospital.ack("AE", message))),
        Arguments.of(
            "answers garbage",
            (Manner) message -> Hospital.frame("hello".getBytes(StandardCharsets.UTF_8))),
        Arguments.of("closes mid-frame", (Manner) message -> null),
        Arguments.of("never answers", (Manner) message -> new byte[0]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badManners")
  void shouldDelayOnlyWhatGoesToABadDestination(String name, Manner bad) throws Exception {
    // given a destination with bad manners beside a good one
    try (Receiver epr = new Receiver(bad);
        Node node = node(epr.port(), "RETRIES", "1000000");
        Sender sender = new Sender(in)) {
      // when messages go to both
      for (int i = 0; i < 20; i++) {
        assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.get(i % 4), "B" + i, i)))
            .isEqualTo("AA");
      }
      // then the good one has them all while the bad one holds back its own
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> archived().size() == 20);
      assertThat(node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT)).isEqualTo(20);
      // and when it mends its manners, it gets them in order
      epr.behave(Hospital.ACCEPTS);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT) == 0);
      for (int p = 0; p < 4; p++) {
        List<String> expected = new ArrayList<>();
        for (int i = p; i < 20; i += 4) {
          expected.add("B" + i);
        }
        assertThat(Hospital.ofPatient(epr.received(), Hospital.PATIENTS.get(p)))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldNotSendThousandsOfDuplicatesAfterAnAckTimeout() throws Exception {
    // given a destination that takes messages and never answers
    try (Receiver epr = new Receiver(message -> new byte[0]);
        Node node = node(epr.port(), "RETRIES", "2");
        Sender sender = new Sender(in)) {
      // when one message goes there
      assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "T1", 1)))
          .isEqualTo("AA");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT) == 0);
      // then it was sent as often as allowed, and its end is AMBIGUOUS
      assertThat(epr.received()).hasSize(3);
      assertThat(Hospital.history(node, Hospital.PATIENTS.getFirst()))
          .anyMatch(
              event -> event instanceof HistoryEvent.LeftAmbiguous left && left.attempt() == 3);
    }
  }

  @Test
  void shouldSendAtMostOnceWhereAmbiguousMessagesAreHeld() throws Exception {
    // given a destination that never answers, and the policy hold
    try (Receiver epr = new Receiver(message -> new byte[0]);
        Node node = node(epr.port(), "AMBIGUOUS", "hold");
        Sender sender = new Sender(in)) {
      // when a message goes there
      assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "H1", 1)))
          .isEqualTo("AA");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT) == 0);
      // then it was sent once and is set aside
      assertThat(epr.received()).hasSize(1);
      assertThat(Hospital.history(node, Hospital.PATIENTS.getFirst()))
          .anyMatch(event -> event instanceof HistoryEvent.LeftAmbiguous);
    }
  }

  @Test
  void shouldDeliverTheMessageAfterAFullQueue() throws Exception {
    // given queues of ten, and a destination that is down until there are many more
    int out = Hospital.freePort();
    try (Node node = node(out, "QUEUE", "10");
        Sender sender = new Sender(in)) {
      for (int i = 0; i < 101; i++) {
        assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.get(i % 8), "Q" + i, i)))
            .isEqualTo("AA");
      }
      // when it comes up
      try (Receiver epr = new Receiver(out, Hospital.ACCEPTS)) {
        // then the last one arrives like the first
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> epr.received().size() >= 101);
        assertThat(epr.controlIds()).hasSize(101).doesNotHaveDuplicates().contains("Q100");
      }
    }
  }

  @Test
  void shouldParkWhatIsRefusedAndGoOnWithThePatientsNextMessage() throws Exception {
    // given a destination that refuses one message for good
    try (Receiver epr =
            new Receiver(
                message ->
                    Hospital.frame(
                        Hospital.ack(
                            Hospital.field(message, "MSH", 10).equals("P1") ? "AR" : "AA",
                            message)));
        Node node = node(epr.port());
        Sender sender = new Sender(in)) {
      String patient = Hospital.PATIENTS.getFirst();
      // when it is followed by another of the same patient
      assertThat(sender.send(Hospital.admission(patient, "P1", 1))).isEqualTo("AA");
      assertThat(sender.send(Hospital.admission(patient, "P2", 2))).isEqualTo("AA");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT) == 0);
      // then the first is a dead letter, and the second is delivered
      assertThat(epr.controlIds()).containsExactly("P1", "P2");
      assertThat(Hospital.history(node, patient))
          .filteredOn(event -> event instanceof HistoryEvent.Parked)
          .singleElement()
          .satisfies(
              event -> assertThat(((HistoryEvent.Parked) event).leg().message()).isEqualTo(1));
    }
  }

  @Test
  void shouldAcknowledgeARetryAgainAndDeliverItOnce() throws Exception {
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node = node(epr.port());
        Sender sender = new Sender(in);
        Sender again = new Sender(in)) {
      // given a message that was acknowledged
      String message = Hospital.admission(Hospital.PATIENTS.getFirst(), "D1", 1);
      assertThat(sender.send(message)).isEqualTo("AA");
      // when its sender, who did not see that, sends it again over another connection
      assertThat(again.send(message)).isEqualTo("AA");
      // and another message under the same control id
      assertThat(again.send(message.replace("A1^BAY1^03", "B2^BAY2^04"))).isEqualTo("AA");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> epr.received().size() >= 2 && archived().size() >= 2);
      // then the retry is not delivered again, and the other message is
      assertThat(Hospital.history(node, Hospital.PATIENTS.getFirst()))
          .filteredOn(event -> event instanceof HistoryEvent.Accepted)
          .hasSize(2);
      assertThat(epr.received()).hasSize(2);
    }
  }

  @Test
  void shouldRefuseWhatIsNotHl7AndTakeTheNextMessageOfTheConnection() throws Exception {
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node = node(epr.port());
        Sender sender = new Sender(in)) {
      // when something else comes in a frame
      String answer = sender.exchange("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8));
      // then it is rejected by name, and the connection goes on
      assertThat(Hospital.field(answer, "MSA", 1)).isEqualTo("AR");
      assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "N1", 1)))
          .isEqualTo("AA");
      CompletableFuture<Void> delivered =
          CompletableFuture.runAsync(
              () -> Awaitility.await().until(() -> epr.received().size() == 1));
      delivered.join();
    }
  }
}

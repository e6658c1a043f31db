package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as it is without any settings: its log in the broker that it runs itself. */
class KafkaNodeTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } } ] }
      """;

  @TempDir Path directory;

  @Test
  void shouldKeepMessagesInItsOwnBrokerAndGoOnAfterARestart() throws Exception {
    int out = Hospital.freePort();
    Map<String, String> environment =
        Map.of("IN", Integer.toString(Hospital.freePort()), "OUT", Integer.toString(out));
    int in = Integer.parseInt(environment.get("IN"));
    Path data = directory.resolve("data");
    // given messages that are acknowledged and cannot be delivered yet
    try (Node node = Hospital.start(data, PRODUCTION, environment, Map.of());
        Sender sender = new Sender(in)) {
      for (int i = 0; i < 20; i++) {
        String patient = Hospital.PATIENTS.get(i % 2);
        assertThat(sender.send(Hospital.admission(patient, "K" + i, i))).isEqualTo("AA");
      }
    }
    assertThat(data.resolve("kafka")).isDirectory();
    assertThat(data.resolve("h2").resolve("hie.mv.db")).doesNotExist();
    // when the node starts again and the receiver is there
    try (Receiver epr = new Receiver(out, Hospital.ACCEPTS);
        Node node = Hospital.start(data, PRODUCTION, environment, Map.of())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(Hospital.history(node, Hospital.PATIENTS.get(0)))
                      .filteredOn(event -> event instanceof HistoryEvent.Delivered)
                      .hasSize(10));
      Awaitility.await().until(() -> epr.received().size() >= 20);
      // then they arrive, in order
      assertThat(Hospital.ofPatient(epr.received(), Hospital.PATIENTS.get(1)))
          .containsExactly("K1", "K3", "K5", "K7", "K9", "K11", "K13", "K15", "K17", "K19");
      // and are found, those that the node before had taken in among them
      MessageQuery delivered =
          new MessageQuery(
              "royal",
              null,
              null,
              null,
              null,
              "EPR",
              null,
              LegState.DELIVERED,
              null,
              null,
              null,
              50,
              null);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(node.search().find(delivered).toCompletableFuture().join().messages())
                      .extracting(FoundMessage::controlId)
                      .hasSize(20)
                      .doesNotHaveDuplicates()
                      .contains("K0", "K19"));
    }
  }
}

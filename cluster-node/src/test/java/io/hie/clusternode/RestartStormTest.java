package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An item that breaks on every message, on a real node that has other things to do too. */
class RestartStormTest {
  private static final int MESSAGES = 40;
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Storm", "EPR"] } },
          { "name": "Storm", "item_type": "PROCESS",
            "type": "io.hie.clusternode.RestartStormTest$Storm",
            "host_settings": { "TargetConfigNames": ["EPR"], "RestartPolicy": "always",
              "MaxRestarts": 4, "RestartDelay": 0.01, "RetryLimit": 2, "RetryInterval": 0.02 } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } } ] }
      """;

  @TempDir Path directory;

  /** Breaks on everything. */
  public static final class Storm implements Process {
    static final AtomicInteger MADE = new AtomicInteger();

    public Storm() {
      MADE.incrementAndGet();
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      throw new BrokenException("it lost its table");
    }
  }

  @Test
  void shouldStayHealthyAndParkEveryMessageWithItsError() throws Exception {
    // given
    int in = Hospital.freePort();
    Storm.MADE.set(0);
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node =
            Hospital.start(
                directory,
                PRODUCTION,
                Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port())));
        Sender pas = new Sender(in)) {
      // when
      for (int i = 0; i < MESSAGES; i++) {
        String patient = Hospital.PATIENTS.get(i % Hospital.PATIENTS.size());
        assertThat(pas.send(Hospital.admission(patient, "C" + i, i))).isEqualTo("AA");
      }

      // then: each is parked with its error, and delivered where nothing is broken
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> parked(node).size() == MESSAGES && epr.controlIds().size() == MESSAGES);
      assertThat(parked(node))
          .allMatch(parked -> parked.reason().text().contains("BrokenException"))
          .allMatch(parked -> parked.item().equals("Storm"));
      assertThat(node.readiness().toCompletableFuture().join().ready()).isTrue();
      assertThat(Storm.MADE.get()).as("made at first, and anew").isBetween(2, 6);
      assertThat(pas.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "last", 99)))
          .isEqualTo("AA");
    }
  }

  private static List<HistoryEvent.Parked> parked(Node node) {
    return Hospital.PATIENTS.stream()
        .flatMap(patient -> Hospital.history(node, patient).stream())
        .filter(HistoryEvent.Parked.class::isInstance)
        .map(HistoryEvent.Parked.class::cast)
        .toList();
  }
}

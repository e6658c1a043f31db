package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.sharding.history.DeadLetterBox;
import io.hie.sharding.history.HistoryCommand.Result;
import io.hie.sharding.replay.Job;
import io.hie.sharding.replay.Selection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Replays and dead letters of a node on its own broker, with senders and receivers around it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
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
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int EACH = 12;
  private static final String[] NEVER_SHOWN = {"999000", "HARGREAVE", "WINIFRED"};
  private static final String REFUSED = Hospital.PATIENTS.getLast();
  private static final List<String> REPLAYED = Hospital.PATIENTS.subList(0, 7);

  private final Lines lines = new Lines();
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.hie");
  private Receiver epr;
  private Node node;
  private Sender sender;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    lines.start();
    ours.setLevel(Level.DEBUG);
    ours.addAppender(lines);
    epr = new Receiver(Hospital.ACCEPTS);
    int in = Hospital.freePort();
    node =
        Hospital.start(
            directory,
            PRODUCTION,
            Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port())),
            Map.of());
    sender = new Sender(in);
  }

  @AfterAll
  void stop() throws Exception {
    ours.detachAppender(lines);
    ours.setLevel(null);
    sender.close();
    node.close();
    epr.close();
    assertThat(lines.seen)
        .as("the log was listened to")
        .anyMatch(line -> line.contains("parked"))
        .noneMatch(line -> Stream.of(NEVER_SHOWN).anyMatch(line::contains));
  }

  private static Selection selection(Instant until) {
    return new Selection("royal", "ADT", null, null, until, null, null, "EPR", null, null);
  }

  private Job job(String id) {
    return node.replays().jobs().toCompletableFuture().join().stream()
        .filter(job -> job.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSendEveryMessageOnceMoreInTheOrderOfItsPatientThoughPausedInTheMiddle()
      throws Exception {
    // given
    for (int i = 0; i < EACH; i++) {
      for (String patient : REPLAYED) {
        assertThat(sender.send(Hospital.admission(patient, "R" + i, i))).isEqualTo("AA");
      }
    }
    int all = EACH * REPLAYED.size();
    await()
        .atMost(PATIENCE)
        .until(() -> epr.controlIds().stream().filter(this::ofTest).count() == all);
    Selection selection = selection(Instant.now());
    assertThat(node.replays().plan(selection).toCompletableFuture().join().messages())
        .isEqualTo(all);
    // when
    Job begun =
        node.replays()
            .begin(selection, Job.Into.LIVE, 50, "an analyst", "the receiver lost them")
            .toCompletableFuture()
            .join();
    await().atMost(PATIENCE).until(() -> job(begun.id()).tally().sent() >= 10);
    node.replays().change(begun.id(), Job.Phase.PAUSED).toCompletableFuture().join();
    assertThat(job(begun.id()).tally().sent()).isLessThan(all);
    node.replays().change(begun.id(), Job.Phase.RUNNING).toCompletableFuture().join();
    // then
    await().atMost(PATIENCE).until(() -> job(begun.id()).phase() == Job.Phase.DONE);
    Job.Tally tally = job(begun.id()).tally();
    assertThat(tally.sent() + tally.already()).isEqualTo(all);
    assertThat(tally.refused()).isZero();
    await()
        .atMost(PATIENCE)
        .until(() -> epr.controlIds().stream().filter(this::ofTest).count() == 2L * all);
    for (String patient : REPLAYED) {
      List<String> twice = new ArrayList<>();
      for (int i = 0; i < 2 * EACH; i++) {
        twice.add("R" + i % EACH);
      }
      assertThat(epr.received())
          .filteredOn(message -> Hospital.field(message, "PID", 3).startsWith(patient))
          .extracting(message -> Hospital.field(message, "MSH", 10))
          .containsExactlyElementsOf(twice);
      assertThat(Hospital.history(node, patient))
          .filteredOn(event -> event instanceof HistoryEvent.Replayed)
          .hasSize(EACH);
    }
  }

  private boolean ofTest(String controlId) {
    return controlId.startsWith("R");
  }

  @Test
  void shouldListDeadLettersAndSendThemAgainWithOtherBytesOrLetThemGo() throws Exception {
    // given
    epr.behave(
        message ->
            Hospital.frame(
                Hospital.ack(
                    Hospital.field(message, "PID", 3).startsWith(REFUSED)
                            && message.contains("HARGREAVES")
                        ? "AR"
                        : "AA",
                    message)));
    assertThat(sender.send(Hospital.admission(REFUSED, "D0", 0))).isEqualTo("AA");
    assertThat(sender.send(Hospital.admission(REFUSED, "D1", 1))).isEqualTo("AA");
    await().atMost(PATIENCE).until(() -> letters().size() == 2);
    DeadLetterBox.Letter first = letters().getFirst();
    DeadLetterBox.Letter second = letters().getLast();
    assertThat(first.outcome()).isEqualTo("DEAD_LETTERED");
    // when
    Payload body =
        Payload.copyOf(
            Hospital.admission(REFUSED, "D0", 0)
                .replace("HARGREAVES", "HARGREAVE")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(
            node.histories()
                .deadLetters()
                .resubmit(first.history(), first.event(), body, "an analyst", "name too long")
                .toCompletableFuture()
                .join()
                .result())
        .isEqualTo(Result.STORED);
    assertThat(
            node.histories()
                .deadLetters()
                .discard(second.history(), second.event(), "an analyst", "sent by hand")
                .toCompletableFuture()
                .join()
                .result())
        .isEqualTo(Result.STORED);
    // then
    await()
        .atMost(PATIENCE)
        .until(() -> epr.received().stream().anyMatch(each -> each.contains("|HARGREAVE^")));
    await().atMost(PATIENCE).until(() -> letters().isEmpty());
    assertThat(Hospital.history(node, REFUSED))
        .hasAtLeastOneElementOfType(HistoryEvent.Resubmitted.class)
        .hasAtLeastOneElementOfType(HistoryEvent.DeadLetterDiscarded.class);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(metrics()).contains("hie_").doesNotContain(NEVER_SHOWN));
  }

  private String metrics() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private List<DeadLetterBox.Letter> letters() {
    return node.histories()
        .deadLetters()
        .list("royal", "ADT", null, null)
        .runWith(Sink.seq(), node.system())
        .toCompletableFuture()
        .join();
  }

  /** Every line as it would be written, exceptions and all. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      seen.add(
          event.getFormattedMessage()
              + event.getMDCPropertyMap()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }
}

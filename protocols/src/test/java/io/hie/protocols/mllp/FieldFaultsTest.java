package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static io.hie.protocols.mllp.RunningOperation.get;
import static io.hie.protocols.mllp.ScriptedReceiver.answer;
import static io.hie.protocols.mllp.ScriptedReceiver.silence;
import static io.hie.protocols.mllp.ScriptedReceiver.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.protocols.mllp.MllpOperation.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Faults that users of other engines met in the field, as far as they are the transport's. (That
 * MSH-18 is respected is tested in {@link MllpServiceAnswersTest}.)
 */
@ExtendWith(LeakCheck.class)
class FieldFaultsTest {

  /** A receiver answered after the timeout, and the answer was booked for the next message. */
  @Test
  void lateAckIsNotTakenForTheNextMessage() throws IOException {
    CountDownLatch tooLate = new CountDownLatch(1);
    try (ScriptedReceiver receiver =
            ScriptedReceiver.start()
                .script(waitFor(tooLate).then(answer("AA")))
                .otherwise(answer("AR"));
        RunningOperation running =
            new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.3)).connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Ambiguous ack-timeout");
      tooLate.countDown();
      // The late AA had the time of the whole exchange to be mistaken in.
      await().until(() -> describe(running.deliver(Samples.adt("A2"))), "Refused ack-ar"::equals);
    }
  }

  /** The same where both answers come on one connection, because the first names its message. */
  @Test
  void anAckIsBelievedOnlyForTheMessageThatItNames() throws IOException {
    try (ScriptedReceiver receiver =
            ScriptedReceiver.start()
                .script(answer("AA").then(answer("AA")).then(answer("AA")), answer("AE"));
        RunningOperation running = new RunningOperation(receiver.port()).connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      assertThat(describe(running.deliver(Samples.adt("A2")))).isEqualTo("Retry ack-ae");
    }
  }

  /** A socket was kept after a timeout, so every answer on it was one message behind from then. */
  @Test
  void socketIsNotReusedAfterATimeout() throws IOException {
    try (ScriptedReceiver receiver = ScriptedReceiver.start().script(silence());
        RunningOperation running =
            new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.3)).connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Ambiguous ack-timeout");
      await().until(() -> running.count(Event.CONNECTED) == 2);
      await().until(() -> receiver.accepted() == 2);
      assertThat(running.count(Event.CONNECTION_LOST)).isOne();
    }
  }

  /** After a timeout, thousands of duplicates were sent. */
  @Test
  void anAckTimeoutSendsTheMessageOnceAndLeavesTheRestToTheEngine() throws IOException {
    try (ScriptedReceiver receiver = ScriptedReceiver.start().otherwise(silence());
        RunningOperation running =
            new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.2)).connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Ambiguous ack-timeout");
      await().until(() -> running.count(Event.CONNECTED) == 2);
      assertThat(receiver.received()).hasSize(1);
      assertThat(running.count(Event.AMBIGUOUS)).isOne();
    }
  }

  /** Several frames arrived in one read; the first was answered and the others dropped. */
  @Test
  void pipelinedFramesInOneReadAreAllAnswered() throws IOException {
    String[] messages =
        IntStream.range(0, 50).mapToObj(i -> Samples.adt("A" + i)).toArray(String[]::new);
    try (RunningService running = new RunningService();
        MllpSender sender = running.sender()) {
      sender.send(messages);
      for (int i = 0; i < messages.length; i++) {
        assertThat(sender.verdict()).isEqualTo("AA A" + i);
      }
      assertThat(running.intake.taken()).hasSize(messages.length);
    }
  }

  /** One dead destination stopped the others. */
  @Test
  void oneDeadDestinationDoesNotStopTheOthers() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (ScriptedReceiver silent = ScriptedReceiver.start().otherwise(silence());
        ScriptedReceiver absent = ScriptedReceiver.absent();
        ScriptedReceiver well = ScriptedReceiver.start();
        RunningOperation toSilent =
            new RunningOperation(silent.port(), Map.of("AckTimeout", 1, "Connections", 4));
        RunningOperation toAbsent =
            new RunningOperation(absent.port(), Map.of("ConnectTimeout", 0.5));
        RunningOperation toUnresolvable =
            new RunningOperation(1, Map.of("ConnectTimeout", 0.5), host -> lookUpFor(never, host));
        RunningOperation toWell = new RunningOperation(well.port()).connected()) {
      List<CompletableFuture<DeliveryResult>> stuck =
          List.of(
              toSilent.send(Samples.adt("S1")),
              toAbsent.send(Samples.adt("S2")),
              toUnresolvable.send(Samples.adt("S3")));

      for (int i = 0; i < 200; i++) {
        assertThat(describe(toWell.deliver(Samples.adt("A" + i)))).isEqualTo("Delivered AA");
      }

      assertThat(stuck.stream().map(result -> describe(get(result))))
          .containsExactly(
              "Ambiguous ack-timeout", "NotSent connect-refused", "NotSent connect-timeout");
      never.countDown();
    }
  }

  private static InetAddress[] lookUpFor(CountDownLatch time, String host)
      throws UnknownHostException {
    try {
      time.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(host);
  }

  /** Message 1001 was never delivered: a queue between two batches lost count. */
  @Test
  void theThousandAndFirstMessageIsDeliveredLikeTheFirst() throws IOException {
    try (ScriptedReceiver receiver = ScriptedReceiver.start();
        RunningOperation running =
            new RunningOperation(receiver.port(), Map.of("Connections", 8)).connected()) {
      List<CompletableFuture<DeliveryResult>> results =
          IntStream.range(0, 3_000).mapToObj(i -> running.send(Samples.adt("A" + i))).toList();
      assertThat(results.stream().map(result -> describe(get(result))))
          .isEqualTo(Collections.nCopies(3_000, "Delivered AA"));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> receiver.received().stream().distinct().count() == 3_000);
      assertThat(receiver.received()).hasSize(3_000);
    }
  }
}

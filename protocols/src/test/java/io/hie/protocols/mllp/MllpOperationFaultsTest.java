package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static io.hie.protocols.mllp.RunningOperation.get;
import static io.hie.protocols.mllp.ScriptedReceiver.answer;
import static io.hie.protocols.mllp.ScriptedReceiver.hangUpNow;
import static io.hie.protocols.mllp.ScriptedReceiver.hangUpWithinTheAnswer;
import static io.hie.protocols.mllp.ScriptedReceiver.reset;
import static io.hie.protocols.mllp.ScriptedReceiver.silence;
import static io.hie.protocols.mllp.ScriptedReceiver.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.mllp.MllpOperation.Event;
import io.hie.protocols.mllp.ScriptedReceiver.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Receivers that are down, slow, or gone at the wrong moment. */
@ExtendWith(LeakCheck.class)
class MllpOperationFaultsTest {
  private ScriptedReceiver receiver;

  @AfterEach
  void stop() throws IOException {
    if (receiver != null) {
      receiver.close();
    }
  }

  @Test
  void shouldSayThatNothingWasSentWhileTheReceiverIsDownAndDeliverWhenItIsBack()
      throws IOException {
    receiver = ScriptedReceiver.absent();
    try (RunningOperation running =
        new RunningOperation(
            receiver.port(), Map.of("ConnectTimeout", 0.3, "MaxReconnectDelay", 0.3))) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("NotSent connect-refused");
      assertThat(running.item.lastTold().outside()).isEqualTo(Outside.CONNECTING);
      assertThat(running.item.lastTold().detail()).contains("nobody listens there");

      receiver.restart();

      running.connected();
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void shouldDeliverAMessageThatWaitsWhenTheReceiverComesBackInTime() throws IOException {
    receiver = ScriptedReceiver.absent();
    try (RunningOperation running =
        new RunningOperation(
            receiver.port(), Map.of("ConnectTimeout", 10, "MaxReconnectDelay", 0.3))) {
      CompletableFuture<DeliveryResult> result = running.send(Samples.adt("A1"));
      await().until(() -> running.count(Event.CONNECT_FAILED) > 0);
      receiver.restart();
      assertThat(describe(get(result))).isEqualTo("Delivered AA");
    }
  }

  @Test
  void shouldConnectAllAtOnceWhenTheReceiverAnswersOnOne() throws IOException {
    receiver = ScriptedReceiver.absent();
    // The first connection tries often, the others not before the test is over.
    Iterator<Duration> waits =
        List.of(Duration.ofMillis(10), Duration.ofHours(1), Duration.ofHours(1)).iterator();
    try (RunningOperation running =
        new RunningOperation(
            receiver.port(),
            Map.of("Connections", 3),
            InetAddress::getAllByName,
            () -> {
              Duration wait = waits.next();
              return new Backoff(wait, wait, new Random());
            })) {
      await().until(() -> running.count(Event.CONNECT_FAILED) >= 5);
      receiver.restart();
      running.connected();
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      await().until(() -> receiver.accepted() == 3);
    }
  }

  @Test
  void shouldReplaceAConnectionThatHadWorkedAtOnce() throws IOException {
    receiver = ScriptedReceiver.start();
    try (RunningOperation running =
        new RunningOperation(
                receiver.port(),
                Map.of(),
                InetAddress::getAllByName,
                () -> new Backoff(Duration.ofHours(1), Duration.ofHours(1), new Random()))
            .connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      receiver.hangUp();
      await().until(() -> receiver.accepted() == 2);
    }
  }

  @Test
  void shouldSayThatTheHostIsUnknown() {
    try (RunningOperation running =
        new RunningOperation(
            1,
            Map.of("Host", "epr.invalid", "ConnectTimeout", 0.2),
            host -> {
              throw new UnknownHostException(host);
            })) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("NotSent unknown-host");
      assertThat(running.item.lastTold().outside()).isEqualTo(Outside.MISCONFIGURED);
      assertThat(running.item.lastTold().detail()).contains("epr.invalid:1").contains("not known");
    }
  }

  @Test
  void shouldGiveUpAnAttemptToConnectThatTakesTooLong() {
    CountDownLatch never = new CountDownLatch(1);
    try (RunningOperation running =
        new RunningOperation(
            1,
            Map.of("ConnectTimeout", 0.2),
            host -> {
              try {
                never.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            })) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("NotSent connect-timeout");
      never.countDown();
    }
  }

  static Stream<Behaviour> endings() {
    return Stream.of(hangUpNow(), hangUpWithinTheAnswer(), reset());
  }

  @ParameterizedTest
  @MethodSource("endings")
  void shouldBeAmbiguousWhenTheConnectionDiesAfterTheMessageWasSent(Behaviour ending)
      throws IOException {
    receiver = ScriptedReceiver.start().script(ending);
    try (RunningOperation running = new RunningOperation(receiver.port()).connected()) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Ambiguous link-lost");
      assertThat(describe(running.deliver(Samples.adt("A2")))).isEqualTo("Delivered AA");
      assertThat(receiver.accepted()).isEqualTo(2);
    }
  }

  @Test
  void shouldBeAmbiguousWhenTheConnectionDiesWithinTheFrame() throws IOException {
    receiver = ScriptedReceiver.start().deaf();
    try (RunningOperation running = new RunningOperation(receiver.port()).connected()) {
      CompletableFuture<DeliveryResult> result = running.send(Samples.large("A1", 20 << 20));
      await().until(() -> receiver.accepted() == 1);
      receiver.hangUp();
      assertThat(describe(get(result))).isEqualTo("Ambiguous link-lost");
    }
  }

  @Test
  void shouldBeAmbiguousWhenTheReceiverStopsReadingWithinTheFrame() throws IOException {
    receiver = ScriptedReceiver.start().deaf();
    try (RunningOperation running =
        new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.3)).connected()) {
      assertThat(describe(running.deliver(Samples.large("A1", 20 << 20))))
          .isEqualTo("Ambiguous ack-timeout");
    }
  }

  @Test
  void shouldReplaceConnectionsThatTheReceiverClosedWhileTheyWereIdle() throws IOException {
    receiver = ScriptedReceiver.start();
    try (RunningOperation running =
        new RunningOperation(receiver.port(), Map.of("Connections", 3)).connected()) {
      await().until(() -> receiver.accepted() == 3);
      receiver.hangUp();
      await().until(() -> running.count(Event.CONNECTION_LOST) == 3);

      for (int i = 0; i < 6; i++) {
        assertThat(describe(running.deliver(Samples.adt("A" + i)))).isEqualTo("Delivered AA");
      }
      assertThat(receiver.received()).hasSize(6);
    }
  }

  @Test
  void shouldCarryAsManyMessagesAtOnceAsThereAreConnectionsAndLetTheRestWait() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    receiver = ScriptedReceiver.start().otherwise(waitFor(gate).then(answer("AA")));
    try (RunningOperation running =
        new RunningOperation(receiver.port(), Map.of("Connections", 4)).connected()) {
      List<CompletableFuture<DeliveryResult>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        results.add(running.send(Samples.adt("A" + i)));
      }
      await().until(() -> receiver.received().size() == 4);
      assertThat(results).noneMatch(CompletableFuture::isDone);
      gate.countDown();
      assertThat(results).allSatisfy(r -> assertThat(describe(get(r))).isEqualTo("Delivered AA"));
      assertThat(receiver.accepted()).isEqualTo(4);
    }
  }

  @Test
  void shouldSayThatNothingWasSentWhenNoConnectionBecomesFree() throws IOException {
    receiver = ScriptedReceiver.start().otherwise(silence());
    try (RunningOperation running =
        new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.4, "ConnectTimeout", 0.1))
            .connected()) {
      List<CompletableFuture<DeliveryResult>> results = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        results.add(running.send(Samples.adt("A" + i)));
      }
      List<DeliveryResult> ended = results.stream().map(RunningOperation::get).toList();
      assertThat(describe(ended.getFirst())).isEqualTo("Ambiguous ack-timeout");
      assertThat(ended)
          .hasAtLeastOneElementOfType(DeliveryResult.NotSent.class)
          .allMatch(
              result ->
                  result instanceof DeliveryResult.NotSent
                      || result instanceof DeliveryResult.Ambiguous);
      assertThat(receiver.received()).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldWaitLongerEachTimeForAReceiverThatAcceptsAndAnswersNothing() throws IOException {
    receiver = ScriptedReceiver.start();
    List<Long> waits = new CopyOnWriteArrayList<>();
    Backoff counting =
        new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new Random()) {
          @Override
          long nextNanos() {
            long wait = super.nextNanos();
            waits.add(wait);
            return wait;
          }
        };
    try (RunningOperation running =
        new RunningOperation(
            receiver.port(), Map.of(), InetAddress::getAllByName, () -> counting)) {
      running.connected();
      for (int i = 1; i <= 6; i++) {
        int times = i;
        await().until(() -> receiver.accepted() == times);
        receiver.hangUp();
      }
      await().until(() -> waits.size() >= 6);
      assertThat(waits.get(5)).isGreaterThan(waits.get(0));
    }
  }

  @Test
  void shouldWaitForAnswersBeforeItStops() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    receiver = ScriptedReceiver.start().otherwise(waitFor(gate).then(answer("AA")));
    RunningOperation running = new RunningOperation(receiver.port()).connected();
    CompletableFuture<DeliveryResult> sent = running.send(Samples.adt("A1"));
    CompletableFuture<DeliveryResult> waiting = running.send(Samples.adt("A2"));
    await().until(() -> receiver.received().size() == 1);

    CompletableFuture<Void> stopped = running.operation.stop().toCompletableFuture();

    assertThat(describe(get(waiting))).isEqualTo("NotSent stopped");
    assertThat(describe(running.deliver(Samples.adt("A3")))).isEqualTo("NotSent stopped");
    assertThat(stopped).isNotDone();
    gate.countDown();
    assertThat(describe(get(sent))).isEqualTo("Delivered AA");
    RunningService.await(stopped);
  }
}

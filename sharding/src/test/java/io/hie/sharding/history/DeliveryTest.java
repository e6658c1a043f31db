package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a message ends, and that the next one goes then: promises 2 and 5. */
class DeliveryTest {
  private static final NhsNumber PATIENT = Patients.number(0);
  private static final String QUICK = "\"RetryLimit\": 2, \"RetryInterval\": 0.02";

  private static Engine engine;

  private final Receiver out = new Receiver();

  @BeforeAll
  static void start() {
    engine = Engine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void shouldRecordTheWholeWayOfAMessage() {
    // given
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process(
                "Route",
                "",
                message ->
                    new Handling(
                        List.of(
                            new Handling.Output("Out", null),
                            new Handling.Output("Archive", Payload.of("made", UTF_8))),
                        "rule 1"),
                "Out",
                "Archive")
            .operation("Out", "", out)
            .operation("Archive", "", new Receiver())
            .start();

    // when
    String id = flow.stored(PATIENT, "C1", "text");

    // then
    flow.awaitNothingOpen();
    List<HistoryEvent> events = flow.events(PATIENT);
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            HistoryEvent.Accepted.class,
            accepted -> {
              assertThat(accepted.message()).isEqualTo(1);
              assertThat(accepted.header().messageId()).isEqualTo(id);
              assertThat(accepted.sender()).isEqualTo("PAS|SEASIDE");
              assertThat(accepted.controlId()).isEqualTo("C1");
              assertThat(accepted.targets()).containsExactly("Route");
              assertThat(accepted.fingerprint().size()).isEqualTo(16);
            });
    assertThat(events.get(1))
        .isInstanceOfSatisfying(
            HistoryEvent.Handled.class,
            handled -> {
              assertThat(handled.leg()).isEqualTo(LegId.parse("1:0"));
              assertThat(handled.reason()).isEqualTo("rule 1");
              assertThat(handled.outputs())
                  .containsExactly(
                      new HistoryEvent.Output("Out", null),
                      new HistoryEvent.Output("Archive", Payload.of("made", UTF_8)));
            });
    assertThat(events.subList(2, events.size()))
        .extracting(event -> ((HistoryEvent.Delivered) event).leg().toString())
        .containsExactlyInAnyOrder("1:0.0", "1:0.1");
    Delivery delivery = out.given().getFirst();
    assertThat(delivery.id()).isEqualTo(id + ":0.0");
    assertThat(delivery.entityId()).isEqualTo(flow.id(PATIENT));
    assertThat(delivery.attempt()).isEqualTo(1);
    assertThat(delivery.mayBeRepeat()).isFalse();
    assertThat(delivery.envelope().header().destination()).isEqualTo("Out");
  }

  @Test
  void shouldGiveWhatAProcessMadeAnIdOfItsOwn() {
    // given
    Flow flow =
        engine
            .flow()
            .service("In", "Map")
            .process(
                "Map",
                "",
                message ->
                    new Handling(
                        List.of(new Handling.Output("Out", Payload.of("made", UTF_8))), ""),
                "Out")
            .operation("Out", "", out)
            .start();

    // when
    String id = flow.stored(PATIENT, "C1", "text");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("made");
    assertThat(out.given().getFirst().envelope().header().messageId()).isEqualTo(id + ".0.0");
    assertThat(out.given().getFirst().envelope().header().correlationId()).isEqualTo(id);
  }

  @Test
  void shouldTryAgainAndParkAfterTheLastRetry() {
    // given
    out.answering(
        delivery ->
            Receiver.text(delivery).equals("poison") ? new Retry(Receiver.WHY) : Receiver.OK);
    Flow flow = straight(QUICK);

    // when
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "next");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("poison", "poison", "poison", "next");
    assertThat(out.given()).extracting(Delivery::attempt).containsExactly(1, 2, 3, 1);
    assertThat(out.given().subList(0, 3)).extracting(Delivery::id).containsOnly(idOf(flow) + ":0");
    assertThat(out.given().get(2).envelope().header().retryCount()).isEqualTo(2);
    assertThat(out.given()).extracting(Delivery::mayBeRepeat).containsOnly(false);
    assertThat(flow.events(PATIENT, HistoryEvent.AttemptFailed.class))
        .extracting(failed -> Duration.between(failed.at(), failed.nextAttempt()).toMillis())
        .as("the wait doubles")
        .containsExactly(20L, 40L);
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class))
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.attempt()).isEqualTo(3);
              assertThat(parked.reason()).isEqualTo(Receiver.WHY);
            });
  }

  @Test
  void shouldParkAtOnceWhatTheReceiverRefuses() {
    // given
    out.answering(
        delivery ->
            Receiver.text(delivery).equals("poison") ? new Refused(Receiver.WHY) : Receiver.OK);
    Flow flow = straight(QUICK);

    // when
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "next");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("poison", "next");
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error"})
  void shouldParkWhatAProcessCannotDecideAboutAndGoOn(String fault) {
    // given
    AtomicInteger tries = new AtomicInteger();
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process(
                "Route",
                QUICK,
                message -> {
                  if (message.body().rawPayload().size() == 6) {
                    tries.incrementAndGet();
                    if (fault.equals("error")) {
                      throw new StackOverflowError();
                    }
                    throw new IllegalArgumentException("cannot read it");
                  }
                  return Handling.to("Out");
                },
                "Out")
            .operation("Out", "", out)
            .start();

    // when
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "next");
    flow.stored(Patients.number(1), "C1", "other");

    // then
    flow.awaitNothingOpen();
    assertThat(tries).hasValue(3);
    assertThat(out.texts()).containsExactlyInAnyOrder("next", "other");
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class))
        .singleElement()
        .satisfies(parked -> assertThat(parked.item()).isEqualTo("Route"));
    assertThat(flow.status("Route").phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void shouldParkAtOnceWhatAProcessRefusesWithItsReason() {
    // given
    AtomicInteger tries = new AtomicInteger();
    Flow flow =
        engine
            .flow()
            .service("In", "Check")
            .process(
                "Check",
                QUICK,
                message -> {
                  tries.incrementAndGet();
                  throw new Process.RefusedException(
                      new DeliveryResult.Reason("invalid", "PID-3: is required", "secret"));
                },
                "Out")
            .operation("Out", "", out)
            .start();

    // when
    flow.stored(PATIENT, "C1", "wrong");

    // then
    flow.awaitNothingOpen();
    assertThat(tries).hasValue(1);
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class))
        .singleElement()
        .satisfies(
            parked ->
                assertThat(parked.reason())
                    .isEqualTo(
                        new DeliveryResult.Reason("invalid", "PID-3: is required", "secret")));
  }

  @Test
  void shouldRecordWhatIsFiltered() {
    // given
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process("Route", "", message -> Handling.filtered("no rule fits"), "Out")
            .operation("Out", "", out)
            .start();

    // when
    flow.stored(PATIENT, "C1", "text");

    // then
    flow.awaitNothingOpen();
    await()
        .untilAsserted(
            () ->
                assertThat(flow.events(PATIENT, HistoryEvent.Handled.class))
                    .singleElement()
                    .satisfies(
                        handled -> {
                          assertThat(handled.outputs()).isEmpty();
                          assertThat(handled.reason()).isEqualTo("no rule fits");
                        }));
    assertThat(out.texts()).isEmpty();
  }

  @Test
  void shouldSendAgainWhatWasNeverAnsweredAndSayThatItMayBeARepeat() {
    // given
    out.answering(delivery -> delivery.attempt() == 1 ? new Ambiguous(Receiver.WHY) : Receiver.OK);
    Flow flow = straight(QUICK);

    // when
    flow.stored(PATIENT, "C1", "text");

    // then
    flow.awaitNothingOpen();
    assertThat(out.given()).extracting(Delivery::mayBeRepeat).containsExactly(false, true);
    assertThat(out.given()).extracting(Delivery::id).containsOnly(idOf(flow) + ":0");
  }

  @Test
  void shouldLeaveAmbiguousWhatWasNeverAnsweredToTheLast() {
    // given
    out.answering(
        delivery ->
            Receiver.text(delivery).equals("poison") ? new Ambiguous(Receiver.WHY) : Receiver.OK);
    Flow flow = straight(QUICK);

    // when
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "next");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("poison", "poison", "poison", "next");
    assertThat(flow.events(PATIENT, HistoryEvent.LeftAmbiguous.class)).hasSize(1);
  }

  @Test
  void shouldHoldWhatWasNeverAnsweredIfAskedToAndGoOn() {
    // given
    out.answering(
        delivery ->
            Receiver.text(delivery).equals("poison") ? new Ambiguous(Receiver.WHY) : Receiver.OK);
    Flow flow = straight("\"AmbiguousPolicy\": \"hold\"");

    // when
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "next");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("poison", "next");
    assertThat(kinds(flow))
        .as("of which the second acceptance may come anywhere before its delivery")
        .filteredOn(kind -> !kind.equals("Accepted"))
        .containsExactly("DeliveryStarted", "LeftAmbiguous", "DeliveryStarted", "Delivered");
  }

  /**
   * With {@code hold}, what was not sent is not ambiguous, however the item has no place for it.
   */
  @Test
  void shouldNotTakeForSentWhatWaitedForRoom() {
    // given: a receiver of one at a time, with one place to wait
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(
        delivery ->
            Receiver.text(delivery).equals("text 0")
                ? first
                : CompletableFuture.completedFuture(Receiver.OK));
    Flow flow = straight("\"AmbiguousPolicy\": \"hold\", \"QueueSize\": 1");

    // when
    flow.stored(Patients.number(0), "C1", "text 0");
    await().until(() -> out.given().size() == 1);
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 1; i < 30; i++) {
      answers.add(flow.send(Patients.number(i), "C1", "text " + i));
    }
    answers.forEach(CompletableFuture::join);
    await().until(() -> flow.status("Out").queued() == 1);
    first.complete(Receiver.OK);

    // then
    flow.awaitNothingOpen();
    for (int i = 0; i < 30; i++) {
      assertThat(flow.events(Patients.number(i), HistoryEvent.Delivered.class)).hasSize(1);
    }
    assertThat(out.texts()).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void shouldNotTakeForSentWhatAnItemGaveBackWhenItStopped() {
    // given
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(delivery -> first);
    Flow flow = straight("\"AmbiguousPolicy\": \"hold\"");
    flow.stored(Patients.number(0), "C1", "text 0");
    await().until(() -> out.given().size() == 1);
    flow.stored(Patients.number(1), "C1", "text 1");
    await().until(() -> flow.status("Out").queued() == 1);

    // when
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(flow::stopItems);
    await().until(() -> flow.status("Out").phase() == Phase.STOPPING);
    first.complete(Receiver.OK);
    stopped.join();
    await().until(() -> flow.openMessages() == 1);
    out.answering(delivery -> Receiver.OK);
    flow.startItems();

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("text 0", "text 1");
    assertThat(flow.events(Patients.number(1), HistoryEvent.Delivered.class)).hasSize(1);
    assertThat(flow.events(Patients.number(1), HistoryEvent.LeftAmbiguous.class)).isEmpty();
    assertThat(out.given().getLast().attempt()).as("it was no attempt").isEqualTo(1);
  }

  @Test
  void shouldWaitForAnItemThatIsNotThereYet() {
    // given
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process("Route", "", message -> Handling.to("Out"), "Out")
            .operation("Out", "", out)
            .deploy();

    // when
    flow.stored(PATIENT, "C1", "text 1");
    flow.stored(PATIENT, "C2", "text 2");
    flow.stored(Patients.number(1), "C1", "other");
    assertThat(flow.openMessages()).isEqualTo(3);
    flow.startItems();

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsSubsequence("text 1", "text 2").contains("other");
  }

  @Test
  void shouldTakeUpWhatAnItemGaveBackWhenItIsThereAgain() {
    // given: one in hand and others in the queue
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(delivery -> first);
    Flow flow = straight("");
    for (int i = 0; i < 5; i++) {
      flow.stored(Patients.number(i), "C1", "text " + i);
      flow.stored(Patients.number(i), "C2", "again " + i);
    }
    await().until(() -> out.given().size() == 1);

    // when
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(flow::stopItems);
    await().until(() -> flow.status("Out").phase() == Phase.STOPPING);
    first.complete(Receiver.OK);
    stopped.join();
    assertThat(out.given()).hasSize(1);
    flow.startItems();

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).hasSize(10).doesNotHaveDuplicates();
    for (int i = 0; i < 5; i++) {
      assertThat(out.texts()).containsSubsequence("text " + i, "again " + i);
    }
  }

  @Test
  void shouldKeepTheOrderOfWhatCannotBeSentAndGoOnWhenItCan() {
    // given
    AtomicBoolean away = new AtomicBoolean(true);
    out.answering(delivery -> away.get() ? new NotSent(Receiver.WHY) : Receiver.OK);
    Flow flow = straight("\"RetryLimit\": 0");

    // when
    for (int i = 0; i < 5; i++) {
      flow.stored(PATIENT, "C" + i, "text " + i);
    }
    await().untilAsserted(() -> assertThat(flow.status("Out").phase()).isEqualTo(Phase.CONNECTING));
    await().until(() -> out.given().size() > 1);
    away.set(false);

    // then: that it took long is nobody's fault
    flow.awaitNothingOpen();
    assertThat(out.texts().stream().distinct())
        .containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
    assertThat(kinds(flow)).containsOnly("Accepted", "Delivered");
    assertThat(out.given()).extracting(Delivery::attempt).containsOnly(1);
  }

  @Test
  void shouldExpireWhatIsTooLate() {
    // given: no receiver for as long as it may wait
    Flow flow = engine.flow().service("In", "Out").operation("Out", "", out).deploy();
    var envelope = Flow.envelope("brief");
    flow.send(PATIENT, "C1", envelope.withHeader(envelope.header().withTtl(Duration.ofMillis(50))))
        .join();
    flow.stored(PATIENT, "C2", "patient");
    await()
        .until(() -> java.time.Instant.now().isAfter(envelope.header().timestamp().plusMillis(60)));

    // when
    flow.startItems();

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("patient");
    assertThat(flow.events(PATIENT, HistoryEvent.Expired.class)).hasSize(1);
  }

  @Test
  void shouldNotHandOutOverdueMessagesFromTheQueueNorLetOthersWaitForThem() {
    // given: a queue of one, and others that wait for room
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(
        delivery ->
            Receiver.text(delivery).equals("first")
                ? first
                : CompletableFuture.completedFuture(Receiver.OK));
    Flow flow = straight("\"QueueSize\": 1");
    flow.stored(Patients.number(0), "C1", "first");
    await().until(() -> out.given().size() == 1);
    flow.stored(Patients.number(1), "C1", "queued");
    await().until(() -> flow.status("Out").queued() == 1);

    // when: the first of those who wait has nothing to deliver any more when there is room
    var brief = Flow.envelope("brief");
    flow.send(
            Patients.number(2),
            "C1",
            brief.withHeader(brief.header().withTtl(Duration.ofMillis(50))))
        .join();
    flow.stored(Patients.number(3), "C1", "last");
    await().until(() -> java.time.Instant.now().isAfter(brief.header().timestamp().plusMillis(60)));
    first.complete(Receiver.OK);

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first", "queued", "last");
    assertThat(flow.events(Patients.number(2), HistoryEvent.Expired.class)).hasSize(1);
  }

  @Test
  void shouldRecordWhatAFullQueueTurnedAway() {
    // given
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(delivery -> first);
    Flow flow = straight("\"QueueSize\": 1, \"OverflowStrategy\": \"reject_new\"");
    fill(flow);

    // when
    flow.stored(Patients.number(2), "C1", "text 2");

    // then
    await().until(() -> flow.openMessages() == 2);
    assertThat(flow.events(Patients.number(2), HistoryEvent.Discarded.class))
        .singleElement()
        .satisfies(discarded -> assertThat(discarded.strategy()).isEqualTo("reject_new"));
    first.complete(Receiver.OK);
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("text 0", "text 1");
  }

  @Test
  void shouldRecordWhatAFullQueueDropped() {
    // given
    CompletableFuture<DeliveryResult> first = new CompletableFuture<>();
    out.answeringLater(delivery -> first);
    Flow flow = straight("\"QueueSize\": 1, \"OverflowStrategy\": \"drop_oldest\"");
    fill(flow);

    // when
    flow.stored(Patients.number(2), "C1", "text 2");

    // then
    await().until(() -> flow.openMessages() == 2);
    assertThat(flow.events(Patients.number(1), HistoryEvent.Discarded.class))
        .singleElement()
        .satisfies(discarded -> assertThat(discarded.strategy()).isEqualTo("drop_oldest"));
    first.complete(Receiver.OK);
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("text 0", "text 2");
  }

  @Test
  void shouldIgnoreReportsOfWhatHasEndedAndOfAttemptsLongOver() {
    // given: the first attempt fails; the second is under way
    List<CompletableFuture<DeliveryResult>> answers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
    AtomicInteger next = new AtomicInteger();
    out.answeringLater(delivery -> answer(answers, next));
    Flow flow = straight("\"RetryLimit\": 9, \"RetryInterval\": 0.001");
    flow.stored(PATIENT, "C1", "text");
    await().until(() -> out.given().size() == 1);
    answers.get(0).complete(new Retry(Receiver.WHY));
    await().until(() -> out.given().size() == 2);

    // when: the first one's failure is told once more, and an end of something unknown
    engine.histories.outcomes().delivered(out.given().get(0), new Retry(Receiver.WHY));
    engine.histories.outcomes().expired(other(out.given().get(0), "7:0"));
    engine.histories.outcomes().handled(other(out.given().get(0), "1:4"), Handling.to("Out"));
    flow.overview(PATIENT);

    // then
    assertThat(out.given()).hasSize(2);
    answers.get(1).complete(Receiver.OK);
    flow.awaitNothingOpen();
    engine.histories.outcomes().returned(out.given().get(1));
    engine.histories.outcomes().delivered(out.given().get(1), Receiver.OK);
    assertThat(flow.overview(PATIENT).events()).isEqualTo(3);
    assertThat(kinds(flow)).containsExactly("Accepted", "AttemptFailed", "Delivered");
  }

  private static CompletionStage<DeliveryResult> answer(
      List<CompletableFuture<DeliveryResult>> answers, AtomicInteger next) {
    return answers.get(next.getAndIncrement());
  }

  private static Delivery other(Delivery delivery, String leg) {
    return new Delivery(
        delivery.id(), delivery.entityId(), LegId.parse(leg), 1, false, delivery.envelope());
  }

  /** One in hand, and one in the queue. */
  private void fill(Flow flow) {
    flow.stored(Patients.number(0), "C1", "text 0");
    await().until(() -> out.given().size() == 1);
    flow.stored(Patients.number(1), "C1", "text 1");
    await().until(() -> flow.status("Out").queued() == 1);
  }

  private Flow straight(String hostSettings) {
    return engine.flow().service("In", "Out").operation("Out", hostSettings, out).start();
  }

  private static String idOf(Flow flow) {
    return flow.events(PATIENT, HistoryEvent.Accepted.class).getFirst().header().messageId();
  }

  private static List<String> kinds(Flow flow) {
    return flow.events(PATIENT).stream().map(event -> event.getClass().getSimpleName()).toList();
  }
}

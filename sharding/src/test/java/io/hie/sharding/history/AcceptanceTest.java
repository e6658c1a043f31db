package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Acceptance.NotStored;
import io.hie.actormodel.item.Intake.Acceptance.Repeated;
import io.hie.actormodel.item.Intake.Acceptance.Stored;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.NhsNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a sender is told, and when. */
class AcceptanceTest {
  private static final NhsNumber PATIENT = Patients.number(0);

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

  @AfterEach
  void mendTheJournal() {
    engine.journal.resetPolicy();
  }

  @Test
  void shouldAcknowledgeOnlyAfterAcceptedIsStored() {
    // given: a journal that takes its time
    Flow flow = straight();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    engine.journal.withPolicy(
        (id, operation) -> {
          if (id.equals(flow.persistenceId(PATIENT)) && operation instanceof WriteEvents) {
            asked.countDown();
            awaitQuietly(go);
          }
          return ProcessingSuccess.getInstance();
        });

    // when
    CompletableFuture<Acceptance> answer = flow.send(PATIENT, "C1", "first");

    // then
    try {
      await().until(() -> asked.getCount() == 0);
      assertThat(answer).isNotDone();
      assertThat(out.given()).as("nor is it handed on").isEmpty();
    } finally {
      go.countDown();
    }
    assertThat(answer.join()).isInstanceOf(Stored.class);
    assertThat(flow.events(PATIENT).getFirst()).isInstanceOf(HistoryEvent.Accepted.class);
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first");
  }

  @Test
  void shouldSayThatItIsNotStoredWhenTheWriteFailsAndTakeTheResendOnce() {
    // given
    Flow flow = straight();
    engine.journal.failNextPersisted(flow.persistenceId(PATIENT));

    // when
    Acceptance first = flow.send(PATIENT, "C1", "first").join();
    Acceptance second = flow.send(PATIENT, "C1", "first").join();
    Acceptance third = flow.send(PATIENT, "C1", "first").join();

    // then
    assertThat(first).isInstanceOf(NotStored.class);
    assertThat(second).isInstanceOf(Stored.class);
    assertThat(third).isEqualTo(new Repeated(((Stored) second).messageId()));
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first");
    assertThat(flow.events(PATIENT, HistoryEvent.Accepted.class)).hasSize(1);
  }

  @Test
  void shouldSayThatItIsNotStoredWhenTheJournalRejectsIt() {
    // given
    Flow flow = straight();
    engine.journal.rejectNextPersisted(flow.persistenceId(PATIENT));

    // when
    Acceptance first = flow.send(PATIENT, "C1", "first").join();

    // then
    assertThat(first).isInstanceOf(NotStored.class);
    assertThat(flow.send(PATIENT, "C1", "first").join()).isInstanceOf(Stored.class);
  }

  /** The journal answers for each event of a failed write; see {@link FailedWrites}. */
  @Test
  void shouldTakeWhatComesWhileItRecoversFromAFailedWriteOfManyEvents() {
    // given: decisions that are held back together, because something else is under way
    CountDownLatch decide = new CountDownLatch(1);
    CountDownLatch decideAgain = new CountDownLatch(1);
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(decide);
    CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    out.answeringLater(delivery -> answer);
    Flow flow =
        engine
            .flow()
            .service("In", "Route", "Out")
            .process(
                "Route",
                "\"ExecutionMode\": \"thread_pool\"",
                message -> {
                  awaitQuietly(gate.get());
                  return Handling.filtered("");
                },
                "Out")
            .operation("Out", "", out)
            .start();
    for (int i = 0; i < 12; i++) {
      flow.stored(PATIENT, "C" + i, "text " + i);
    }
    AtomicBoolean failed = new AtomicBoolean();
    engine.journal.withPolicy(
        (id, operation) -> {
          if (id.equals(flow.persistenceId(PATIENT))
              && operation instanceof WriteEvents write
              && write.batch().size() > 8
              && failed.compareAndSet(false, true)) {
            gate.set(decideAgain);
            return StorageFailure.create(new IllegalStateException("on purpose"));
          }
          return ProcessingSuccess.getInstance();
        });

    // when: it has heard of the failure, and has not begun anew
    decide.countDown();
    await().until(() -> failed.get() && flow.openMessages() == 0);
    CompletableFuture<Acceptance> meanwhile = flow.send(PATIENT, "C-new", "new");

    // then
    assertThat(meanwhile.join()).isInstanceOf(Stored.class);
    decideAgain.countDown();
    answer.complete(Receiver.OK);
    await().until(() -> flow.overview(PATIENT).open().isEmpty());
    assertThat(flow.events(PATIENT, HistoryEvent.Handled.class)).hasSize(13);
    assertThat(flow.events(PATIENT, HistoryEvent.Delivered.class)).hasSize(13);
  }

  @Test
  void shouldAnswerEverySenderOnceWhileTheJournalFailsNowAndThen() {
    // given
    Flow flow = straight();
    engine.journal.failNextNPersisted(flow.persistenceId(PATIENT), 3);

    // when
    List<CompletableFuture<Acceptance>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(flow.send(PATIENT, "C" + i, "text " + i));
    }
    List<Acceptance> acceptances = answers.stream().map(CompletableFuture::join).toList();

    // then: what is said to be stored is stored, in order, and delivered
    List<String> stored = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      if (acceptances.get(i) instanceof Stored) {
        stored.add("text " + i);
      }
    }
    assertThat(acceptances).filteredOn(NotStored.class::isInstance).hasSizeBetween(1, 3);
    flow.awaitNothingOpen();
    assertThat(
            flow.events(PATIENT, HistoryEvent.Accepted.class).stream()
                .map(accepted -> accepted.body().decode(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo(stored);
    assertThat(out.texts()).containsSubsequence(stored);
    assertThat(flow.overview(PATIENT))
        .isEqualTo(
            new HistoryCommand.Overview(stored.size(), flow.events(PATIENT).size(), List.of()));
  }

  @Test
  void shouldAnswerRepeatedForASendersRetryAndDeliverOnce() {
    // given
    Flow flow = straight();
    String id = flow.stored(PATIENT, "C1", "first");

    // when
    List<Acceptance> retries =
        List.of(flow.send(PATIENT, "C1", "first").join(), flow.send(PATIENT, "C1", "first").join());

    // then
    assertThat(retries).containsExactly(new Repeated(id), new Repeated(id));
    flow.stored(PATIENT, "C2", "second");
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first", "second");
  }

  @Test
  void shouldTakeRetriesThatCameBeforeTheAnswerForOne() {
    // given
    Flow flow = straight();

    // when
    List<CompletableFuture<Acceptance>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(flow.send(PATIENT, "C1", "first"));
    }

    // then
    List<Acceptance> acceptances = answers.stream().map(CompletableFuture::join).toList();
    assertThat(acceptances).filteredOn(Stored.class::isInstance).hasSize(1);
    assertThat(acceptances).filteredOn(Repeated.class::isInstance).hasSize(9);
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first");
  }

  @Test
  void shouldKnowTheRetryOfAMessageThatSaysNothingOfWhatItConcerns() {
    // given
    Flow flow = straight();

    // when
    List<Acceptance> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Acceptance> answer = new CompletableFuture<>();
      flow.intake()
          .submit(
              new Intake.Submission(Flow.envelope("text"), MessageKeys.NONE, "PAS", "C1"),
              answer::complete);
      answers.add(answer.join());
    }

    // then
    assertThat(answers.get(0)).isInstanceOf(Stored.class);
    assertThat(answers.get(1)).isInstanceOf(Repeated.class);
  }

  @Test
  void shouldTakeOtherBytesUnderTheSameControlIdForANewMessage() {
    // given
    Flow flow = straight();
    flow.stored(PATIENT, "C1", "first");

    // when
    Acceptance other = flow.send(PATIENT, "C1", "first, corrected").join();

    // then
    assertThat(other).isInstanceOf(Stored.class);
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first", "first, corrected");
  }

  @Test
  void shouldTakeTheSameBytesWithoutAControlIdForANewMessage() {
    // given
    Flow flow = straight();

    // when
    flow.stored(PATIENT, null, "vital signs");
    flow.stored(PATIENT, null, "vital signs");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("vital signs", "vital signs");
  }

  @Test
  void shouldTakeTheSameMessageForAnotherPatientForANewOne() {
    // given
    Flow flow = straight();

    // when
    flow.stored(PATIENT, "C1", "same");
    flow.stored(Patients.number(1), "C1", "same");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("same", "same");
  }

  @Test
  void shouldNotTakeWhatComesForAProductionThatIsNotHere() {
    // given
    Flow flow = engine.flow().service("Other", "Out").operation("Out", "", out).start();

    // when: its service is called In
    Acceptance answer = flow.send(PATIENT, "C1", "first").join();

    // then
    assertThat(answer).isInstanceOf(NotStored.class);
    assertThat(flow.events(PATIENT)).isEmpty();
  }

  @Test
  void shouldKeepTheBytesAsReceived() {
    // given
    Flow flow = straight();
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    var payload = io.hie.actormodel.envelope.Payload.copyOf(all);
    var envelope = Flow.envelope("");

    // when
    flow.send(PATIENT, "C1", envelope.withBody(envelope.body().withRawPayload(payload))).join();

    // then
    flow.awaitNothingOpen();
    assertThat(out.given().getFirst().envelope().body().rawPayload()).isEqualTo(payload);
    assertThat(flow.events(PATIENT, HistoryEvent.Accepted.class).getFirst().body())
        .isEqualTo(payload);
  }

  @Test
  void shouldStopTakingAtTheMostOpenMessagesAndTellWhenATenthIsDone() {
    // given: nothing gets through
    List<CompletableFuture<io.hie.actormodel.item.DeliveryResult>> held =
        new java.util.concurrent.CopyOnWriteArrayList<>();
    out.answeringLater(
        delivery -> {
          CompletableFuture<io.hie.actormodel.item.DeliveryResult> answer =
              new CompletableFuture<>();
          held.add(answer);
          return answer;
        });
    Flow flow =
        engine
            .flow()
            .settings("\"MaxOpenMessages\": 20")
            .service("In", "Out")
            .operation("Out", "\"PoolSize\": 20", out)
            .start();
    AtomicInteger opened = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      assertThat(flow.intake().isOpen(opened::incrementAndGet)).isTrue();
      flow.stored(Patients.number(i), "C1", "text");
    }
    await().until(() -> flow.openMessages() == 20 && held.size() == 20);

    // when, then
    assertThat(flow.intake().isOpen(opened::incrementAndGet)).isFalse();
    held.get(0).complete(Receiver.OK);
    await().until(() -> flow.openMessages() == 19);
    assertThat(flow.intake().isOpen(opened::incrementAndGet)).as("19 of 20").isFalse();
    assertThat(opened).hasValue(0);
    held.get(1).complete(Receiver.OK);
    await().until(() -> opened.get() == 2);
    assertThat(flow.intake().isOpen(opened::incrementAndGet)).isTrue();
    held.forEach(answer -> answer.complete(Receiver.OK));
    flow.awaitNothingOpen();
  }

  @Test
  void shouldGiveTheMemoryOfBodiesBackWhenMessagesEnd() {
    // given: messages that are delivered, filtered, expired, and that go nowhere
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process(
                "Route",
                "",
                message ->
                    switch (message.body().rawPayload().size() % 3) {
                      case 0 -> Handling.to("Out");
                      case 1 -> Handling.filtered("not wanted");
                      default ->
                          new Handling(
                              List.of(new Handling.Output("Out", message.body().rawPayload())), "");
                    },
                "Out")
            .operation("Out", "\"AmbiguousPolicy\": \"hold\"", out)
            .start();

    // when
    for (int i = 0; i < 30; i++) {
      flow.stored(PATIENT, "C" + i, "x".repeat(i + 1));
    }
    var envelope = Flow.envelope("expired");
    flow.send(
            PATIENT,
            "C-expired",
            envelope.withHeader(envelope.header().withTtl(java.time.Duration.ZERO)))
        .join();

    // then
    flow.awaitNothingOpen();
    await().untilAsserted(() -> assertThat(flow.overview(PATIENT).open()).isEmpty());
    await().untilAsserted(() -> assertThat(engine.histories.bodiesInMemory()).isZero());
  }

  private Flow straight() {
    return engine.flow().service("In", "Out").operation("Out", "", out).start();
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}

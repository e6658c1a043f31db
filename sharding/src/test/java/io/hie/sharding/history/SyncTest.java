package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Answered;
import io.hie.actormodel.history.HistoryEvent.NotAnswered;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A sender that waits for what the receiver answers. */
class SyncTest {
  private static final NhsNumber PATIENT = Patients.number(3);
  private static final String SYNC = "\"MessagingPattern\": \"sync_reliable\"";
  private static final String SHORT = SYNC + ", \"MessageTimeout\": 0.3";

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

  private static Answer answer(String text) {
    return new Answer(Payload.of(text, UTF_8), ContentType.HL7_V2);
  }

  private static DeliveryResult says(String text) {
    return new Delivered("AA", answer(text));
  }

  private Flow straight(String settings) {
    return engine
        .flow()
        .serviceWith("In", settings, "Out")
        .operation("Out", "\"RetryInterval\": 0.01, \"RetryLimit\": 2", out)
        .start();
  }

  @Test
  void shouldGiveTheSenderWhatTheReceiverAnswered() {
    // given
    Flow flow = straight(SYNC);
    out.answering(delivery -> says("RSP to " + Receiver.text(delivery)));

    // when
    Acceptance told = flow.send(PATIENT, "Q1", "QBP").join();

    // then
    assertThat(told).isInstanceOf(Acceptance.Answered.class);
    assertThat(((Acceptance.Answered) told).answer()).isEqualTo(answer("RSP to QBP"));
    assertThat(out.given()).singleElement().matches(delivery -> delivery.answerWanted());
    assertThat(flow.events(PATIENT))
        .extracting(event -> event.getClass().getSimpleName())
        .as("stored before anything was answered")
        .containsExactly("Accepted", "Answered", "Delivered");
  }

  @Test
  void shouldAnswerThroughAProcessFromTheConnectionThatItAsks() {
    // given: a copy that answers first, and the receiver that is asked
    Receiver copies = new Receiver().answering(delivery -> says("copy"));
    CompletableFuture<DeliveryResult> pds = new CompletableFuture<>();
    out.answeringLater(delivery -> pds);
    Flow flow =
        engine
            .flow()
            .serviceWith("In", SYNC, "Router")
            .process(
                "Router",
                "\"MessagingPatterns\": {\"Out\": \"concurrent_sync\"}",
                message -> Handling.to("Copies", "Out"),
                "Copies",
                "Out")
            .operation("Copies", "", copies)
            .operation("Out", "", out)
            .start();

    // when
    CompletableFuture<Acceptance> told = flow.send(PATIENT, "Q1", "QBP");
    await().until(() -> out.given().size() == 1 && copies.given().size() == 1);
    await().until(() -> !flow.events(PATIENT, HistoryEvent.Delivered.class).isEmpty());
    assertThat(told).isNotDone();
    pds.complete(says("from PDS"));

    // then
    assertThat(told.join()).isEqualTo(answered(told, "from PDS"));
    assertThat(copies.given().getFirst().answerWanted()).isFalse();
  }

  @Test
  void shouldConfirmWhatEndedWellWithoutAnAnswer() {
    // given
    Flow flow = straight(SYNC);

    // when, then
    assertThat(flow.send(PATIENT, "Q1", "note").join()).isInstanceOf(Acceptance.Stored.class);
    assertThat(flow.events(PATIENT, HistoryEvent.Delivered.class)).hasSize(1);
  }

  @Test
  void shouldPassARefusalOnAsItWasWorded() {
    // given
    Flow flow = straight(SYNC);
    out.answering(delivery -> new DeliveryResult.Refused(Receiver.WHY, answer("MSA|AR")));

    // when
    CompletableFuture<Acceptance> told = flow.send(PATIENT, "Q1", "QBP");

    // then
    assertThat(told.join()).isEqualTo(answered(told, "MSA|AR"));
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class)).hasSize(1);
  }

  @Test
  void shouldTellTheSenderWhenThereWillBeNoAnswer() {
    // given
    Flow flow = straight(SYNC);
    out.answering(delivery -> new DeliveryResult.Refused(Receiver.WHY));

    // when
    Acceptance told = flow.send(PATIENT, "Q1", "QBP").join();

    // then
    assertThat(told)
        .isInstanceOfSatisfying(
            Acceptance.Unanswered.class, no -> assertThat(no.code()).isEqualTo("parked"));
    assertThat(flow.send(PATIENT, "Q1", "QBP").join()).as("and again").isEqualTo(told);
    assertThat(out.given()).hasSize(1);
  }

  @Test
  void shouldRecordALateAnswerAndGiveItToTheRetryOnly() {
    // given: a receiver that is too slow
    Flow flow = straight(SHORT);
    CompletableFuture<DeliveryResult> slow = new CompletableFuture<>();
    out.answeringLater(delivery -> slow);

    // when
    CompletableFuture<Acceptance> first = flow.send(PATIENT, "Q1", "QBP");

    // then
    assertThat(first.join())
        .isInstanceOfSatisfying(
            Acceptance.Unanswered.class,
            late -> {
              assertThat(late.code()).isEqualTo(Acceptance.Unanswered.LATE);
              assertThat(late.text()).doesNotContain("QBP");
            });
    await().until(() -> flow.events(PATIENT, NotAnswered.class).size() == 1);

    // when it answers at last
    slow.complete(says("late RSP"));
    await().until(() -> flow.events(PATIENT, Answered.class).size() == 1);
    CompletableFuture<Acceptance> again = flow.send(PATIENT, "Q1", "QBP");

    // then: from the log, and nothing is asked twice
    assertThat(again.join()).isEqualTo(answered(again, "late RSP"));
    assertThat(out.given()).hasSize(1);
  }

  @Test
  void shouldLetARetryWaitForTheAnswerToTheFirst() {
    // given
    Flow flow = straight(SYNC);
    CompletableFuture<DeliveryResult> slow = new CompletableFuture<>();
    out.answeringLater(delivery -> slow);
    CompletableFuture<Acceptance> first = flow.send(PATIENT, "Q1", "QBP");
    await().until(() -> out.given().size() == 1);

    // when
    CompletableFuture<Acceptance> second = flow.send(PATIENT, "Q1", "QBP");
    slow.complete(says("RSP"));

    // then
    assertThat(first.join()).isEqualTo(answered(first, "RSP"));
    assertThat(second.join()).isEqualTo(first.join());
    assertThat(out.given()).hasSize(1);
  }

  @Test
  void shouldAnswerNobodyWhenTheOutcomeCannotBeStored() {
    // given: the log fails once the question is stored
    Flow flow = straight(SHORT);
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    out.answeringLater(delivery -> result);
    CompletableFuture<Acceptance> told = flow.send(PATIENT, "Q1", "QBP");
    await().until(() -> out.given().size() == 1);
    engine.journal.withPolicy(
        (id, operation) ->
            id.equals(flow.persistenceId(PATIENT)) && operation instanceof WriteEvents
                ? StorageFailure.create(new IllegalStateException("full"))
                : ProcessingSuccess.getInstance());

    // when
    result.complete(says("RSP"));

    // then
    assertThat(told.join()).isInstanceOf(Acceptance.Unanswered.class);
  }

  @Test
  void shouldAnswerTheRetryAfterACrash() {
    // given
    Engine first = Engine.start();
    Flow before =
        first.flow("ward1").serviceWith("In", SYNC, "Out").operation("Out", "", out).start();
    out.answering(delivery -> says("RSP"));
    assertThat(before.send(PATIENT, "Q1", "QBP").join()).isInstanceOf(Acceptance.Answered.class);
    Engine.Log log = first.crash();

    try (Engine second = Engine.start("", log)) {
      Flow after =
          second.flow("ward1").serviceWith("In", SYNC, "Out").operation("Out", "", out).start();

      // when
      CompletableFuture<Acceptance> again = after.send(PATIENT, "Q1", "QBP");

      // then
      assertThat(again.join()).isEqualTo(answered(again, "RSP"));
      assertThat(out.given()).hasSize(1);
    }
  }

  @Test
  void shouldKeepASyncProcessFromTheNextOfAKeyUntilTheOneBeforeIsConfirmed() {
    // given
    List<String> decided = new java.util.concurrent.CopyOnWriteArrayList<>();
    CompletableFuture<DeliveryResult> slow = new CompletableFuture<>();
    out.answeringLater(delivery -> slow);
    Flow flow =
        engine
            .flow()
            .service("In", "Map")
            .process(
                "Map",
                SYNC,
                message -> {
                  decided.add(message.body().rawPayload().decode(UTF_8));
                  return Handling.to("Out");
                },
                "Out")
            .operation("Out", "", out)
            .start();

    // when
    flow.stored(PATIENT, "C1", "one");
    flow.stored(PATIENT, "C2", "two");
    await().until(() -> out.given().size() == 1);

    // then
    assertThat(decided).containsExactly("one");
    slow.complete(Receiver.OK);
    flow.awaitNothingOpen();
    assertThat(decided).containsExactly("one", "two");
  }

  private static Acceptance answered(CompletableFuture<Acceptance> told, String text) {
    return new Acceptance.Answered(((Acceptance.Answered) told.join()).messageId(), answer(text));
  }
}

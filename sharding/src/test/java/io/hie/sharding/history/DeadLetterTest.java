package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.history.HistoryCommand.Result;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was set aside is found, and sent again or let go once. */
class DeadLetterTest {
  private static final NhsNumber PATIENT = Patients.number(0);

  private static Engine engine;

  private final Receiver out =
      new Receiver()
          .answering(
              delivery ->
                  Receiver.text(delivery).contains("poison")
                      ? new DeliveryResult.Refused(Receiver.WHY)
                      : Receiver.OK);

  @BeforeAll
  static void start() {
    engine = Engine.start("hie.history.snapshot-every = 3");
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private Flow straight() {
    return engine.flow().service("In", "Out").operation("Out", "", out).start();
  }

  @Test
  void shouldListWhatWasSetAsideWithItsErrorAndNothingElse() {
    // given
    Flow flow = straight();
    flow.stored(PATIENT, "C1", "poison");
    flow.stored(PATIENT, "C2", "fine");
    flow.awaitNothingOpen();

    // when
    List<DeadLetterBox.Letter> letters = list(flow);

    // then
    assertThat(letters).hasSize(1);
    DeadLetterBox.Letter letter = letters.getFirst();
    assertThat(letter.history()).isEqualTo(flow.id(PATIENT));
    assertThat(letter.item()).isEqualTo("Out");
    assertThat(letter.outcome()).isEqualTo("DEAD_LETTERED");
    assertThat(letter.reason()).isEqualTo(Receiver.WHY);
    DeadLetterBox.Opened opened =
        join(engine.histories.deadLetters().open(letter.history(), letter.event())).orElseThrow();
    assertThat(opened.body().decode(UTF_8)).isEqualTo("poison");
    assertThat(join(list(flow.project(), "Other"))).isEmpty();
  }

  @Test
  void shouldSendOneAgainWithOtherBytesAndKeepBothInTheHistory() {
    // given
    Flow flow = straight();
    String first = flow.stored(PATIENT, "C1", "poison");
    flow.awaitNothingOpen();
    DeadLetterBox.Letter letter = list(flow).getFirst();

    // when
    Reply reply = resubmit(letter, Payload.of("mended", UTF_8));

    // then
    assertThat(reply.result()).isEqualTo(Result.STORED);
    await().until(() -> out.texts().contains("mended"));
    Delivery again = out.given().getLast();
    assertThat(again.repeats()).isEqualTo(first);
    assertThat(again.envelope().header().messageId()).isEqualTo(reply.text()).isNotEqualTo(first);
    assertThat(again.id()).isNotEqualTo(out.given().getFirst().id());
    flow.awaitNothingOpen();
    assertThat(list(flow)).isEmpty();
    assertThat(flow.events(PATIENT, HistoryEvent.Parked.class)).hasSize(1);
    HistoryEvent.Resubmitted event =
        flow.events(PATIENT, HistoryEvent.Resubmitted.class).getFirst();
    assertThat(event.who()).isEqualTo("ward manager");
    assertThat(event.why()).isEqualTo("mended by hand");
    Lineage lineage =
        join(engine.histories.lineage(flow.id(PATIENT), first, Moment.now())).orElseThrow();
    assertThat(lineage.legs().getFirst().state()).isEqualTo("DEAD_LETTERED");
    assertThat(lineage.repetitions().getFirst().messageId()).isEqualTo(reply.text());
  }

  @Test
  void shouldSendOneAgainAsItWasAndSetItAsideAnewIfItFails() {
    // given
    Flow flow = straight();
    flow.stored(PATIENT, "C1", "poison");
    flow.awaitNothingOpen();
    DeadLetterBox.Letter letter = list(flow).getFirst();

    // when
    Reply reply = resubmit(letter, null);

    // then
    assertThat(reply.result()).isEqualTo(Result.STORED);
    await().until(() -> out.texts().equals(List.of("poison", "poison")));
    flow.awaitNothingOpen();
    List<DeadLetterBox.Letter> after = list(flow);
    assertThat(after).hasSize(1);
    assertThat(after.getFirst().event()).isGreaterThan(letter.event());
    assertThat(resubmit(letter, null).result()).as("the first is none").isEqualTo(Result.UNKNOWN);
  }

  @Test
  void shouldPutWhatIsSentAgainBehindWhatIsOpen() {
    // given: a receiver that is busy
    Flow flow = straight();
    flow.stored(PATIENT, "C1", "poison");
    flow.awaitNothingOpen();
    DeadLetterBox.Letter letter = list(flow).getFirst();
    java.util.concurrent.CompletableFuture<DeliveryResult> busy =
        new java.util.concurrent.CompletableFuture<>();
    out.answeringLater(delivery -> busy);
    flow.stored(PATIENT, "C2", "second");
    flow.stored(PATIENT, "C3", "third");

    // when
    resubmit(letter, Payload.of("mended", UTF_8));
    out.answering(delivery -> Receiver.OK);
    busy.complete(Receiver.OK);

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("poison", "second", "third", "mended");
  }

  @Test
  void shouldLetOneGoOnceAndNotTwice() {
    // given
    Flow flow = straight();
    flow.stored(PATIENT, "C1", "poison");
    flow.awaitNothingOpen();
    DeadLetterBox.Letter letter = list(flow).getFirst();

    // when
    Reply first = discard(letter);
    Reply second = discard(letter);

    // then
    assertThat(first.result()).isEqualTo(Result.STORED);
    assertThat(second.result()).isEqualTo(Result.UNKNOWN);
    assertThat(list(flow)).isEmpty();
    assertThat(flow.events(PATIENT, HistoryEvent.DeadLetterDiscarded.class)).hasSize(1);
  }

  @Test
  void shouldKnowDeadLettersAgainAfterACrash() {
    // given
    Engine.Log log;
    String project;
    try (Engine before = Engine.start("hie.history.snapshot-every = 3")) {
      Flow flow = before.flow().service("In", "Out").operation("Out", "", out).start();
      project = flow.project();
      flow.stored(PATIENT, "C1", "poison");
      for (int i = 0; i < 5; i++) {
        flow.stored(PATIENT, "F" + i, "fine " + i);
      }
      flow.awaitNothingOpen();
      log = before.crash();
    }

    // when
    try (Engine after = Engine.start("hie.history.snapshot-every = 3", log)) {
      Flow flow = after.flow(project).service("In", "Out").operation("Out", "", out).start();
      HistoryEvent.Parked parked = flow.events(PATIENT, HistoryEvent.Parked.class).getFirst();
      long event = flow.events(PATIENT).indexOf(parked) + 1L;
      Reply reply =
          join(
              after
                  .histories
                  .deadLetters()
                  .resubmit(flow.id(PATIENT), event, Payload.of("mended", UTF_8), "me", "again"));

      // then
      assertThat(reply.result()).isEqualTo(Result.STORED);
      await().until(() -> out.texts().contains("mended"));
    }
  }

  @Test
  void shouldBoundWhatAHistoryRemembersOfDeadLetters() {
    // given
    DeadLetters letters = new DeadLetters();

    // when
    for (int i = 1; i <= DeadLetters.MOST + 5; i++) {
      letters.add(
          new DeadLetters.DeadLetter(
              io.hie.actormodel.item.LegId.first(i, 0), "Out", i, i, "m" + i, -1, i));
    }

    // then
    assertThat(letters.all()).hasSize(DeadLetters.MOST);
    assertThat(letters.find(io.hie.actormodel.item.LegId.first(5, 0))).isNull();
  }

  private static List<DeadLetterBox.Letter> list(Flow flow) {
    return join(list(flow.project(), null));
  }

  private static CompletionStage<List<DeadLetterBox.Letter>> list(
      String project, @org.jspecify.annotations.Nullable String item) {
    return engine
        .histories
        .deadLetters()
        .list(Flow.WORKSPACE, project, item, null)
        .runWith(Sink.seq(), engine.system());
  }

  private static Reply resubmit(
      DeadLetterBox.Letter letter, @org.jspecify.annotations.Nullable Payload body) {
    return join(
        engine
            .histories
            .deadLetters()
            .resubmit(letter.history(), letter.event(), body, "ward manager", "mended by hand"));
  }

  private static Reply discard(DeadLetterBox.Letter letter) {
    return join(
        engine
            .histories
            .deadLetters()
            .discard(letter.history(), letter.event(), "ward manager", "sent by post"));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}

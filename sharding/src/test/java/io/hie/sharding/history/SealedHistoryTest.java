package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.history.HistoryCommand.EraseReply;
import io.hie.sharding.seal.Contents;
import io.hie.sharding.seal.EventSeal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

/** What is stored of a history can be read with its key only, and not at all once it is erased. */
class SealedHistoryTest {
  private static final NhsNumber PATIENT = Patients.number(0);
  private static final String MARKER = "HARGREAVES^WINIFRED";
  private static final String AS_ON_A_NODE =
      "pekko.cluster.sharding.remember-entities-store = eventsourced";

  private static final CompletableFuture<DeliveryResult> NEVER = new CompletableFuture<>();

  /** Turns each body round, and is refused what says so, with the patient's name in the answer. */
  private static Flow.Builder turning(Flow.Builder flow, Receiver out) {
    return flow.service("In", "Turn")
        .process(
            "Turn",
            "",
            message ->
                new Handling(
                    List.of(
                        new Handling.Output(
                            "Out",
                            Payload.of(
                                "turned " + message.body().rawPayload().decode(UTF_8), UTF_8))),
                    ""),
            "Out")
        .operation("Out", "", out);
  }

  private static Receiver receiver() {
    return new Receiver()
        .answeringLater(
            delivery -> {
              String text = Receiver.text(delivery);
              return text.contains("stuck")
                  ? NEVER
                  : CompletableFuture.completedFuture(
                      text.contains("refused")
                          ? new DeliveryResult.Refused(
                              new DeliveryResult.Reason("ack-reject", "it said AR", MARKER))
                          : Receiver.OK);
            });
  }

  private static EraseReply erase(Engine engine, Flow flow, boolean force) {
    return engine
        .histories
        .erase(flow.id(PATIENT), "an operator", "asked for it", force)
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static List<Histories.Entry> shown(Engine engine, Flow flow) {
    return engine
        .histories
        .events(flow.id(PATIENT), 1)
        .runWith(Sink.seq(), engine.system())
        .toCompletableFuture()
        .join();
  }

  private static String bytes(Engine engine, List<? extends Object> stored) {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(engine.system()));
    StringBuilder all = new StringBuilder();
    stored.forEach(each -> all.append(new String(serialization.serialize(each).get(), UTF_8)));
    return all.toString();
  }

  @Test
  void shouldStoreNoContentsInTheClearAndShowThemAll() {
    try (Engine engine = Engine.start("hie.history.snapshot-every = 3")) {
      // given
      Receiver out = receiver();
      Flow flow = turning(engine.flow(), out).start();

      // when
      flow.stored(PATIENT, "C1", "fine " + MARKER);
      flow.stored(PATIENT, "C2", "refused " + MARKER);
      flow.awaitNothingOpen();

      // then
      assertThat(bytes(engine, flow.stored(PATIENT))).contains("ack-reject").doesNotContain(MARKER);
      assertThat(
              bytes(
                  engine,
                  engine.snapshots.persistedInStorage(flow.persistenceId(PATIENT)).stream()
                      .map(each -> each.second())
                      .toList()))
          .doesNotContain(MARKER);
      assertThat(flow.stored(PATIENT)).noneMatch(EventSeal::isNeeded);
      assertThat(out.texts()).containsExactly("turned fine " + MARKER, "turned refused " + MARKER);
      String seen = shown(engine, flow).toString();
      assertThat(shown(engine, flow)).allMatch(entry -> entry.contents() == Contents.READABLE);
      assertThat(
              shown(engine, flow).stream()
                  .map(Histories.Entry::event)
                  .filter(HistoryEvent.Parked.class::isInstance)
                  .map(event -> ((HistoryEvent.Parked) event).reason().detail()))
          .containsExactly(MARKER);
      assertThat(seen).doesNotContain(MARKER);
      assertThat(engine.keys.stored).hasSize(1);
    }
  }

  @Test
  void shouldWaitForItsKeyInOrder() {
    try (Engine engine = Engine.start()) {
      // given: a store that answers late
      engine.keys.executor = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
      Receiver out = receiver();
      Flow flow = turning(engine.flow(), out).start();

      // when
      List<String> sent = new ArrayList<>();
      List<CompletableFuture<Acceptance>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        sent.add("turned text " + i);
        answers.add(flow.send(PATIENT, "C" + i, "text " + i));
      }

      // then
      answers.forEach(each -> assertThat(each.join()).isInstanceOf(Acceptance.Stored.class));
      await().until(() -> out.texts().size() == 30);
      assertThat(out.texts()).isEqualTo(sent);
      assertThat(engine.keys.stored).hasSize(1);
    }
  }

  @Test
  void shouldNotTakeAMessageThatCannotBeSealed() {
    try (Engine engine = Engine.start()) {
      // given
      Flow flow = turning(engine.flow(), receiver()).start();
      engine.keys.failure = new IllegalStateException("no room for keys");

      // when
      Acceptance refused = flow.send(PATIENT, "C1", "text").join();

      // then
      assertThat(refused)
          .isInstanceOfSatisfying(
              Acceptance.NotStored.class,
              not -> assertThat(not.toString()).contains("the key of its history cannot be had"));
      assertThat(flow.stored(PATIENT)).isEmpty();

      // when
      engine.keys.failure = null;

      // then: the same message is new
      await().until(() -> flow.send(PATIENT, "C1", "text").join() instanceof Acceptance.Stored);
    }
  }

  @Test
  void shouldGoOnAfterACrashWithTheKeyThatItHad() {
    // given: a message under way
    Receiver out = receiver();
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = turning(engine.flow("adt"), out).start();
    flow.stored(PATIENT, "C1", "stuck " + MARKER);
    await().until(() -> out.texts().size() == 1);

    // when
    Engine.Log log = engine.crash();
    log.keys().executor = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
    Receiver again = new Receiver();
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow resumed = turning(next.flow("adt"), again).start();

      // then
      await().until(() -> again.texts().equals(List.of("turned stuck " + MARKER)));
      resumed.awaitNothingOpen();
      resumed.stored(PATIENT, "C2", "more");
      assertThat(next.keys.stored).hasSize(1);
    }
  }

  @Test
  void shouldRefuseToEraseWhatIsOpenUnlessItIsForced() {
    try (Engine engine = Engine.start()) {
      // given
      Receiver out = receiver();
      Flow flow = turning(engine.flow(), out).start();
      assertThat(erase(engine, flow, false)).isEqualTo(new EraseReply.NoHistory());
      flow.stored(PATIENT, "C1", "fine");
      flow.stored(PATIENT, "C2", "stuck " + MARKER);
      await().until(() -> out.texts().size() == 2);

      // when
      EraseReply refusal = erase(engine, flow, false);

      // then
      assertThat(refusal)
          .isInstanceOfSatisfying(
              EraseReply.StillOpen.class, still -> assertThat(still.open()).hasSize(1));
      assertThat(shown(engine, flow)).allMatch(entry -> entry.contents() == Contents.READABLE);

      // when
      EraseReply done = erase(engine, flow, true);

      // then
      assertThat(done).isEqualTo(new EraseReply.Done(2));
      flow.awaitNothingOpen();
      assertThat(flow.events(PATIENT, HistoryEvent.Discarded.class))
          .extracting(HistoryEvent.Discarded::strategy)
          .containsExactly("erased");
      assertThat(shown(engine, flow))
          .filteredOn(entry -> EventSeal.of(entry.event()) != null)
          .isNotEmpty()
          .allMatch(entry -> entry.contents() == Contents.ERASED);
    }
  }

  @Test
  void shouldBeginAnewWithAnotherKeyAfterItIsErased() {
    // given
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = turning(engine.flow("adt"), receiver()).start();
    flow.stored(PATIENT, "C1", "before " + MARKER);
    flow.awaitNothingOpen();
    assertThat(erase(engine, flow, false)).isEqualTo(new EraseReply.Done(1));
    flow.stored(PATIENT, "C2", "after " + MARKER);
    flow.awaitNothingOpen();

    // when: erased again after a crash
    Engine.Log log = engine.crash();
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow resumed = turning(next.flow("adt"), receiver()).start();
      resumed.stored(PATIENT, "C3", "later " + MARKER);
      resumed.awaitNothingOpen();

      // then
      List<HistoryEvent.Accepted> accepted = resumed.events(PATIENT, HistoryEvent.Accepted.class);
      assertThat(accepted.getFirst().seal()).isNotNull();
      assertThat(accepted.subList(1, 3))
          .extracting(each -> each.body().decode(UTF_8))
          .containsExactly("after " + MARKER, "later " + MARKER);
      assertThat(next.keys.stored).hasSize(2);
      assertThat(erase(next, resumed, false)).isEqualTo(new EraseReply.Done(3));
      assertThat(next.keys.stored.values()).allMatch(value -> value.length == 1);
    }
  }

  @Test
  void shouldDestroyTheKeyAfterACrashThatCameBefore() {
    // given: the erasure is written, and the key cannot be destroyed
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = turning(engine.flow("adt"), receiver()).start();
    flow.stored(PATIENT, "C1", "before " + MARKER);
    flow.awaitNothingOpen();
    engine.keys.failure = new IllegalStateException("the store of keys does not answer");
    assertThat(erase(engine, flow, false)).isInstanceOf(EraseReply.Failed.class);

    // when
    Engine.Log log = engine.crash();
    log.keys().failure = null;
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      // then: nobody wakes it but what is remembered
      await().until(() -> next.keys.stored.values().stream().allMatch(each -> each.length == 1));
    }
  }

  @Test
  void shouldEndALegWhoseBodyIsErasedOrDamaged() {
    // given: a log whose key store is newer, and one that somebody has changed
    Receiver out = receiver();
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = turning(engine.flow("adt"), out).start();
    flow.stored(PATIENT, "C1", "stuck " + MARKER);
    await().until(() -> out.texts().size() == 1);
    Engine.Log log = engine.crash();
    log.keys().stored.replaceAll((id, value) -> new byte[] {0});

    // when
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow resumed = turning(next.flow("adt"), receiver()).start();

      // then
      await().until(() -> !resumed.events(PATIENT, HistoryEvent.Discarded.class).isEmpty());
      resumed.awaitNothingOpen();
      assertThat(resumed.stored(PATIENT, "C2", "new")).isNotEmpty();
    }
  }
}

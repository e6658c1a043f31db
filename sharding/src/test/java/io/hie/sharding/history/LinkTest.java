package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.LinkBegun;
import io.hie.actormodel.history.HistoryEvent.LinkEnded;
import io.hie.actormodel.history.HistoryEvent.LinkFollowed;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.MessageKeys.OtherRecord;
import io.hie.actormodel.key.NhsNumber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise 3 over a link: two numbers that turn out to be one patient's. */
class LinkTest {
  private static final NhsNumber GONE = Patients.number(0);
  private static final NhsNumber KEPT = Patients.number(1);
  private static final NhsNumber THIRD = Patients.number(2);
  private static final String AS_ON_A_NODE =
      "pekko.cluster.sharding.remember-entities-store = eventsourced";

  private static Engine engine;

  private final Stuck stuck = new Stuck();

  @BeforeAll
  static void start() {
    engine = Engine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  /** A receiver's answers, which do not come for some messages until they are let go. */
  static final class Stuck {
    private final Map<String, CompletableFuture<DeliveryResult>> held = new ConcurrentHashMap<>();

    Stuck at(String... texts) {
      for (String text : texts) {
        held.put(text, new CompletableFuture<>());
      }
      return this;
    }

    CompletionStage<DeliveryResult> answer(Delivery delivery) {
      return held.getOrDefault(
          Receiver.text(delivery), CompletableFuture.completedFuture(Receiver.OK));
    }

    void letGo(String text) {
      held.get(text).complete(Receiver.OK);
    }
  }

  private static Flow.Builder straight(Flow.Builder flow, Receiver out) {
    return flow.service("In", "Out").operation("Out", "\"PoolSize\": 8", out);
  }

  private static void merged(Flow flow, NhsNumber from, NhsNumber into, String text) {
    assertThat(flow.merge(from, into, text).join()).isInstanceOf(Acceptance.Stored.class);
  }

  @Test
  void shouldDeliverWhatTheOtherHadOpenBeforeTheMergeAndWhatComesLaterAfterIt() {
    // given: something of the number that goes is on its way, for long
    Receiver out = new Receiver().answeringLater(stuck.at("open", "merge")::answer);
    Flow flow = straight(engine.flow(), out).start();
    flow.stored(GONE, "1", "open");
    flow.stored(GONE, "2", "behind it");

    // when: the merge is accepted, which waits for nothing, and more comes under either number
    merged(flow, GONE, KEPT, "merge");
    await().until(() -> !flow.events(GONE, LinkFollowed.class).isEmpty());
    flow.stored(GONE, "3", "later gone");
    flow.stored(KEPT, "4", "later kept");

    // then
    await().during(200, TimeUnit.MILLISECONDS).until(() -> out.texts().equals(List.of("open")));
    stuck.letGo("open");
    await().until(() -> out.texts().size() == 3);
    await()
        .during(200, TimeUnit.MILLISECONDS)
        .until(() -> out.texts().equals(List.of("open", "behind it", "merge")));
    stuck.letGo("merge");
    flow.awaitNothingOpen();
    assertThat(out.texts().subList(3, 5)).containsExactlyInAnyOrder("later gone", "later kept");
  }

  @Test
  void shouldTellOfTheLinkInBothHistories() {
    // given
    Receiver out = new Receiver().answeringLater(stuck.at("open")::answer);
    Flow flow = straight(engine.flow(), out).start();
    flow.stored(GONE, "1", "open");

    // when
    merged(flow, GONE, KEPT, "merge");

    // then
    await().until(() -> !flow.events(GONE, LinkFollowed.class).isEmpty());
    assertThat(state(flow, KEPT).openLinks())
        .singleElement()
        .satisfies(
            link -> {
              assertThat(link.with()).isEqualTo(flow.id(GONE));
              assertThat(link.ours()).isTrue();
              assertThat(link.from()).isEqualTo(1);
            });
    stuck.letGo("open");
    await()
        .until(
            () ->
                state(flow, KEPT).openLinks().isEmpty() && state(flow, GONE).openLinks().isEmpty());
    assertThat(flow.events(KEPT, LinkBegun.class))
        .singleElement()
        .satisfies(begun -> assertThat(begun.with()).isEqualTo(flow.id(GONE)));
    assertThat(flow.events(GONE, LinkFollowed.class))
        .singleElement()
        .satisfies(
            followed -> {
              assertThat(followed.with()).isEqualTo(flow.id(KEPT));
              assertThat(followed.after()).isEqualTo(1);
            });
    for (NhsNumber patient : List.of(KEPT, GONE)) {
      assertThat(flow.events(patient, LinkEnded.class))
          .singleElement()
          .satisfies(ended -> assertThat(ended.inOrder()).isTrue());
    }
  }

  @Test
  void shouldHoldAMergeBackOnlyWhereTheOtherHasSomethingOpenOrUpstreamOfThere() {
    // given: what is open is stuck at one of two destinations
    Receiver epr = new Receiver().answeringLater(stuck.at("open")::answer);
    Receiver archive = new Receiver();
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process("Route", "", message -> Handling.to("Epr", "Archive"), "Epr", "Archive")
            .operation("Epr", "", epr)
            .operation("Archive", "", archive)
            .start();
    flow.stored(GONE, "1", "open");
    await().until(() -> archive.texts().contains("open"));

    // when
    merged(flow, GONE, KEPT, "merge");
    await().until(() -> !flow.events(GONE, LinkFollowed.class).isEmpty());
    flow.stored(GONE, "2", "later");

    // then
    await().until(() -> archive.texts().equals(List.of("open", "merge", "later")));
    assertThat(epr.texts()).containsExactly("open");
    stuck.letGo("open");
    flow.awaitNothingOpen();
    assertThat(epr.texts()).containsExactly("open", "merge", "later");
  }

  @Test
  void shouldNotWaitForWhatIsSetAside() {
    // given
    Receiver out =
        new Receiver()
            .answering(
                delivery ->
                    Receiver.text(delivery).equals("bad")
                        ? new DeliveryResult.Refused(Receiver.WHY)
                        : Receiver.OK);
    Flow flow = straight(engine.flow(), out).start();
    flow.stored(GONE, "1", "bad");
    await().until(() -> !flow.events(GONE, HistoryEvent.Parked.class).isEmpty());

    // when
    merged(flow, GONE, KEPT, "merge");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("bad", "merge");
  }

  @Test
  void shouldGoOnWhenTwoMergesCross() {
    // given
    Receiver out = new Receiver();
    Flow flow = straight(engine.flow(), out).deploy();
    flow.stored(GONE, "1", "a");
    flow.stored(KEPT, "2", "b");

    // when: both are accepted before either is known to the other
    CompletableFuture.allOf(flow.merge(GONE, KEPT, "one"), flow.merge(KEPT, GONE, "other")).join();
    flow.startItems();

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).hasSize(4);
    assertThat(out.texts().subList(0, 2)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void shouldKeepTheOrderOfAChainOfMerges() {
    // given
    Receiver out = new Receiver().answeringLater(stuck.at("first")::answer);
    Flow flow = straight(engine.flow(), out).start();
    flow.stored(GONE, "1", "first");

    // when
    merged(flow, GONE, KEPT, "merge 1");
    merged(flow, KEPT, THIRD, "merge 2");
    flow.stored(THIRD, "3", "last");

    // then
    await().during(200, TimeUnit.MILLISECONDS).until(() -> out.texts().equals(List.of("first")));
    stuck.letGo("first");
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("first", "merge 1", "merge 2", "last");
  }

  @Test
  void shouldTakeAMergeOfARecordWithItselfForAnyMessage() {
    // given
    Receiver out = new Receiver();
    Flow flow = straight(engine.flow(), out).start();

    // when
    merged(flow, KEPT, KEPT, "merge");

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("merge");
    assertThat(flow.events(KEPT, HistoryEvent.OfLink.class)).isEmpty();
  }

  @Test
  void shouldLinkTheRecordOfALocalNumberWhenTheNhsNumberBecomesKnown() {
    // given: a patient who is known by a hospital's number only
    LocalId local = new LocalId("H1", "RXX");
    Receiver out = new Receiver().answeringLater(stuck.at("open")::answer);
    Flow flow = straight(engine.flow(), out).start();
    MessageKeys before = new MessageKeys(null, local, "RXX", "ADT^A01", "");
    MessageKeys known =
        new MessageKeys(
            KEPT, local, "RXX", "ADT^A08", "", List.of(new OtherRecord(null, local, "A08", false)));
    flow.send(before, "1", Flow.envelope("open")).join();

    // when
    flow.send(known, "2", Flow.envelope("known")).join();
    flow.send(known, "3", Flow.envelope("known still")).join();

    // then
    await().during(200, TimeUnit.MILLISECONDS).until(() -> out.texts().equals(List.of("open")));
    stuck.letGo("open");
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("open", "known", "known still");
    assertThat(flow.events(KEPT, LinkBegun.class)).hasSize(1);
  }

  @Test
  void shouldGoOnAllTheSameWhenItWaitedTooLongAndSaySo() {
    try (Engine impatient = Engine.start("hie.history.link-wait = 100ms")) {
      // given
      Receiver out = new Receiver().answeringLater(stuck.at("open")::answer);
      Flow flow = straight(impatient.flow(), out).start();
      flow.stored(GONE, "1", "open");

      // when
      merged(flow, GONE, KEPT, "merge");

      // then
      await().until(() -> out.texts().equals(List.of("open", "merge")));
      assertThat(flow.events(KEPT, LinkEnded.class))
          .singleElement()
          .satisfies(
              ended -> {
                assertThat(ended.inOrder()).isFalse();
                assertThat(ended.openAt()).containsExactly("Out");
              });
      stuck.letGo("open");
      flow.awaitNothingOpen();
    }
  }

  @Test
  void shouldGoOnAfterACrashInTheMiddle() {
    // given: the merge waits, and something waits for the merge
    Receiver out = new Receiver().answeringLater(stuck.at("open")::answer);
    Engine dying = Engine.start(AS_ON_A_NODE);
    Flow flow = straight(dying.flow("adt"), out).start();
    flow.stored(GONE, "1", "open");
    merged(flow, GONE, KEPT, "merge");
    await().until(() -> !flow.events(GONE, LinkFollowed.class).isEmpty());
    flow.stored(GONE, "2", "later");
    Engine.Log log = dying.crash();

    // when
    Stuck still = new Stuck().at("open", "merge");
    Receiver successor = new Receiver().answeringLater(still::answer);
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow again = straight(next.flow("adt"), successor).start();

      // then
      await().until(() -> successor.texts().equals(List.of("open")));
      await().during(200, TimeUnit.MILLISECONDS).until(() -> successor.texts().size() == 1);
      still.letGo("open");
      await().until(() -> successor.texts().equals(List.of("open", "merge")));
      await().during(200, TimeUnit.MILLISECONDS).until(() -> successor.texts().size() == 2);
      still.letGo("merge");
      again.awaitNothingOpen();
      assertThat(successor.texts()).containsExactly("open", "merge", "later");
    }
  }

  private static HistoryState state(Flow flow, NhsNumber patient) {
    return engine.histories.state(flow.id(patient), Moment.now()).toCompletableFuture().join();
  }
}

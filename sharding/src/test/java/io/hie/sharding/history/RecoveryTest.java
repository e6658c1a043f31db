package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a node that died leaves behind, and what its successor makes of it. */
class RecoveryTest {
  private static final NhsNumber PATIENT = Patients.number(0);

  /** Entities are remembered in the journal here, as on a real node, so that nobody wakes them. */
  private static final String AS_ON_A_NODE =
      "pekko.cluster.sharding.remember-entities-store = eventsourced";

  @Test
  void shouldTakeUpOpenWorkByItselfAfterACrashInTheMiddleOfALoad() throws InterruptedException {
    // given: destinations of a world that does not die with the node
    long seed = 20_260_303L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Delivery> arrived = new CopyOnWriteArrayList<>();
    List<String> stored = new CopyOnWriteArrayList<>();
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = routed(engine.flow("adt"), slow(arrived)).start();

    // when: the node dies in the middle of it
    for (int i = 0; i < 200; i++) {
      String text = "text " + i;
      flow.send(Patients.number(random.nextInt(20)), "C" + i, text)
          .thenAccept(
              acceptance -> {
                if (acceptance instanceof Acceptance.Stored) {
                  stored.add(text);
                }
              });
    }
    await().until(() -> stored.size() > 100 && arrived.size() > 20);
    Engine.Log log = engine.crash();
    int before = arrived.size();

    // when: another one goes on
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow again = routed(next.flow("adt"), slow(arrived)).deploy();
      again.startItems();
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () ->
                  arrived.stream().map(Receiver::text).distinct().count() >= stored.size()
                      && again.openMessages() == 0);

      // then: nothing that was acknowledged is lost, and each key is in order
      assertThat(arrived.size()).isGreaterThan(before);
      assertThat(arrived.stream().map(Receiver::text)).containsAll(stored);
      for (int i = 0; i < 20; i++) {
        NhsNumber patient = Patients.number(i);
        List<String> accepted =
            again.events(patient, HistoryEvent.Accepted.class).stream()
                .map(each -> each.body().decode(UTF_8))
                .toList();
        List<String> firsts =
            arrived.stream()
                .filter(delivery -> delivery.entityId().equals(again.id(patient)))
                .map(Receiver::text)
                .distinct()
                .toList();
        assertThat(firsts).isEqualTo(accepted);
      }

      // then: twice at most what was under way, which is said to be a repeat
      Map<String, Integer> times = new HashMap<>();
      int repeats = 0;
      for (Delivery delivery : arrived) {
        if (times.merge(delivery.id(), 1, Integer::sum) > 1) {
          repeats++;
          assertThat(delivery.mayBeRepeat()).isTrue();
        }
      }
      System.out.println("repeats " + repeats);
      assertThat(repeats).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void shouldNotDeliverAgainWhatHadItsOutcomeInTheLog() {
    // given: a filtered, a parked and a delivered message, and one under way
    CompletableFuture<DeliveryResult> never = new CompletableFuture<>();
    Receiver out =
        new Receiver()
            .answeringLater(
                delivery ->
                    switch (Receiver.text(delivery)) {
                      case "refused" ->
                          CompletableFuture.completedFuture(
                              new DeliveryResult.Refused(Receiver.WHY));
                      case "stuck" -> never;
                      default -> CompletableFuture.completedFuture(Receiver.OK);
                    });
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow =
        engine
            .flow("adt")
            .service("In", "Route")
            .process(
                "Route",
                "",
                message ->
                    text(message.body().rawPayload()).equals("filtered")
                        ? Handling.filtered("")
                        : Handling.to("Out"),
                "Out")
            .operation("Out", "", out)
            .start();
    for (String text : List.of("filtered", "refused", "good")) {
      flow.stored(PATIENT, "C-" + text, text);
    }
    flow.awaitNothingOpen();
    flow.stored(PATIENT, "C-stuck", "stuck");
    flow.stored(PATIENT, "C-next", "next");
    await().until(() -> out.texts().contains("stuck"));
    Engine.Log log = engine.crash();

    // when
    Receiver successor = new Receiver();
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      List<String> routed = new CopyOnWriteArrayList<>();
      Flow again =
          next.flow("adt")
              .service("In", "Route")
              .process(
                  "Route",
                  "",
                  message -> {
                    routed.add(text(message.body().rawPayload()));
                    return Handling.to("Out");
                  },
                  "Out")
              .operation("Out", "", successor)
              .start();
      await().until(() -> successor.texts().contains("next"));
      again.awaitNothingOpen();

      // then
      assertThat(successor.texts()).containsExactly("stuck", "next");
      assertThat(routed).doesNotContain("filtered", "refused", "good");
      assertThat(successor.given().getFirst().id()).isEqualTo(lastId(out));
      assertThat(successor.given().getFirst().mayBeRepeat()).isTrue();

      // and what its senders send again is known
      assertThat(again.send(PATIENT, "C-good", "good").join())
          .isInstanceOf(Acceptance.Repeated.class);
      String fresh = again.stored(PATIENT, "C-fresh", "fresh");
      again.awaitNothingOpen();
      assertThat(successor.given().getLast().id()).startsWith(fresh);
      assertThat(successor.given().getLast().mayBeRepeat()).isFalse();
    }
  }

  @Test
  void shouldLeaveAmbiguousWhatWasBegunWhenTheNodeDiedIfNotToBeSentTwice() {
    // given
    String hold = "\"AmbiguousPolicy\": \"hold\"";
    Receiver out = new Receiver().answeringLater(delivery -> new CompletableFuture<>());
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = engine.flow("adt").service("In", "Out").operation("Out", hold, out).start();
    flow.stored(PATIENT, "C1", "begun");
    flow.stored(PATIENT, "C2", "next");
    await().until(() -> out.texts().contains("begun"));
    Engine.Log log = engine.crash();

    // when
    Receiver successor = new Receiver();
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow again = next.flow("adt").service("In", "Out").operation("Out", hold, successor).start();
      await().until(() -> successor.texts().contains("next"));
      again.awaitNothingOpen();

      // then
      assertThat(successor.texts()).containsExactly("next");
      assertThat(again.events(PATIENT, HistoryEvent.LeftAmbiguous.class))
          .singleElement()
          .satisfies(
              left -> {
                assertThat(left.reason().code()).isEqualTo("interrupted");
                assertThat(left.attempt()).isEqualTo(1);
              });
    }
  }

  @Test
  void shouldNotTakeForBegunWhatNeverCameToAnItem() {
    // given: an item that is not there
    String hold = "\"AmbiguousPolicy\": \"hold\"";
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow =
        engine.flow("adt").service("In", "Out").operation("Out", hold, new Receiver()).deploy();
    flow.stored(PATIENT, "C1", "text");
    assertThat(flow.overview(PATIENT).open()).hasSize(1);
    Engine.Log log = engine.crash();

    // when
    Receiver successor = new Receiver();
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow again = next.flow("adt").service("In", "Out").operation("Out", hold, successor).start();
      await().until(() -> again.overview(PATIENT).open().isEmpty());

      // then
      assertThat(successor.texts()).containsExactly("text");
      assertThat(again.events(PATIENT, HistoryEvent.Delivered.class)).hasSize(1);
    }
  }

  @Test
  void shouldKeepRetriesAndTheirCountOverACrash() {
    // given
    String retries = "\"RetryLimit\": 3, \"RetryInterval\": 0.05";
    Receiver out =
        new Receiver()
            .answering(
                delivery ->
                    delivery.attempt() < 3
                        ? new DeliveryResult.Ambiguous(Receiver.WHY)
                        : new DeliveryResult.NotSent(Receiver.WHY));
    Engine engine = Engine.start(AS_ON_A_NODE);
    Flow flow = engine.flow("adt").service("In", "Out").operation("Out", retries, out).start();
    flow.stored(PATIENT, "C1", "text");
    await().until(() -> out.given().size() >= 3);
    Engine.Log log = engine.crash();

    // when
    Receiver successor =
        new Receiver().answering(delivery -> new DeliveryResult.Retry(Receiver.WHY));
    try (Engine next = Engine.start(AS_ON_A_NODE, log)) {
      Flow again =
          next.flow("adt").service("In", "Out").operation("Out", retries, successor).start();
      await().until(() -> !again.events(PATIENT, HistoryEvent.Parked.class).isEmpty());

      // then
      assertThat(successor.given()).extracting(Delivery::attempt).containsExactly(3, 4);
      assertThat(successor.given()).extracting(Delivery::mayBeRepeat).containsOnly(true);
    }
  }

  @Test
  void shouldReadBodiesBackFromTheLogByteForByteWhenThereIsNoRoomForThem() {
    // given
    Receiver out = new Receiver();
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Payload received = Payload.copyOf(all);
    try (Engine engine = Engine.start("hie.history.bodies-in-memory = 0")) {
      Flow flow =
          engine
              .flow("adt")
              .service("In", "Map")
              .process(
                  "Map",
                  "",
                  message -> {
                    byte[] turned = message.body().rawPayload().toByteArray();
                    for (int i = 0; i < turned.length; i++) {
                      turned[i] = (byte) ~turned[i];
                    }
                    return new Handling(
                        List.of(
                            new Handling.Output("Out", null),
                            new Handling.Output("Out", Payload.wrap(turned)),
                            new Handling.Output("Out", message.body().rawPayload())),
                        "");
                  },
                  "Out")
              .operation("Out", "\"RetryInterval\": 0.01", out)
              .start();
      out.answering(
          delivery ->
              delivery.attempt() == 1 ? new DeliveryResult.Retry(Receiver.WHY) : Receiver.OK);

      // when
      for (int i = 0; i < 5; i++) {
        var envelope = Flow.envelope("");
        flow.send(PATIENT, "C" + i, envelope.withBody(envelope.body().withRawPayload(received)))
            .join();
      }

      // then
      flow.awaitNothingOpen();
      List<Payload> came =
          out.given().stream()
              .filter(delivery -> delivery.attempt() == 2)
              .map(delivery -> delivery.envelope().body().rawPayload())
              .toList();
      assertThat(came).hasSize(15);
      for (int i = 0; i < 15; i++) {
        byte[] bytes = came.get(i).toByteArray();
        assertThat(bytes[0]).isEqualTo((byte) (i % 3 == 1 ? 255 : 0));
        assertThat(came.get(i).size()).isEqualTo(256);
        if (i % 3 != 1) {
          assertThat(came.get(i)).isEqualTo(received);
        }
      }
      assertThat(engine.histories.bodiesInMemory()).isZero();
    }
  }

  @Test
  void shouldSleepWhenIdleAndKnowItsSendersRetriesWhenItWakes() {
    // given
    Receiver out = new Receiver();
    try (Engine engine = Engine.start("hie.history { idle-timeout = 200ms, snapshot-every = 5 }")) {
      Flow flow =
          engine
              .flow("adt")
              .service("In", "Route")
              .process("Route", "", message -> Handling.to("Out"), "Out")
              .operation("Out", "", out)
              .start();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        ids.add(flow.stored(PATIENT, "C" + i, "text " + i));
      }
      flow.awaitNothingOpen();
      await()
          .until(() -> !engine.snapshots.persistedInStorage(flow.persistenceId(PATIENT)).isEmpty());

      // when: it is asleep
      await().until(() -> !isAwake(engine, flow));

      // then
      for (int i = 0; i < 20; i++) {
        assertThat(flow.send(PATIENT, "C" + i, "text " + i).join())
            .isEqualTo(new Acceptance.Repeated(ids.get(i)));
      }
      flow.stored(PATIENT, "C-new", "new");
      flow.awaitNothingOpen();
      assertThat(out.texts()).hasSize(21).doesNotHaveDuplicates();
      assertThat(out.given().getLast().mayBeRepeat()).isFalse();
      assertThat(flow.overview(PATIENT).messages()).isEqualTo(21);
      assertThat(flow.overview(PATIENT).events()).isEqualTo(flow.events(PATIENT).size());
    }
  }

  @Test
  void shouldStayAwakeWhileSomethingIsOpen() {
    // given
    CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    Receiver out = new Receiver().answeringLater(delivery -> answer);
    try (Engine engine = Engine.start("hie.history.idle-timeout = 50ms")) {
      Flow flow = engine.flow("adt").service("In", "Out").operation("Out", "", out).start();
      flow.stored(PATIENT, "C1", "text");
      flow.stored(Patients.number(1), "C1", "other");
      await().until(() -> out.given().size() == 1);

      // when: it has been idle for many times its time
      await().pollDelay(500, TimeUnit.MILLISECONDS).until(() -> true);

      // then
      assertThat(isAwake(engine, flow)).isTrue();
      answer.complete(Receiver.OK);
      flow.awaitNothingOpen();
      await().until(() -> !isAwake(engine, flow));
    }
  }

  /** Whether the history of the patient is in memory, asked without waking it. */
  private static boolean isAwake(Engine engine, Flow flow) {
    String path =
        "/system/sharding/history/%d/%s"
            .formatted(
                io.hie.sharding.key.EntityId.shardOf(flow.id(PATIENT), 4),
                java.net.URLEncoder.encode(flow.id(PATIENT), UTF_8));
    return org.apache.pekko.actor.typed.javadsl.Adapter.toClassic(engine.system())
        .actorSelection(path)
        .resolveOne(java.time.Duration.ofSeconds(2))
        .handle((found, absent) -> found != null)
        .toCompletableFuture()
        .join();
  }

  private static Flow.Builder routed(Flow.Builder flow, Receiver out) {
    return flow.service("In", "Route")
        .process("Route", "\"PoolSize\": 2", message -> Handling.to("Out"), "Out")
        .operation("Out", "\"PoolSize\": 4", out);
  }

  /** A destination of the outer world that takes some time. */
  private static Receiver slow(List<Delivery> arrived) {
    return new Receiver()
        .answeringLater(
            delivery -> {
              arrived.add(delivery);
              return CompletableFuture.supplyAsync(
                  () -> Receiver.OK, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
            });
  }

  private static String text(Payload payload) {
    return payload.decode(UTF_8);
  }

  private static String lastId(Receiver out) {
    return out.given().getLast().id();
  }
}

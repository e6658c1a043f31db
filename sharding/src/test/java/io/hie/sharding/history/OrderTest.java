package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.key.NhsNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise 3: one order per key and destination, and no other key waits for it. */
class OrderTest {
  private static final int KEYS = 40;
  private static final int MESSAGES = 600;

  private static Engine engine;

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
  void shouldKeepTheOrderOfEveryKeyAtEveryDestinationThroughDelaysAndRetries() {
    // given: an item that is slow at random, and destinations that answer late, refuse and are away
    long seed = 20_260_301L;
    System.out.println("seed " + seed);
    Faults faults = new Faults(seed);
    Receiver epr = new Receiver().answeringLater(faults::answer);
    Receiver archive = new Receiver().answeringLater(faults::answer);
    Flow flow =
        engine
            .flow()
            .service("In", "Route", "Archive")
            .process(
                "Route",
                "\"PoolSize\": 4, \"ExecutionMode\": \"thread_pool\", \"RetryInterval\": 0.005",
                faults.slowed(message -> Handling.to("Epr", "Archive")),
                "Epr",
                "Archive")
            .operation("Epr", "\"PoolSize\": 8, \"RetryLimit\": 50, \"RetryInterval\": 0.005", epr)
            .operation(
                "Archive", "\"PoolSize\": 3, \"QueueSize\": 5, \"RetryInterval\": 0.005", archive)
            .start();

    // when
    Map<NhsNumber, List<String>> sent = sendMixed(flow, new Random(seed));

    // then
    await().atMost(60, TimeUnit.SECONDS).until(() -> flow.openMessages() == 0);
    sent.forEach(
        (patient, texts) -> {
          String id = flow.id(patient);
          assertThat(succeeded(faults, "Epr", id)).as("at Epr").isEqualTo(texts);
          // By the service and by the router: each message twice, in any order of the two.
          assertThat(succeeded(faults, "Archive", id)).as("at Archive").isEqualTo(twice(texts));
        });
    assertThat(faults.failures).as("faults that were made").hasSizeGreaterThan(100);
    assertThat(faults.overlaps).as("two of one key at once").isEmpty();
  }

  @Test
  void shouldKeepTheOrderWhileTheJournalFailsNowAndThen() {
    // given
    long seed = 20_260_302L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Receiver out = new Receiver();
    Flow flow =
        engine
            .flow()
            .service("In", "Route")
            .process("Route", "", message -> Handling.to("Out"), "Out")
            .operation("Out", "\"PoolSize\": 4", out)
            .start();
    NhsNumber patient = Patients.number(0);

    // when
    List<String> stored = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      if (random.nextInt(6) == 0) {
        engine.journal.failNextPersisted(flow.persistenceId(patient));
      }
      String text = "text " + i;
      if (flow.send(patient, "C" + i, text).join()
          instanceof io.hie.actormodel.item.Intake.Acceptance.Stored) {
        stored.add(text);
      }
    }

    // then: nothing is lost, and what comes again comes as a repeat
    await().atMost(60, TimeUnit.SECONDS).until(() -> flow.overview(patient).open().isEmpty());
    assertThat(stored).hasSizeBetween(10, 29);
    List<String> firsts = new ArrayList<>();
    for (Delivery delivery : out.given()) {
      if (!firsts.contains(Receiver.text(delivery))) {
        firsts.add(Receiver.text(delivery));
      }
    }
    assertThat(firsts).isEqualTo(stored);
    assertThat(flow.events(patient, HistoryEvent.Delivered.class)).hasSameSizeAs(stored);
    Map<String, Long> times = new HashMap<>();
    for (Delivery delivery : out.given()) {
      if (times.merge(delivery.id(), 1L, Long::sum) > 1) {
        assertThat(delivery.mayBeRepeat()).as("said to be a repeat").isTrue();
      }
    }
    assertThat(flow.overview(patient))
        .isEqualTo(
            new HistoryCommand.Overview(stored.size(), flow.events(patient).size(), List.of()));
  }

  @Test
  void shouldGoOnWithOtherKeysWhileOneIsStuck() {
    // given: the first patient's receiver never answers
    NhsNumber stuck = Patients.number(0);
    CompletableFuture<DeliveryResult> never = new CompletableFuture<>();
    Receiver out = new Receiver();
    out.answeringLater(
        delivery ->
            Receiver.text(delivery).startsWith("stuck")
                ? never
                : CompletableFuture.completedFuture(Receiver.OK));
    Receiver archive = new Receiver();
    Flow flow =
        engine
            .flow()
            .service("In", "Out", "Archive")
            .operation("Out", "\"PoolSize\": 2", out)
            .operation("Archive", "", archive)
            .start();

    // when
    flow.stored(stuck, "C1", "stuck 1");
    flow.stored(stuck, "C2", "stuck 2");
    for (int i = 1; i < 20; i++) {
      flow.stored(Patients.number(i), "C1", "other " + i);
    }

    // then
    await().until(() -> flow.openMessages() == 2);
    assertThat(out.texts()).hasSize(20).contains("stuck 1").doesNotContain("stuck 2");
    assertThat(archive.texts()).as("its other destination").contains("stuck 1", "stuck 2");
    never.complete(Receiver.OK);
    flow.awaitNothingOpen();
    assertThat(out.texts().getLast()).isEqualTo("stuck 2");
  }

  /** Message 1 takes its time at the router; 2, which needs no routing, is not to pass it. */
  @Test
  void shouldNotLetAMessageOvertakeOneThatIsStillUpstream() {
    // given
    NhsNumber patient = Patients.number(0);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    Receiver out = new Receiver();
    Flow flow =
        engine
            .flow()
            .service("In", "Long")
            .process(
                "Long",
                "\"ExecutionMode\": \"thread_pool\", \"PoolSize\": 2",
                message -> {
                  if (text(message).equals("slow")) {
                    gate.join();
                  }
                  return Handling.to(text(message).equals("slow") ? "Longer" : "Out");
                },
                "Longer",
                "Out")
            .process("Longer", "", message -> Handling.to("Out"), "Out")
            .operation("Out", "\"PoolSize\": 2", out)
            .start();

    // when
    flow.stored(patient, "C1", "slow");
    flow.stored(patient, "C2", "quick");
    flow.stored(Patients.number(1), "C3", "other");
    await().until(() -> out.texts().contains("other"));
    gate.complete(null);

    // then
    flow.awaitNothingOpen();
    assertThat(out.texts()).containsExactly("other", "slow", "quick");
  }

  private static String text(io.hie.actormodel.envelope.MessageEnvelope message) {
    return message.body().rawPayload().decode(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Map<NhsNumber, List<String>> sendMixed(Flow flow, Random random) {
    Map<NhsNumber, List<String>> sent = new HashMap<>();
    Map<NhsNumber, CompletableFuture<?>> last = new HashMap<>();
    for (int i = 0; i < MESSAGES; i++) {
      NhsNumber patient = Patients.number(random.nextInt(KEYS));
      String text = "text " + i;
      sent.computeIfAbsent(patient, any -> new ArrayList<>()).add(text);
      last.put(patient, flow.send(patient, "C" + i, text));
    }
    last.values().forEach(CompletableFuture::join);
    return sent;
  }

  private static List<String> succeeded(Faults faults, String item, String history) {
    return faults.delivered.getOrDefault(item + " " + history, List.of());
  }

  private static List<String> twice(List<String> texts) {
    return texts.stream().flatMap(text -> List.of(text, text).stream()).toList();
  }

  /** Destinations with bad days, and what got through to them. */
  private static final class Faults {
    final Map<String, List<String>> delivered = new ConcurrentHashMap<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<String> overlaps = new CopyOnWriteArrayList<>();
    private final Map<String, String> now = new ConcurrentHashMap<>();
    private final Random random;

    Faults(long seed) {
      this.random = new Random(seed);
    }

    Process slowed(Process process) {
      return message -> {
        int dice = dice(20);
        if (dice == 0) {
          failures.add("process");
          throw new IllegalStateException("on purpose");
        }
        if (dice < 4) {
          java.util.concurrent.locks.LockSupport.parkNanos(dice * 1_000_000L);
        }
        return process.handle(message);
      };
    }

    CompletionStage<DeliveryResult> answer(Delivery delivery) {
      String lane = delivery.envelope().header().destination() + " " + delivery.entityId();
      String other = now.put(lane, delivery.id());
      if (other != null) {
        overlaps.add(lane + ": " + other + " and " + delivery.id());
      }
      DeliveryResult result =
          switch (dice(12)) {
            case 0 -> new Retry(Receiver.WHY);
            case 1 -> new DeliveryResult.Ambiguous(Receiver.WHY);
            case 2 -> dice(20) == 0 ? new NotSent(Receiver.WHY) : Receiver.OK;
            default -> Receiver.OK;
          };
      int delay = dice(4) == 0 ? 1 + dice(5) : 0;
      if (delay == 0) {
        return CompletableFuture.completedFuture(end(lane, delivery, result));
      }
      return CompletableFuture.supplyAsync(
          () -> end(lane, delivery, result),
          CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS));
    }

    private DeliveryResult end(String lane, Delivery delivery, DeliveryResult result) {
      now.remove(lane, delivery.id());
      if (result == Receiver.OK) {
        delivered
            .computeIfAbsent(lane, any -> Collections.synchronizedList(new ArrayList<>()))
            .add(Receiver.text(delivery));
      } else {
        failures.add(lane);
      }
      return result;
    }

    private synchronized int dice(int sides) {
      return random.nextInt(sides);
    }
  }
}

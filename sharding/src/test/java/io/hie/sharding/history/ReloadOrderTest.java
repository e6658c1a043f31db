package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.key.NhsNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Promise 3 through changes of the document: routes to one destination grow, shrink and turn round
 * at random under load, and every key still arrives there in order, with nothing lost.
 */
class ReloadOrderTest {
  private static final int KEYS = 12;
  private static final int MOST_MESSAGES = 20_000;
  private static final int SWAPS = 10;

  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @RepeatedTest(3)
  void shouldKeepTheOrderOfEveryKeyWhileRoutesChange(RepetitionInfo repetition) {
    // given
    long seed = 20_261_125L + repetition.getCurrentRepetition();
    System.out.println("seed " + seed);
    Receiver epr = new Receiver();
    String project = "reload" + repetition.getCurrentRepetition();
    Flow flow = ways(project, 0, epr, seed).start();

    // when documents are swapped while messages come
    AtomicInteger swaps = new AtomicInteger();
    CompletableFuture<Void> swapping =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(seed);
              while (swaps.get() < SWAPS) {
                int way = random.nextInt(5);
                assertThat(flow.change(ways(project, way, epr, seed + swaps.get()))).isEmpty();
                swaps.incrementAndGet();
              }
            });
    Map<NhsNumber, List<String>> sent = send(flow, new Random(seed + 1), swapping);
    swapping.join();

    // then
    await().atMost(60, TimeUnit.SECONDS).until(() -> flow.openMessages() == 0);
    int parked = 0;
    for (Map.Entry<NhsNumber, List<String>> each : sent.entrySet()) {
      List<String> arrived = new ArrayList<>();
      for (Delivery delivery : epr.given()) {
        if (delivery.entityId().equals(flow.id(each.getKey()))) {
          arrived.add(Receiver.text(delivery));
        }
      }
      int left = flow.events(each.getKey(), HistoryEvent.Parked.class).size();
      parked += left;
      assertThat(arrived).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(arrived.size() + left).as("seed %d", seed).isEqualTo(each.getValue().size());
      List<String> inOrder = new ArrayList<>(each.getValue());
      inOrder.retainAll(arrived);
      assertThat(arrived).as("seed %d", seed).isEqualTo(inOrder);
    }
    // What was removed had time to finish.
    assertThat(parked).as("seed %d", seed).isZero();
  }

  /** Five ways to one destination. */
  private static Flow.Builder ways(String project, int way, Receiver epr, long seed) {
    Flow.Builder flow = engine.flow(project);
    switch (way) {
      case 0 -> flow.service("In", "First");
      case 1 -> flow.service("In", "Epr");
      case 2 -> flow.service("In", "Second");
      case 3 -> flow.service("In", "First");
      default -> flow.service("In", "Second");
    }
    switch (way) {
      case 0 -> process(flow, "First", "Epr", seed);
      case 1 -> {
        // straight
      }
      case 2 -> process(flow, "Second", "Epr", seed);
      case 3 -> {
        process(flow, "First", "Second", seed);
        process(flow, "Second", "Epr", seed);
      }
      default -> {
        process(flow, "Second", "First", seed);
        process(flow, "First", "Epr", seed);
      }
    }
    return flow.operation("Epr", "\"PoolSize\": 4", epr);
  }

  private static void process(Flow.Builder flow, String name, String target, long seed) {
    flow.process(name, "\"PoolSize\": 4", new Slow(target, new Random(seed)), target);
  }

  /** Decides after a while. */
  private record Slow(String target, Random random) implements Process {
    @Override
    public Handling handle(MessageEnvelope message) {
      return Handling.to(target);
    }

    @Override
    public CompletionStage<Handling> handleAsync(MessageEnvelope message) {
      int millis;
      synchronized (random) {
        millis = random.nextInt(8);
      }
      return CompletableFuture.supplyAsync(
          () -> Handling.to(target),
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }
  }

  private static Map<NhsNumber, List<String>> send(
      Flow flow, Random random, CompletableFuture<Void> until) {
    Map<NhsNumber, List<String>> sent = new HashMap<>();
    Map<NhsNumber, CompletableFuture<Acceptance>> last = new HashMap<>();
    for (int i = 0; i < MOST_MESSAGES && !until.isDone(); i++) {
      NhsNumber patient = Patients.number(random.nextInt(KEYS));
      CompletableFuture<Acceptance> before = last.get(patient);
      if (before != null) {
        assertThat(before.join()).isInstanceOf(Acceptance.Stored.class);
      }
      String text = "text " + i;
      last.put(patient, flow.send(patient, "C" + i, text));
      sent.computeIfAbsent(patient, p -> new ArrayList<>()).add(text);
    }
    last.values().forEach(one -> assertThat(one.join()).isInstanceOf(Acceptance.Stored.class));
    return sent;
  }
}

package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.RestartPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One combination at a process and at an operation, under a load with faults. In every fourth run,
 * by the seed, each history dies in the middle too: once while it accepts, and once while an
 * outcome is written. Its senders then send again until they are told, as senders do.
 */
final class CombinationRun {
  private static final int KEYS = 3;
  private static final int MESSAGES = 5; // of each key
  private static final int MOST_TRIES = 60;
  private static final Reason WHY = new Reason("test", "a fault of this test");

  private final Engine engine;
  private final Combination combination;
  private final Random random;
  private final boolean histories;
  private final Map<Integer, Integer> diesAtArrival = new ConcurrentHashMap<>();
  private final AtomicInteger deaths = new AtomicInteger();
  private final Flow flow;
  private final int firstKey;
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final Set<String> faulted = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean broke = new AtomicBoolean();
  private final Map<String, CompletableFuture<Acceptance>> told = new HashMap<>();

  CombinationRun(Engine engine, Combination combination, long seed, int firstKey) {
    this.engine = engine;
    this.combination = combination;
    // Mixed, since the first numbers of neighbouring seeds are alike.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    // In multiprocess the other JVMs die instead.
    this.histories =
        random.nextInt(4) == 0 && combination.mode() != HostSettings.ExecutionMode.MULTIPROCESS;
    this.firstKey = firstKey;
    String small =
        ", \"PoolSize\": %d, \"QueueSize\": 2, \"RetryLimit\": 3, \"RetryInterval\": 0.005, \"RestartDelay\": 0.01, \"MaxRestarts\": 5"
            .formatted(combination.pattern().isConcurrent() ? 1 : 1 + random.nextInt(3));
    flow =
        engine
            .flow()
            .serviceWith(
                "In",
                "\"MessageTimeout\": "
                    + (histories ? 0.5 : 20)
                    + ", \"MessagingPattern\": \""
                    + HostSettings.spell(combination.pattern())
                    + "\"",
                "Map")
            .process("Map", combination.settings() + small, this::decide, "Out")
            .operation(
                "Out", combination.settings() + small, new Receiver().answeringLater(this::deliver))
            .start();
  }

  /** Throws with some messages once, and breaks the item once if it is made anew then. */
  private Handling decide(MessageEnvelope message) {
    String text = message.body().rawPayload().decode(UTF_8);
    if (fate(text) == 0 && faulted.add("decide " + text)) {
      if (combination.restart() != RestartPolicy.NEVER && broke.compareAndSet(false, true)) {
        throw new Item.BrokenException("a fault of this test");
      }
      throw new IllegalStateException("a fault of this test");
    }
    return Handling.to("Out");
  }

  /** Refuses for now or for good, drops the link before or after it took the message, is slow. */
  private CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    String text = Receiver.text(delivery);
    dieInTheMiddle(text.charAt(0) - '0');
    boolean first = faulted.add("deliver " + text);
    DeliveryResult result =
        switch (fate(text)) {
          case 1 -> first ? new DeliveryResult.Retry(WHY) : took(text);
          case 2 -> first ? new DeliveryResult.Ambiguous(WHY) : took(text);
          case 3 -> {
            DeliveryResult taken = took(text);
            yield first ? new DeliveryResult.Ambiguous(WHY) : taken;
          }
          case 4 -> new DeliveryResult.Refused(WHY);
          default -> took(text);
        };
    CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    if (fate(text) == 5) {
      return answer.completeOnTimeout(result, 20, TimeUnit.MILLISECONDS);
    }
    answer.complete(result);
    return answer;
  }

  private DeliveryResult took(String text) {
    arrived.add(text);
    return new DeliveryResult.Delivered("AA", answer(text));
  }

  private static Answer answer(String text) {
    return new Answer(Payload.of("answer to " + text, UTF_8), "text/plain");
  }

  /** By the text, so that a message has the same one at every attempt. */
  private int fate(String text) {
    return Math.floorMod(text.hashCode() * 31 + combination.hashCode(), 12);
  }

  private NhsNumber key(int k) {
    return Patients.number(firstKey + k);
  }

  void send() {
    for (int k = 0; histories && k < KEYS; k++) {
      diesAtArrival.put(k, 1 + random.nextInt(MESSAGES - 1));
    }
    int dies = random.nextInt(MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      for (int k = 0; k < KEYS; k++) {
        String text = "%d-%02d-%d".formatted(k, i, random.nextInt(1000));
        if (histories && i == dies) {
          die(k);
        }
        told.put(text, histories ? sendUntilTold(k, text, 1) : flow.send(key(k), text, text));
      }
    }
  }

  private void dieInTheMiddle(int k) {
    Integer left = diesAtArrival.computeIfPresent(k, (key, before) -> before - 1);
    if (left != null && left == 0) {
      die(k);
    }
  }

  /** At its next write, whatever that is. */
  private void die(int k) {
    deaths.incrementAndGet();
    engine.journal.failNextPersisted(flow.persistenceId(key(k)));
  }

  private CompletableFuture<Acceptance> sendUntilTold(int k, String text, int tried) {
    return flow.send(key(k), text, text)
        .thenCompose(
            acceptance ->
                saysNothing(acceptance) && tried < MOST_TRIES
                    ? CompletableFuture.supplyAsync(
                            () -> sendUntilTold(k, text, tried + 1),
                            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                        .thenCompose(told -> told)
                    : CompletableFuture.completedFuture(acceptance));
  }

  private static boolean saysNothing(Acceptance acceptance) {
    return acceptance instanceof Acceptance.NotStored
        || (acceptance instanceof Acceptance.Unanswered unanswered
            && unanswered.code().equals(Acceptance.Unanswered.LATE));
  }

  /** How often a history was made to die. */
  int deaths() {
    return deaths.get();
  }

  boolean isDone() {
    return told.values().stream().allMatch(CompletableFuture::isDone)
        && flow.openMessages() == 0
        && (!histories || nothingIsOpen());
  }

  /** While a history is dead, the node counts none of its messages; so it is asked itself. */
  private boolean nothingIsOpen() {
    for (int k = 0; k < KEYS; k++) {
      if (!flow.overview(key(k)).open().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  void check() {
    Map<String, HistoryEvent.Outcome> ends = new HashMap<>();
    for (int k = 0; k < KEYS; k++) {
      ends.putAll(endsOf(flow.events(key(k))));
    }
    told.forEach(
        (text, answer) -> {
          HistoryEvent.Outcome end = ends.get(text);
          assertThat(end).as("%s: %s was accepted and ended", combination, text).isNotNull();
          checkEnd(text, end);
          checkTold(text, answer.join(), end);
        });
    if (combination.queue().keepsOrderPerKey()) {
      checkOrder();
    }
    flow.stopItems();
  }

  /** How the last leg of each message ended; every leg has one outcome. */
  private Map<String, HistoryEvent.Outcome> endsOf(List<HistoryEvent> events) {
    Map<Long, String> texts = new HashMap<>();
    Map<LegId, HistoryEvent.Outcome> outcomes = new HashMap<>();
    Set<LegId> legs = ConcurrentHashMap.newKeySet();
    for (HistoryEvent event : events) {
      if (event instanceof HistoryEvent.Accepted accepted) {
        texts.put(accepted.message(), accepted.body().decode(UTF_8));
        legs.add(LegId.first(accepted.message(), 0));
      }
      if (event instanceof HistoryEvent.Outcome outcome) {
        assertThat(outcomes.put(outcome.leg(), outcome))
            .as("%s: one outcome of leg %s", combination, outcome.leg())
            .isNull();
        if (outcome instanceof HistoryEvent.Handled handled) {
          for (int i = 0; i < handled.outputs().size(); i++) {
            legs.add(handled.leg().child(i));
          }
        }
      }
    }
    assertThat(outcomes.keySet()).as("%s: every leg ended", combination).isEqualTo(legs);
    Map<String, HistoryEvent.Outcome> ends = new HashMap<>();
    outcomes.forEach(
        (leg, outcome) -> {
          if (!(outcome instanceof HistoryEvent.Handled)) {
            ends.put(texts.get(leg.message()), outcome);
          }
        });
    return ends;
  }

  private void checkEnd(String text, HistoryEvent.Outcome end) {
    switch (end) {
      case HistoryEvent.Delivered delivered ->
          assertThat(arrived).as("%s: delivered", combination).contains(text);
      case HistoryEvent.Parked parked ->
          assertThat(fate(text)).as("%s: %s parked %s", combination, text, parked).isEqualTo(4);
      case HistoryEvent.Discarded discarded ->
          assertThat(discarded.strategy())
              .isEqualTo(HostSettings.spell(combination.overflow()))
              .isNotEqualTo(HostSettings.spell(OverflowStrategy.BLOCK));
      default -> throw new AssertionError(combination + ": " + text + " ended as " + end);
    }
  }

  private void checkTold(String text, Acceptance told, HistoryEvent.Outcome end) {
    if (!combination.pattern().isSync()) {
      assertThat(told)
          .as("%s: %s", combination, text)
          .isInstanceOfAny(
              Acceptance.Stored.class,
              histories ? Acceptance.Repeated.class : Acceptance.Stored.class);
      return;
    }
    switch (end) {
      case HistoryEvent.Delivered delivered ->
          assertThat(told)
              .as("%s: the answer to %s", combination, text)
              .isInstanceOfSatisfying(
                  Acceptance.Answered.class, a -> assertThat(a.answer()).isEqualTo(answer(text)));
      case HistoryEvent.Parked parked ->
          assertThat(((Acceptance.Unanswered) told).code()).isEqualTo("parked");
      case HistoryEvent.Discarded discarded ->
          assertThat(((Acceptance.Unanswered) told).code()).isEqualTo("discarded");
      default -> throw new AssertionError(combination + ": " + end);
    }
  }

  /** In the order of acceptance; what comes again comes before what is later. */
  private void checkOrder() {
    for (int k = 0; k < KEYS; k++) {
      List<String> accepted = new ArrayList<>();
      for (HistoryEvent.Accepted each : flow.events(key(k), HistoryEvent.Accepted.class)) {
        accepted.add(each.body().decode(UTF_8));
      }
      assertThat(accepted).as("%s: accepted once", combination).doesNotHaveDuplicates();
      if (!histories) {
        assertThat(accepted).as("%s: order of key %d", combination, k).isSorted();
      }
      String key = k + "-";
      List<Integer> ofKey = new ArrayList<>();
      arrived.stream()
          .filter(text -> text.startsWith(key))
          .forEach(text -> ofKey.add(accepted.indexOf(text)));
      assertThat(ofKey).as("%s: order of key %d", combination, k).isSorted();
    }
  }
}

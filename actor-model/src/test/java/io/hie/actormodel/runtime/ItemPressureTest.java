package io.hie.actormodel.runtime;

import static io.hie.actormodel.runtime.Samples.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.Item.BrokenException;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.RecordedOutcomes.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Breakers, rate limits, alerts and restarts of an item's actor. */
class ItemPressureTest extends ItemActorFixture {
  private static final String BREAKER =
      "\"CircuitBreakerEnabled\": true, \"CircuitBreakerThreshold\": 3,"
          + " \"CircuitBreakerHalfOpenAttempts\": 2, \"CircuitBreakerTimeout\": 0.2";

  @ParameterizedTest
  @ValueSource(strings = {"not sent", "retry"})
  void shouldLeaveAFailingReceiverInPeaceAndGoOnInOrder(String fault) {
    // given: a receiver that is away
    AtomicBoolean away = new AtomicBoolean(true);
    AtomicInteger knocks = new AtomicInteger();
    List<String> arrived = new CopyOnWriteArrayList<>();
    Running out =
        operation(
            BREAKER,
            done(
                delivery -> {
                  if (away.get()) {
                    knocks.incrementAndGet();
                    return fault.equals("retry") ? new Retry(NO_LINK) : new NotSent(NO_LINK);
                  }
                  arrived.add(delivery.id());
                  return OK;
                }));
    List<String> names = names(20);

    // when
    offer(out, names.toArray(String[]::new));
    await().until(() -> out.status().breaker() == BreakerState.OPEN);
    int attempts = outcomes.of(Tried.class).size();
    away.set(false);

    // then
    await().until(() -> out.status().breaker() == BreakerState.CLOSED);
    await().until(() -> outcomes.of(Tried.class).size() == 20);
    assertThat(knocks.get()).as("three, and one for each look").isBetween(3, 6);
    assertThat(attempts).isLessThanOrEqualTo(fault.equals("retry") ? 6 : 0);
    assertThat(arrived).containsExactlyElementsOf(names.subList(20 - arrived.size(), 20));
    assertThat(arrived.size()).isGreaterThanOrEqualTo(fault.equals("retry") ? 14 : 20);
    await().until(() -> out.phase() == Phase.RUNNING);
    assertThat(out.status().inHand()).isZero();
  }

  @Test
  void shouldTryOnlyItsAttemptsOfAWholePoolWhenHalfOpen() {
    // given
    AtomicInteger knocks = new AtomicInteger();
    AtomicBoolean away = new AtomicBoolean(true);
    Running out =
        operation(
            BREAKER + ", \"PoolSize\": 8",
            done(
                delivery -> {
                  knocks.incrementAndGet();
                  return away.get() ? new NotSent(NO_LINK) : OK;
                }));
    offer(out, names(8).toArray(String[]::new));
    await().until(() -> out.status().breaker() == BreakerState.OPEN);
    int first = knocks.get();

    // when: it looks for a while
    await().until(() -> knocks.get() >= first + 3);

    // then
    assertThat(outcomes.of(Tried.class)).isEmpty();
    away.set(false);
    await().until(() -> outcomes.of(Tried.class).size() == 8);
    assertThat(outcomes.of(Tried.class)).extracting(Tried::result).containsOnly(OK);
  }

  @Test
  void shouldTellOfItsBreakerOnTheEventStream() {
    // given
    List<ItemEvent> events = events();
    AtomicBoolean away = new AtomicBoolean(true);
    Running out = operation(BREAKER, done(delivery -> away.get() ? new NotSent(NO_LINK) : OK));

    // when
    offer(out, "a", "b");
    await().until(() -> out.status().breaker() == BreakerState.OPEN);
    away.set(false);
    await().until(() -> out.status().breaker() == BreakerState.CLOSED);

    // then
    await().until(() -> told(events, out).contains(BreakerState.CLOSED));
    List<BreakerState> told = told(events, out);
    assertThat(told).startsWith(BreakerState.OPEN, BreakerState.HALF_OPEN);
  }

  @Test
  void shouldDelayWhatIsFasterThanItsPaceAndDropNothing() {
    // given
    Running out =
        operation(
            "\"RateLimitEnabled\": true, \"RateLimitMessagesPerSecond\": 200,"
                + " \"RateLimitBurst\": 1",
            done(delivery -> OK));
    long begin = System.nanoTime();

    // when
    offer(out, names(60).toArray(String[]::new));

    // then
    await().until(() -> outcomes.of(Tried.class).size() == 60);
    assertThat(System.nanoTime() - begin).as("49 of them at 200/s").isGreaterThan(240_000_000L);
    assertThat(outcomes.of(Tried.class)).extracting(Tried::id).containsExactlyElementsOf(names(60));
  }

  @Test
  void shouldAlertOnceWhenItsQueueIsDeepAndOnceWhenItIsNot() {
    // given
    List<ItemEvent> events = events();
    Slow slow = new Slow();
    Running out = operation("\"QueueAlertDepth\": 4", slow);
    offer(out, names(8).getFirst());
    await().until(() -> slow.pending.containsKey(names(8).getFirst()));

    // when
    offer(out, names(8).stream().skip(1).toArray(String[]::new));

    // then
    await().until(() -> out.status().queue().alert());
    for (String name : names(8)) {
      await().until(() -> slow.pending.containsKey(name));
      slow.finish(name, OK);
    }
    await().until(() -> !out.status().queue().alert());
    await().until(() -> alerts(events, out).contains(false));
    assertThat(alerts(events, out)).containsExactly(true, false);
  }

  @Test
  void shouldMakeABrokenItemAnewAndLeaveItsMessageToItsOwnPolicy() {
    // given
    AtomicInteger made = new AtomicInteger();
    Running out =
        making(
            "\"RestartDelay\": 0.01",
            context -> {
              int number = made.incrementAndGet();
              return (Operation)
                  delivery ->
                      number == 1
                          ? failing("lost its table")
                          : CompletableFuture.completedFuture(OK);
            });

    // when
    offer(out, "a", "b", "c");

    // then
    await().until(() -> outcomes.of(Tried.class).size() == 3);
    assertThat(made).hasValue(2);
    assertThat(outcomes.of(Tried.class).getFirst().result()).isInstanceOf(Retry.class);
    assertThat(outcomes.of(Tried.class).subList(1, 3)).extracting(Tried::result).containsOnly(OK);
    assertThat(out.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void shouldGiveUpAnItemThatBreaksTooOftenAndKeepItsQueue() {
    // given
    AtomicInteger made = new AtomicInteger();
    Running out =
        making(
            "\"RestartDelay\": 0.01, \"MaxRestarts\": 2",
            context -> {
              made.incrementAndGet();
              return (Operation) delivery -> failing("always");
            });

    // when
    offer(out, names(10).toArray(String[]::new));

    // then
    await().until(() -> outcomes.of(Tried.class).size() == 3 && out.phase() == Phase.FAILED);
    assertThat(made).hasValue(3);
    assertThat(out.status().queued()).isEqualTo(7);
    assertThat(out.status().detail()).isEqualTo("always");
  }

  @Test
  void shouldNotRestartForEverUnderAlwaysAndEndEveryMessage() {
    // given
    AtomicInteger made = new AtomicInteger();
    Running out =
        making(
            "\"RestartPolicy\": \"always\", \"RestartDelay\": 0.01, \"MaxRestarts\": 2",
            context -> {
              made.incrementAndGet();
              return (Operation) delivery -> failing("always");
            });

    // when
    offer(out, names(50).toArray(String[]::new));

    // then
    await().until(() -> outcomes.of(Tried.class).size() == 50);
    assertThat(made).hasValue(3);
    assertThat(out.phase()).isEqualTo(Phase.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"on_failure", "always"})
  void shouldStartAnItemAgainThatEndedByItselfIfItsPolicyIsAlways(String policy) {
    // given
    AtomicInteger made = new AtomicInteger();
    Running out =
        making(
            "\"RestartDelay\": 0.01, \"RestartPolicy\": \"%s\"".formatted(policy),
            context -> new Batch(context, made.incrementAndGet() == 1));

    // when
    offer(out, "a");

    // then
    if (policy.equals("always")) {
      await().until(() -> made.get() == 2 && out.phase() == Phase.RUNNING);
    } else {
      await().until(() -> out.phase() == Phase.ENDED);
      assertThat(made).hasValue(1);
      assertThat(out.status().detail()).isEqualTo("the batch is done");
    }
  }

  /** Ends after its first message. */
  private record Batch(ItemContext context, boolean ends) implements Operation {
    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      if (ends) {
        context.status().outside(Outside.ENDED, "the batch is done");
      }
      return CompletableFuture.completedFuture(OK);
    }
  }

  private static CompletionStage<DeliveryResult> failing(String why) {
    throw new BrokenException(why);
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 10; i < 10 + count; i++) {
      names.add("m" + i);
    }
    return names;
  }

  private static List<BreakerState> told(List<ItemEvent> events, Running out) {
    return events.stream()
        .filter(event -> event.item().equals(out.address))
        .filter(ItemEvent.BreakerChanged.class::isInstance)
        .map(event -> ((ItemEvent.BreakerChanged) event).state())
        .toList();
  }

  private static List<Boolean> alerts(List<ItemEvent> events, Running out) {
    return events.stream()
        .filter(event -> event.item().equals(out.address))
        .filter(ItemEvent.QueueAlert.class::isInstance)
        .map(event -> ((ItemEvent.QueueAlert) event).raised())
        .toList();
  }

  private static List<ItemEvent> events() {
    List<ItemEvent> events = new CopyOnWriteArrayList<>();
    ActorRef<ItemEvent> listener =
        testKit.spawn(
            Behaviors.receiveMessage(
                event -> {
                  events.add(event);
                  return Behaviors.same();
                }));
    testKit.system().eventStream().tell(new EventStream.Subscribe<>(ItemEvent.class, listener));
    return events;
  }
}

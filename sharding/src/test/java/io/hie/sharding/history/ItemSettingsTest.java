package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item.BrokenException;
import io.hie.actormodel.item.MessageHook;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.runtime.BreakerState;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queue types, hooks and restart policies do to messages, from acceptance to their end. */
class ItemSettingsTest {
  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "priority", "lifo", "unordered"})
  void shouldHandOutSeveralMessagesOfOneKeyOnlyWhereOrderIsGivenUp(String type) {
    // given: an item that works on as many as it gets
    boolean ordered = type.equals("fifo") || type.equals("priority");
    Map<String, CompletableFuture<DeliveryResult>> pending = new ConcurrentHashMap<>();
    Flow flow =
        engine
            .flow()
            .service("In", "Out")
            .operation(
                "Out",
                "\"PoolSize\": 3, \"QueueType\": \"%s\"".formatted(type),
                delivery ->
                    pending.computeIfAbsent(
                        delivery.envelope().header().messageId(), id -> new CompletableFuture<>()))
            .start();
    NhsNumber patient = Patients.number(1);

    // when
    for (int i = 0; i < 5; i++) {
      flow.stored(patient, null, "m" + i);
    }

    // then
    await().until(() -> pending.size() == (ordered ? 1 : 3));
    for (int done = 0; done < 5; done++) {
      await().until(() -> pending.values().stream().anyMatch(each -> !each.isDone()));
      long now = pending.values().stream().filter(each -> !each.isDone()).count();
      assertThat(now).isLessThanOrEqualTo(ordered ? 1 : 3);
      pending.values().stream()
          .filter(each -> !each.isDone())
          .findFirst()
          .orElseThrow()
          .complete(new DeliveryResult.Delivered("AA"));
    }
    flow.awaitNothingOpen();
    assertThat(flow.events(patient, HistoryEvent.Delivered.class)).hasSize(5);
  }

  @Test
  void shouldRestoreTheOrderBehindAnItemThatGaveItUp() {
    // given: a process that answers the later of two first
    Map<String, CompletableFuture<Handling>> asked = new ConcurrentHashMap<>();
    List<String> arrived = new CopyOnWriteArrayList<>();
    Flow flow =
        engine
            .flow()
            .service("In", "Check")
            .process(
                "Check", "\"PoolSize\": 2, \"QueueType\": \"unordered\"", new Asking(asked), "Out")
            .operation(
                "Out",
                "",
                delivery -> {
                  arrived.add(text(delivery));
                  return CompletableFuture.completedFuture(new DeliveryResult.Delivered("AA"));
                })
            .start();
    NhsNumber patient = Patients.number(2);
    flow.stored(patient, null, "first");
    flow.stored(patient, null, "second");

    // when
    await().until(() -> asked.size() == 2);
    asked.get("second").complete(Handling.to("Out"));
    asked.get("first").complete(Handling.to("Out"));

    // then
    flow.awaitNothingOpen();
    assertThat(arrived).containsExactly("first", "second");
  }

  @Test
  void shouldParkEveryMessageOfAnItemThatBreaksOnEachOfThem() {
    // given
    Flow flow =
        engine
            .flow()
            .service("In", "Storm")
            .process(
                "Storm",
                "\"RestartPolicy\": \"always\", \"RestartDelay\": 0.01, \"MaxRestarts\": 3,"
                    + " \"RetryLimit\": 2, \"RetryInterval\": 0.01, \"PoolSize\": 2",
                message -> {
                  throw new BrokenException("nothing works");
                },
                "Out")
            .operation("Out", "", new Receiver())
            .start();

    // when
    for (int i = 0; i < 60; i++) {
      flow.stored(Patients.number(i % 20), null, "m" + i);
    }

    // then
    await().atMost(60, TimeUnit.SECONDS).until(() -> flow.openMessages() == 0);
    for (int i = 0; i < 20; i++) {
      List<HistoryEvent.Parked> parked = flow.events(Patients.number(i), HistoryEvent.Parked.class);
      assertThat(parked).hasSize(3);
      assertThat(parked).allMatch(each -> each.reason().text().contains("BrokenException"));
    }
    await().until(() -> flow.status("Storm").phase() == Phase.RUNNING);
    assertThat(flow.status("Storm").inHand()).isZero();
  }

  /** Ten items: a service, eight processes, and an operation whose receiver fails for a while. */
  @Test
  void shouldRecoverByItselfAndInOrderWhenTheLastOfAChainFails() {
    // given
    AtomicBoolean failing = new AtomicBoolean(true);
    AtomicInteger attempts = new AtomicInteger();
    Map<String, List<String>> arrived = new ConcurrentHashMap<>();
    Flow.Builder builder = engine.flow().service("In", "S1");
    for (int i = 1; i <= 8; i++) {
      String next = i == 8 ? "Out" : "S" + (i + 1);
      builder.process("S" + i, "", message -> Handling.to(next), next);
    }
    Flow flow =
        builder
            .operation(
                "Out",
                "\"PoolSize\": 2, \"RetryLimit\": 100, \"RetryInterval\": 0.02,"
                    + " \"CircuitBreakerEnabled\": true, \"CircuitBreakerThreshold\": 5,"
                    + " \"CircuitBreakerTimeout\": 0.2, \"CircuitBreakerHalfOpenAttempts\": 2",
                delivery -> {
                  if (failing.get()) {
                    attempts.incrementAndGet();
                    return CompletableFuture.completedFuture(
                        new DeliveryResult.Retry(new Reason("code", "text")));
                  }
                  arrived
                      .computeIfAbsent(delivery.entityId(), id -> new CopyOnWriteArrayList<>())
                      .add(text(delivery));
                  return CompletableFuture.completedFuture(new DeliveryResult.Delivered("AA"));
                })
            .start();
    Map<NhsNumber, List<String>> sent = new HashMap<>();

    // when: all of it gets as far as the failing one
    for (int i = 0; i < 90; i++) {
      NhsNumber patient = Patients.number(i % 9);
      flow.stored(patient, null, "m" + i);
      sent.computeIfAbsent(patient, p -> new ArrayList<>()).add("m" + i);
    }
    await().until(() -> flow.status("Out").breaker() == BreakerState.OPEN);
    await().until(() -> flow.status("S8").done() == 90);
    assertThat(attempts).as("the receiver is left in peace").hasValueLessThan(60);
    failing.set(false);

    // then
    flow.awaitNothingOpen();
    sent.forEach((patient, texts) -> assertThat(arrived.get(flow.id(patient))).isEqualTo(texts));
    assertThat(flow.status("Out").breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void shouldCopyMessagesToItemsThatHooksNameAndEachOnce() {
    // given
    List<String> errors = new CopyOnWriteArrayList<>();
    List<String> audit = new CopyOnWriteArrayList<>();
    Flow flow =
        engine
            .flow()
            .service("In", "Out")
            .operation(
                "Out",
                "\"OnErrorItem\": \"Errors\", \"AfterItem\": \"Audit\", \"RetryLimit\": 2,"
                    + " \"RetryInterval\": 0.01",
                delivery ->
                    CompletableFuture.completedFuture(
                        text(delivery).equals("poison")
                            ? new DeliveryResult.Retry(new Reason("code", "text"))
                            : new DeliveryResult.Delivered("AA")))
            .operation("Errors", "", noting(errors))
            .operation("Audit", "", noting(audit))
            .start();
    NhsNumber patient = Patients.number(3);

    // when
    flow.stored(patient, null, "a");
    flow.stored(patient, null, "poison");
    flow.stored(patient, null, "b");

    // then
    await().until(() -> errors.size() == 1 && audit.size() == 2);
    flow.awaitNothingOpen();
    assertThat(errors).as("once, of three attempts").containsExactly("poison");
    assertThat(audit).containsExactly("a", "b");
    assertThat(flow.events(patient, HistoryEvent.Accepted.class)).hasSize(6);
    assertThat(flow.events(patient, HistoryEvent.Parked.class)).hasSize(1);
  }

  @Test
  void shouldLoseNothingToHooksThatThrowOrNeverEnd() {
    // given
    Receiver out = new Receiver();
    Flow flow =
        engine
            .flow()
            .service("In", "Out")
            .operation(
                "Out",
                "\"Hooks\": [\"%s\", \"%s\"], \"HookTimeout\": 0.1"
                    .formatted(Throwing.class.getName(), Endless.class.getName()),
                out)
            .start();

    // when
    flow.stored(Patients.number(4), null, "a");
    flow.stored(Patients.number(4), null, "b");

    // then
    flow.awaitNothingOpen();
    assertThat(flow.events(Patients.number(4), HistoryEvent.Delivered.class)).hasSize(2);
    assertThat(flow.status("Out").hookFailures()).isGreaterThanOrEqualTo(4);
  }

  private static Operation noting(List<String> into) {
    return delivery -> {
      into.add(text(delivery));
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("AA"));
    };
  }

  private static String text(Delivery delivery) {
    return delivery.envelope().body().rawPayload().decode(UTF_8);
  }

  /** Throws whatever it can. */
  public static final class Throwing implements MessageHook {
    @Override
    public void before(Delivery message) {
      throw new StackOverflowError("9990000018");
    }

    @Override
    public void after(Delivery message, String outcome) {
      throw new IllegalStateException("9990000018");
    }
  }

  /** Does not end by itself. */
  public static final class Endless implements MessageHook {
    @Override
    public void before(Delivery message) {
      try {
        new CompletableFuture<Void>().get();
      } catch (InterruptedException | ExecutionException stop) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A process whose answers come when the test says. */
  private record Asking(Map<String, CompletableFuture<Handling>> asked) implements Process {
    @Override
    public Handling handle(MessageEnvelope message) {
      throw new AssertionError("it answers later");
    }

    @Override
    public CompletionStage<Handling> handleAsync(MessageEnvelope message) {
      return asked.computeIfAbsent(
          message.body().rawPayload().decode(UTF_8), text -> new CompletableFuture<>());
    }
  }
}

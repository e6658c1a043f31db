package io.hie.actormodel.runtime;

import static io.hie.actormodel.runtime.Samples.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.runtime.RecordedOutcomes.Report;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What the tests of an item's actor share. */
abstract class ItemActorFixture {
  static final DeliveryResult OK = new Delivered("AA");
  static final Reason NO_LINK = new Reason("connect-refused", "nobody listens");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  static ActorTestKit testKit;

  final RecordedOutcomes outcomes = new RecordedOutcomes();
  String project = "";

  @BeforeAll
  static void start() {
    testKit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.testkit.typed.default-timeout = 20s")
                .withFallback(ConfigFactory.load()));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
  }

  @AfterAll
  static void stop() {
    Awaitility.reset();
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void name(TestInfo test) {
    project = "p" + NUMBER.incrementAndGet();
  }

  Running making(String hostSettings, Function<ItemContext, Item> make) {
    return new Running(testKit, project, ItemKind.OPERATION, hostSettings, outcomes, make);
  }

  Running operation(String hostSettings, Operation operation) {
    return making(hostSettings, context -> operation);
  }

  Running process(String hostSettings, Process process) {
    return new Running(
        testKit, project, ItemKind.PROCESS, hostSettings, outcomes, context -> process);
  }

  static Operation done(Function<Delivery, DeliveryResult> results) {
    return delivery -> CompletableFuture.completedFuture(results.apply(delivery));
  }

  void offer(Running out, String... names) {
    for (String name : names) {
      await().until(() -> out.offer(delivery(name)) == Items.Offer.TAKEN);
    }
  }

  void awaitReports(Report... expected) {
    await().untilAsserted(() -> assertThat(outcomes.ends()).containsExactly(expected));
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  static <T> T nothing() {
    return null;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "DoNotCallSuggester"})
  static <T, E extends Throwable> T sneak(Throwable checked) throws E {
    throw (E) checked;
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** An operation whose deliveries end when the test says. */
  static final class Slow implements Operation {
    final Map<String, CompletableFuture<DeliveryResult>> pending = new ConcurrentHashMap<>();
    final AtomicBoolean stopped = new AtomicBoolean();

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return pending.computeIfAbsent(delivery.id(), id -> new CompletableFuture<>());
    }

    void finish(String id, DeliveryResult result) {
      pending.remove(id).complete(result);
    }

    @Override
    public CompletionStage<Void> stop() {
      stopped.set(true);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** An operation that counts its starts and stops. */
  abstract static class Fragile implements Operation {
    private final AtomicInteger stops;

    Fragile(AtomicInteger starts, AtomicInteger stops) {
      this.stops = stops;
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(OK);
    }

    @Override
    public CompletionStage<Void> stop() {
      stops.incrementAndGet();
      return CompletableFuture.completedFuture(null);
    }
  }
}

package io.hie.actormodel.runtime;

import static io.hie.actormodel.runtime.Samples.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.RecordedOutcomes.Ready;
import io.hie.actormodel.runtime.RecordedOutcomes.Report;
import io.hie.actormodel.runtime.RecordedOutcomes.Returned;
import io.hie.actormodel.runtime.RecordedOutcomes.Tried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** How an item's actor starts, stops and fails. */
class ItemActorLifeTest extends ItemActorFixture {
  @Test
  void shouldFinishWhatIsInHandAndGiveTheRestBackWhenStopped() {
    // given
    Slow slow = new Slow();
    Running out = operation("", slow);
    offer(out, "a", "b", "c");
    await().until(() -> slow.pending.containsKey("a"));

    // when
    CompletionStage<Done> stopped = out.stop();
    CompletionStage<Done> stoppedAgain = out.stop();

    // then
    await().until(() -> slow.stopped.get());
    assertThat(stopped.toCompletableFuture()).isNotDone();
    slow.finish("a", OK);
    assertThat(stopped.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(stoppedAgain.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
    awaitReports(new Tried("a", OK), new Returned("b"), new Returned("c"));
    assertThat(out.offer(delivery("d"))).isEqualTo(Items.Offer.WAIT);
  }

  @Test
  void shouldGiveBackWhatItCouldNotSendWhenStopped() {
    // given
    AtomicInteger knocks = new AtomicInteger();
    Running out =
        operation(
            "",
            done(
                delivery -> {
                  knocks.incrementAndGet();
                  return new NotSent(NO_LINK);
                }));
    offer(out, "a", "b");
    await().until(() -> knocks.get() > 0);

    // when
    out.stop().toCompletableFuture().join();

    // then
    await()
        .untilAsserted(
            () ->
                assertThat(outcomes.ends())
                    .containsExactlyInAnyOrder(new Returned("a"), new Returned("b")));
  }

  /**
   * A delivery that an item took is worked on or given back, however the offer and the end meet.
   */
  @Test
  void shouldAccountForEveryDeliveryThatItTookBeforeItStopped() throws InterruptedException {
    for (int round = 0; round < 15; round++) {
      // given
      RecordedOutcomes reported = new RecordedOutcomes();
      Running out =
          new Running(
              testKit,
              project + "-" + round,
              ItemKind.OPERATION,
              "\"QueueSize\": 20",
              reported,
              context -> (Operation) delivery -> CompletableFuture.completedFuture(OK));
      Set<String> taken = ConcurrentHashMap.newKeySet();
      AtomicBoolean go = new AtomicBoolean(true);
      List<Thread> feeders = new ArrayList<>();
      for (int feeder = 0; feeder < 3; feeder++) {
        int me = feeder;
        feeders.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; go.get(); i++) {
                        String name = me + "-" + i;
                        if (out.offer(delivery(name)) == Items.Offer.TAKEN) {
                          taken.add(name);
                        }
                        LockSupport.parkNanos(1_000);
                      }
                    }));
      }
      await().until(() -> taken.size() > 50);

      // when
      out.stop().toCompletableFuture().join();
      go.set(false);
      for (Thread feeder : feeders) {
        feeder.join();
      }

      // then
      await()
          .untilAsserted(
              () -> {
                Set<String> ended = new HashSet<>();
                reported.of(Tried.class).forEach(tried -> ended.add(tried.id()));
                reported.of(Returned.class).forEach(returned -> ended.add(returned.id()));
                assertThat(ended).containsAll(taken);
              });
      List<Report> ends = new ArrayList<>(reported.of(Tried.class));
      ends.addAll(reported.of(Returned.class));
      assertThat(ends).as("each once").hasSameSizeAs(taken);
    }
  }

  @Test
  void shouldStartAgainUntilItWorks() {
    // given
    AtomicInteger starts = new AtomicInteger();
    AtomicInteger stops = new AtomicInteger();
    Running out =
        making(
            "\"RestartDelay\": 0.01, \"MaxRestarts\": 5",
            context ->
                new Fragile(starts, stops) {
                  @Override
                  public CompletionStage<Void> start() {
                    return starts.incrementAndGet() < 4
                        ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
                        : CompletableFuture.completedFuture(null);
                  }
                });

    // then
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.RUNNING));
    assertThat(starts).hasValue(4);
    assertThat(stops).as("what did not start is let go of").hasValue(3);
  }

  @Test
  void shouldGiveUpStartingAfterItsMostRestarts() {
    // given
    AtomicInteger starts = new AtomicInteger();
    Running out =
        making(
            "\"RestartDelay\": 0.01, \"MaxRestarts\": 2",
            context ->
                new Fragile(starts, new AtomicInteger()) {
                  @Override
                  public CompletionStage<Void> start() {
                    starts.incrementAndGet();
                    throw new IllegalStateException("9990000018");
                  }
                });

    // then
    await().until(() -> starts.get() == 3);
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.FAILED));
    assertThat(out.status().detail()).contains("IllegalStateException").doesNotContain("999");
    assertThat(out.offer(delivery("a"))).isEqualTo(Items.Offer.WAIT);
  }

  @Test
  void shouldSayWhatAPersonHasToChange() {
    Running out =
        making(
            "\"RestartPolicy\": \"never\"",
            context ->
                new Fragile(new AtomicInteger(), new AtomicInteger()) {
                  @Override
                  public CompletionStage<Void> start() {
                    return CompletableFuture.failedFuture(
                        new MisconfiguredException("port 2575 is in use"));
                  }
                });
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.MISCONFIGURED));
    assertThat(out.status().detail()).isEqualTo("port 2575 is in use");
  }

  @Test
  void shouldTellThoseWhoWaitedWhenItIsThere() {
    // given
    CompletableFuture<Void> gate = new CompletableFuture<>();
    Running out =
        making(
            "",
            context ->
                new Fragile(new AtomicInteger(), new AtomicInteger()) {
                  @Override
                  public CompletionStage<Void> start() {
                    return gate;
                  }
                });
    assertThat(out.offer(delivery("a"))).isEqualTo(Items.Offer.WAIT);
    assertThat(Items.get(testKit.system()).hasRoom(out.address, "b")).isFalse();

    // when
    gate.complete(null);

    // then
    await()
        .untilAsserted(
            () ->
                assertThat(outcomes.reports())
                    .containsExactlyInAnyOrder(new Ready("a", "Out"), new Ready("b", "Out")));
    assertThat(Items.get(testKit.system()).hasRoom(out.address, "b")).isTrue();
  }

  /** The actor itself fails, which no message should bring about: here the histories do. */
  @Test
  void shouldTellOfWhatWasUnderWayWhenItFailedAndKeepItsQueue() {
    // given
    RecordedOutcomes failing =
        new RecordedOutcomes() {
          @Override
          public void expired(Delivery delivery) {
            throw new IllegalStateException("on purpose");
          }
        };
    Slow first = new Slow();
    Slow second = new Slow();
    List<Slow> lives = new ArrayList<>(List.of(first, second));
    Running out =
        new Running(
            testKit,
            project,
            ItemKind.OPERATION,
            "\"PoolSize\": 2, \"RestartDelay\": 0.01",
            failing,
            context -> lives.removeFirst());
    await().until(() -> out.offer(delivery("a")) == Items.Offer.TAKEN);
    await().until(() -> first.pending.containsKey("a"));

    // when
    out.offer(Samples.expired("x"));
    out.offer(delivery("b"));
    out.offer(delivery("c"));
    out.offer(delivery("d"));

    // then
    await()
        .untilAsserted(
            () ->
                assertThat(failing.of(Tried.class))
                    .extracting(Tried::id)
                    .containsExactlyInAnyOrder("a", "x"));
    assertThat(failing.of(Tried.class)).allMatch(tried -> tried.result() instanceof Ambiguous);
    await().until(() -> second.pending.size() == 2);
    assertThat(second.pending.keySet()).containsExactlyInAnyOrder("b", "c");

    // when the earlier life's delivery ends after all
    first.finish("a", OK);

    // then: the truth is told, and no worker is counted free twice
    await().untilAsserted(() -> assertThat(failing.of(Tried.class)).contains(new Tried("a", OK)));
    assertThat(out.status().inHand()).isEqualTo(2);
    assertThat(second.pending).hasSize(2);
    second.finish("b", OK);
    await().until(() -> second.pending.containsKey("d"));
  }

  @Test
  void shouldNotTakeOverWhatAnEarlierLifeCouldNotSend() {
    // given
    RecordedOutcomes failing =
        new RecordedOutcomes() {
          @Override
          public void expired(Delivery delivery) {
            throw new IllegalStateException("on purpose");
          }
        };
    Slow first = new Slow();
    List<String> again = new CopyOnWriteArrayList<>();
    List<Operation> lives =
        new ArrayList<>(
            List.of(
                first,
                done(
                    delivery -> {
                      again.add(delivery.id());
                      return OK;
                    })));
    Running out =
        new Running(
            testKit,
            project,
            ItemKind.OPERATION,
            "\"PoolSize\": 2, \"RestartDelay\": 0.01",
            failing,
            context -> lives.removeFirst());
    await().until(() -> out.offer(delivery("a")) == Items.Offer.TAKEN);
    await().until(() -> first.pending.containsKey("a"));
    out.offer(Samples.expired("x"));
    await().until(() -> lives.isEmpty());

    // when
    first.finish("a", new NotSent(NO_LINK));
    await().until(() -> out.offer(delivery("b")) == Items.Offer.TAKEN);

    // then
    await().untilAsserted(() -> assertThat(failing.of(Tried.class)).contains(new Tried("b", OK)));
    assertThat(again).containsExactly("b");
    assertThat(out.status().inHand()).isZero();
  }

  @Test
  void shouldGiveItsQueueBackWhenItFailsAndIsNotToBeRestarted() {
    // given
    RecordedOutcomes failing =
        new RecordedOutcomes() {
          @Override
          public void expired(Delivery delivery) {
            throw new IllegalStateException("on purpose");
          }
        };
    Slow slow = new Slow();
    Running out =
        new Running(
            testKit,
            project,
            ItemKind.OPERATION,
            "\"PoolSize\": 2, \"RestartPolicy\": \"never\"",
            failing,
            context -> slow);
    await().until(() -> out.offer(delivery("a")) == Items.Offer.TAKEN);
    await().until(() -> slow.pending.containsKey("a"));
    out.offer(delivery("b"));
    await().until(() -> slow.pending.containsKey("b"));
    out.offer(Samples.expired("x"));
    out.offer(delivery("c"));

    // when
    slow.finish("a", OK);

    // then
    await()
        .untilAsserted(
            () -> assertThat(failing.reports()).contains(new Returned("c"), new Tried("a", OK)));
    assertThat(out.phase()).isEqualTo(Phase.FAILED);
    assertThat(out.offer(delivery("d"))).isEqualTo(Items.Offer.WAIT);
  }

  @Test
  void shouldShowThatTheOutsideIsAwayAndBack() {
    // given
    BlockingQueue<ItemContext> contexts = new LinkedBlockingQueue<>();
    Running out =
        making(
            "",
            context -> {
              contexts.add(context);
              return done(delivery -> OK);
            });
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.RUNNING));
    ItemContext.StatusListener status = contexts.remove().status();

    // when, then
    status.outside(Outside.CONNECTING, "the link is down");
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.CONNECTING));
    assertThat(out.status().detail()).isEqualTo("the link is down");
    status.outside(Outside.CONNECTED, "the link is up");
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.RUNNING));
  }
}

package io.hie.actormodel.runtime;

import static io.hie.actormodel.runtime.Samples.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.QueueType;
import io.hie.actormodel.runtime.ItemQueue.Offer;
import io.hie.actormodel.runtime.RecordedOutcomes.Discarded;
import io.hie.actormodel.runtime.RecordedOutcomes.Ready;
import io.hie.actormodel.runtime.RecordedOutcomes.Returned;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.UnboundedMailbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ItemQueueTest {
  private static ActorTestKit testKit;

  private final RecordedOutcomes outcomes = new RecordedOutcomes();
  private final TestInbox<ItemCommand> actor = TestInbox.create();

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void shouldHandOutInTheOrderOfArrival() {
    // given
    ItemQueue queue = queue(10, 10, OverflowStrategy.BLOCK, QueueType.FIFO);

    // when
    give(queue, "a", "b", "c");

    // then
    assertThat(takeAll(queue)).containsExactly("a", "b", "c");
  }

  @Test
  void shouldHandOutTheLatestFirstIfAskedTo() {
    ItemQueue queue = queue(10, 10, OverflowStrategy.BLOCK, QueueType.LIFO);
    give(queue, "a", "b", "c");
    assertThat(takeAll(queue)).containsExactly("c", "b", "a");
  }

  @Test
  void shouldHandOutByPriorityAndInOrderWithinOne() {
    // given
    ItemQueue queue = queue(100, 100, OverflowStrategy.BLOCK, QueueType.PRIORITY);

    // when
    for (String work : List.of("a5", "b9", "c0", "d5", "e0", "f9", "g5", "h1")) {
      give(queue, delivery(work, work.charAt(1) - '0'));
    }

    // then
    assertThat(takeAll(queue)).containsExactly("c0", "e0", "h1", "a5", "d5", "g5", "b9", "f9");
  }

  @Test
  void shouldCountWhatIsOnItsWayAgainstTheCapacity() {
    // given: told to the actor, and not in the mailbox yet
    ItemQueue queue = queue(2, 1, OverflowStrategy.BLOCK, QueueType.FIFO);
    assertThat(queue.offer(delivery("a"), actor.getRef())).isEqualTo(Offer.TAKEN);
    assertThat(queue.offer(delivery("b"), actor.getRef())).isEqualTo(Offer.TAKEN);

    // then
    assertThat(queue.offer(delivery("c"), actor.getRef())).isEqualTo(Offer.WAIT);
    assertThat(queue.size()).isZero();
    arrive(queue);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.offer(delivery("c"), actor.getRef())).isEqualTo(Offer.WAIT);
  }

  @Test
  void shouldTellThoseWhoWaitOneForEachPlaceAndInOrder() {
    // given
    ItemQueue queue = queue(1, 10, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a");
    for (String late : List.of("b", "c", "b", "d")) {
      assertThat(queue.offer(delivery(late), actor.getRef())).isEqualTo(Offer.WAIT);
    }
    assertThat(outcomes.reports()).isEmpty();

    // when, then
    take(queue);
    assertThat(outcomes.reports()).containsExactly(new Ready("b", "Out"));
    give(queue, "b");
    take(queue);
    give(queue, "c");
    take(queue);
    assertThat(outcomes.reports())
        .containsExactly(new Ready("b", "Out"), new Ready("c", "Out"), new Ready("d", "Out"));
  }

  @Test
  void shouldPassRoomOnThatNobodyTook() {
    // given: room for b, who has nothing to offer any more
    ItemQueue queue = queue(1, 10, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a");
    queue.offer(delivery("b"), actor.getRef());
    queue.offer(delivery("c"), actor.getRef());
    take(queue);

    // when
    queue.passOn();

    // then
    assertThat(outcomes.reports()).containsExactly(new Ready("b", "Out"), new Ready("c", "Out"));
    queue.passOn();
    assertThat(outcomes.reports()).hasSize(2);
  }

  @Test
  void shouldNotPassRoomOnThatThereIsNot() {
    // given
    ItemQueue queue = queue(1, 10, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a");
    queue.offer(delivery("b"), actor.getRef());

    // when
    queue.passOn();

    // then
    assertThat(outcomes.reports()).isEmpty();
  }

  @Test
  void shouldTellBeforehandWhetherAnOfferWouldWait() {
    // given
    ItemQueue queue = queue(1, 10, OverflowStrategy.BLOCK, QueueType.FIFO);
    assertThat(queue.hasRoom("b")).isTrue();
    give(queue, "a");

    // when, then
    assertThat(queue.hasRoom("b")).isFalse();
    take(queue);
    assertThat(outcomes.reports()).containsExactly(new Ready("b", "Out"));
    assertThat(queue(1, 1, OverflowStrategy.REJECT_NEW, QueueType.FIFO).hasRoom("b")).isTrue();
  }

  @Test
  void shouldTurnNewWorkAwayIfAskedTo() {
    // given
    ItemQueue queue = queue(1, 10, OverflowStrategy.REJECT_NEW, QueueType.FIFO);
    give(queue, "a");

    // when, then
    assertThat(queue.offer(delivery("b"), actor.getRef())).isEqualTo(Offer.REJECTED);
    assertThat(takeAll(queue)).containsExactly("a");
    assertThat(outcomes.reports()).isEmpty();
  }

  @Test
  void shouldBeBoundedByBytesToo() {
    // given: room for ten bytes, however many messages they are
    ItemQueue queue = Samples.queue("\"QueueBytes\": 10, \"PoolSize\": 10", outcomes);
    give(queue, "aaaa", "bbbb");

    // when, then
    assertThat(queue.offer(delivery("ccc"), actor.getRef())).isEqualTo(Offer.WAIT);
    assertThat(queue.offer(delivery("cc"), actor.getRef())).isEqualTo(Offer.TAKEN);
    assertThat(queue.offer(delivery("d"), actor.getRef()))
        .as("what is on its way counts")
        .isEqualTo(Offer.WAIT);
    assertThat(queue.figures().blocked()).isEqualTo(2);
    take(queue);
    assertThat(outcomes.reports()).containsExactly(new Ready("ccc", "Out"));
  }

  @Test
  void shouldTakeAMessageOfAnySizeIfItIsEmpty() {
    ItemQueue queue = Samples.queue("\"QueueBytes\": 10, \"PoolSize\": 10", outcomes);
    give(queue, "a".repeat(100));
    assertThat(queue.offer(delivery("b"), actor.getRef())).isEqualTo(Offer.WAIT);
    take(queue);
    give(queue, "b");
  }

  @Test
  void shouldDropAsManyOldOnesAsALargeOneNeeds() {
    // given
    ItemQueue queue =
        Samples.queue(
            "\"QueueBytes\": 10, \"PoolSize\": 10, \"OverflowStrategy\": \"drop_oldest\"",
            outcomes);
    give(queue, "aaa", "bbb", "ccc");

    // when
    give(queue, "ddddd");

    // then
    assertThat(outcomes.reports())
        .containsExactly(new Discarded("aaa", "drop_oldest"), new Discarded("bbb", "drop_oldest"));
    assertThat(queue.figures().dropped()).isEqualTo(2);
    assertThat(queue.figures().bytes()).isEqualTo(8);
    assertThat(takeAll(queue)).containsExactly("ccc", "ddddd");
  }

  @Test
  void shouldDropTheOldestOfTheLeastUrgentAndSaySo() {
    // given
    ItemQueue queue = queue(3, 10, OverflowStrategy.DROP_OLDEST, QueueType.PRIORITY);
    give(queue, delivery("a7", 7));
    give(queue, delivery("b7", 7));
    give(queue, delivery("c1", 1));

    // when
    give(queue, delivery("d5", 5));
    give(queue, delivery("e5", 5));

    // then
    assertThat(outcomes.reports())
        .containsExactly(new Discarded("a7", "drop_oldest"), new Discarded("b7", "drop_oldest"));
    assertThat(takeAll(queue)).containsExactly("c1", "d5", "e5");
  }

  @Test
  void shouldLetWaitWhenAllThatCouldBeDroppedIsStillOnItsWay() {
    // given
    ItemQueue queue = queue(1, 10, OverflowStrategy.DROP_OLDEST, QueueType.FIFO);
    queue.offer(delivery("a"), actor.getRef());

    // when
    Offer second = queue.offer(delivery("b"), actor.getRef());

    // then
    assertThat(second).isEqualTo(Offer.WAIT);
    arrive(queue);
    assertThat(takeAll(queue)).containsExactly("a");
    assertThat(outcomes.reports()).containsExactly(new Ready("b", "Out"));
  }

  @Test
  void shouldLetControlPassWork() {
    // given
    ItemQueue queue = queue(10, 1, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a", "b");
    ItemCommand pause = new ItemCommand.TryAgain();

    // when
    queue.enqueue(null, envelope(pause));

    // then
    assertThat(taken(queue)).isSameAs(pause);
    assertThat(take(queue)).isEqualTo("a");
    assertThat(queue.numberOfMessages()).isEqualTo(1);
  }

  @Test
  void shouldLetControlThroughWhileNoWorkIsHandedOut() {
    // given: the only worker is busy
    ItemQueue queue = queue(10, 1, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a", "b");
    take(queue);
    assertThat(queue.hasMessages()).isFalse();

    // when
    queue.enqueue(null, envelope(new ItemCommand.Freed()));

    // then
    assertThat(queue.hasMessages()).isTrue();
    assertThat(taken(queue)).isInstanceOf(ItemCommand.Freed.class);
    assertThat(queue.dequeue()).isNull();
  }

  @Test
  void shouldHandOutNoMoreThanThereAreWorkers() {
    // given
    ItemQueue queue = queue(10, 2, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a", "b", "c", "d");

    // when, then
    assertThat(takeAll(queue)).containsExactly("a", "b");
    assertThat(queue.inHand()).isEqualTo(2);
    assertThat(queue.release()).isTrue();
    assertThat(takeAll(queue)).containsExactly("c");
    queue.release();
    queue.release();
    assertThat(takeAll(queue)).containsExactly("d");
    assertThat(queue.release()).as("nothing is left to wake the actor for").isFalse();
  }

  @Test
  void shouldKeepEverythingInOrderWhilePausedOrHeld() {
    // given
    ItemQueue queue = queue(10, 10, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "a");
    queue.pause(true);
    queue.hold(true);
    give(queue, "b");

    // when, then
    assertThat(queue.hasMessages()).isFalse();
    assertThat(takeAll(queue)).isEmpty();
    queue.pause(false);
    assertThat(takeAll(queue)).as("still held").isEmpty();
    queue.hold(false);
    assertThat(takeAll(queue)).containsExactly("a", "b");
  }

  @Test
  void shouldGiveEverythingBackAtItsEnd() {
    // given: one in hand, one in the queue, one on its way, one told to wait, one for control
    ItemQueue queue = queue(2, 1, OverflowStrategy.BLOCK, QueueType.FIFO);
    give(queue, "in hand");
    take(queue);
    give(queue, "queued");
    queue.offer(delivery("coming"), actor.getRef());
    queue.offer(delivery("waits"), actor.getRef());
    queue.enqueue(null, envelope(new ItemCommand.Freed()));
    MessageQueue deadLetters = new UnboundedMailbox.MessageQueue();

    // when
    queue.cleanUp(null, deadLetters);

    // then
    assertThat(outcomes.reports())
        .containsExactlyInAnyOrder(
            new Returned("queued"), new Returned("coming"), new Ready("waits", "Out"));
    assertThat(deadLetters.numberOfMessages()).isEqualTo(1);
    assertThat(queue.offer(delivery("late"), actor.getRef())).isEqualTo(Offer.CLOSED);

    // when the one on its way arrives after all
    arrive(queue);

    // then
    assertThat(queue.numberOfMessages()).isZero();
    assertThat(outcomes.of(Returned.class)).hasSize(2);
  }

  @Test
  void shouldAnswerWhoAskedItToStopWhileItStopped() {
    // given
    ItemQueue queue = queue(1, 1, OverflowStrategy.BLOCK, QueueType.FIFO);
    TestInbox<Done> asked = TestInbox.create();
    queue.enqueue(null, envelope(new ItemCommand.Stop(asked.getRef())));

    // when
    queue.cleanUp(null, new UnboundedMailbox.MessageQueue());

    // then
    asked.expectMessage(Done.getInstance());
  }

  @Test
  void shouldTellItsFigures() throws InterruptedException {
    // given
    ItemQueue queue = queue(10, 10, OverflowStrategy.BLOCK, QueueType.PRIORITY);
    give(queue, delivery("1234", 1));
    give(queue, delivery("12", 9));
    long before = System.nanoTime();
    while (System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(5)) {
      Thread.onSpinWait();
    }

    // when
    QueueFigures full = queue.figures();
    take(queue);
    QueueFigures after = queue.figures();

    // then
    assertThat(full.messages()).isEqualTo(2);
    assertThat(full.bytes()).isEqualTo(6);
    assertThat(full.oldestMillis()).isGreaterThanOrEqualTo(5);
    assertThat(full.taken()).isZero();
    assertThat(after.messages()).isEqualTo(1);
    assertThat(after.bytes()).isEqualTo(2);
    assertThat(after.taken()).isEqualTo(1);
    assertThat(after.averageWaitMicros()).isGreaterThanOrEqualTo(5_000);
    takeAll(queue);
    assertThat(queue.figures().oldestMillis()).isZero();
  }

  /** Many feed, one takes, several release, and somebody holds and drops it now and then. */
  @Test
  void shouldLoseAndDoubleNothingUnderManyThreads() throws InterruptedException {
    long seed = 20_260_301L;
    System.out.println("seed " + seed);
    int feeders = 4;
    int each = 5_000;
    int capacity = 50;
    int workers = 3;
    AtomicLong told = new AtomicLong();
    RecordedOutcomes counting =
        new RecordedOutcomes() {
          @Override
          public void ready(String entityId, String item) {
            told.incrementAndGet();
          }
        };
    ItemQueue queue =
        Samples.queue("\"QueueSize\": %d, \"PoolSize\": %d".formatted(capacity, workers), counting);
    ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    AtomicInteger mostQueued = new AtomicInteger();
    CountDownLatch fed = new CountDownLatch(feeders);
    CountDownLatch emptied = new CountDownLatch(feeders * each);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int feeder = 0; feeder < feeders; feeder++) {
        int me = feeder;
        threads.execute(
            () -> {
              TestInbox<ItemCommand> mine = TestInbox.create();
              for (int i = 0; i < each; i++) {
                Delivery delivery = delivery(me + "-" + i);
                while (queue.offer(delivery, mine.getRef()) != Offer.TAKEN) {
                  LockSupport.parkNanos(1_000);
                }
                queue.enqueue(null, envelope(mine.receiveMessage()));
              }
              fed.countDown();
            });
      }
      threads.execute(
          () -> {
            Random random = new Random(seed);
            while (emptied.getCount() > 0) {
              if (random.nextInt(100) == 0) {
                queue.hold(true);
                Thread.onSpinWait();
                queue.hold(false);
              }
              Envelope next = queue.dequeue();
              if (next == null) {
                LockSupport.parkNanos(1_000);
                continue;
              }
              mostQueued.accumulateAndGet(queue.size(), Math::max);
              mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              threads.execute(
                  () -> {
                    done.add(((ItemCommand.Work) next.message()).delivery().id());
                    atOnce.decrementAndGet();
                    queue.release();
                    emptied.countDown();
                  });
            }
          });

      // then
      assertThat(emptied.await(40, TimeUnit.SECONDS)).as("all was handed out").isTrue();
      assertThat(fed.await(1, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(done).hasSize(feeders * each).doesNotHaveDuplicates();
    assertThat(mostAtOnce).hasValueLessThanOrEqualTo(workers);
    assertThat(mostQueued).hasValueLessThanOrEqualTo(capacity);
    assertThat(queue.inHand()).isZero();
    assertThat(queue.figures().messages()).isZero();
    assertThat(queue.figures().bytes()).isZero();
    assertThat(queue.figures().taken()).isEqualTo((long) feeders * each);
    assertThat(told).as("the queue was full now and then").hasPositiveValue();
  }

  private ItemQueue queue(int capacity, int workers, OverflowStrategy overflow, QueueType type) {
    return Samples.queue(
        """
        "QueueSize": %d, "PoolSize": %d, "OverflowStrategy": "%s", "QueueType": "%s"
        """
            .formatted(capacity, workers, HostSettings.spell(overflow), HostSettings.spell(type)),
        outcomes);
  }

  private void give(ItemQueue queue, String... names) {
    for (String name : names) {
      give(queue, delivery(name));
    }
  }

  private void give(ItemQueue queue, Delivery delivery) {
    assertThat(queue.offer(delivery, actor.getRef())).isEqualTo(Offer.TAKEN);
    arrive(queue);
  }

  /** What was told to the actor reaches its mailbox. */
  private void arrive(ItemQueue queue) {
    while (actor.hasMessages()) {
      queue.enqueue(null, envelope(actor.receiveMessage()));
    }
  }

  private static Envelope envelope(Object message) {
    return Envelope.apply(message, null, Adapter.toClassic(testKit.system()));
  }

  private static String take(ItemQueue queue) {
    return ((ItemCommand.Work) taken(queue)).delivery().id();
  }

  private static Object taken(ItemQueue queue) {
    @Nullable Envelope next = queue.dequeue();
    assertThat(next).isNotNull();
    return next.message();
  }

  private static List<String> takeAll(ItemQueue queue) {
    List<String> taken = new ArrayList<>();
    for (Envelope next = queue.dequeue(); next != null; next = queue.dequeue()) {
      taken.add(((ItemCommand.Work) next.message()).delivery().id());
    }
    return taken;
  }
}

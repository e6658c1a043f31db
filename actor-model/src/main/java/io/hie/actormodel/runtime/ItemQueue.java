package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * An item's queue, which is its actor's mailbox. Bounded: whoever feeds it asks {@link #offer}
 * first. Control messages pass work, and work is handed out only while a worker is free and nothing
 * holds the queue, so that pausing keeps it as it is. Safe from any thread; no thread ever waits in
 * it.
 */
@SuppressWarnings(
    "NonAtomicVolatileUpdate") // size is written under the lock and only read without it
final class ItemQueue implements MessageQueue {

  /** How an offer ended. */
  enum Offer {
    /** It is in the queue. */
    TAKEN,
    /** There is no room; the history is told when there is. */
    WAIT,
    /** There is no room, and the overflow strategy says that it is not to wait. */
    REJECTED,
    /** The queue's actor has ended. */
    CLOSED
  }

  private final String item;
  private final int capacity;
  private final int workers;
  private final OverflowStrategy overflow;
  private final Outcomes outcomes;

  private final Queue<Envelope> control = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inHand = new AtomicInteger();
  private volatile boolean paused;
  private volatile boolean held;

  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final WorkOrder work;
  private final LinkedHashSet<String> waiting = new LinkedHashSet<>();

  /** Taken and on the way here; at the end of the actor they would be lost on that way. */
  private final Set<Delivery> coming = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean closed;
  private long bytes;
  private long waitedNanos;
  private long taken;
  // read without the lock; written under it
  private volatile int size;

  ItemQueue(
      String item,
      int capacity,
      int workers,
      OverflowStrategy overflow,
      WorkOrder work,
      Outcomes outcomes) {
    this.item = item;
    this.capacity = capacity;
    this.workers = workers;
    this.overflow = overflow;
    this.work = work;
    this.outcomes = outcomes;
  }

  /**
   * Offers work; if it is taken, {@code actor} has been told, and the delivery is worked on or
   * given back whatever becomes of the actor.
   */
  Offer offer(Delivery delivery, org.apache.pekko.actor.typed.ActorRef<ItemCommand> actor) {
    Delivery dropped = null;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (isFull()) {
        switch (overflow) {
          case BLOCK -> {
            waiting.add(delivery.entityId());
            return Offer.WAIT;
          }
          case REJECT_NEW -> {
            return Offer.REJECTED;
          }
          case DROP_OLDEST -> {
            Envelope oldest = work.removeOldest();
            if (oldest == null) {
              waiting.add(delivery.entityId());
              return Offer.WAIT;
            }
            dropped = removed(oldest).delivery();
          }
        }
      }
      coming.add(delivery);
    } finally {
      lock.unlock();
    }
    if (dropped != null) {
      outcomes.discarded(dropped, "drop_oldest");
    }
    actor.tell(new ItemCommand.Work(delivery, System.nanoTime()));
    return Offer.TAKEN;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope envelope) {
    if (!(envelope.message() instanceof ItemCommand.Work added)) {
      control.add(envelope);
      return;
    }
    lock.lock();
    try {
      coming.remove(added.delivery());
      if (closed) {
        return;
      }
      work.add(envelope, added.delivery().envelope().header().priority());
      bytes += added.delivery().envelope().body().rawPayload().size();
      size++;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Envelope dequeue() {
    Envelope first = control.poll();
    if (first != null || !mayWork()) {
      return first;
    }
    String hasRoom = null;
    lock.lock();
    try {
      first = work.next();
      if (first == null) {
        return null;
      }
      ItemCommand.Work next = removed(first);
      waitedNanos += System.nanoTime() - next.enqueuedNanos();
      taken++;
      if (!waiting.isEmpty()) {
        hasRoom = waiting.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    inHand.incrementAndGet();
    if (hasRoom != null) {
      outcomes.ready(hasRoom, item);
    }
    return first;
  }

  /**
   * Whether an offer would not have to wait. If it would, the history is told when there is room.
   */
  boolean hasRoom(String entityId) {
    lock.lock();
    try {
      if (overflow != OverflowStrategy.BLOCK || closed || !isFull()) {
        return true;
      }
      waiting.add(entityId);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** A history that was told of room has no use for it: the next one is told. */
  void passOn() {
    String next = null;
    lock.lock();
    try {
      if (!waiting.isEmpty() && !isFull()) {
        next = waiting.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      outcomes.ready(next, item);
    }
  }

  private boolean isFull() {
    return size + coming.size() >= capacity;
  }

  private ItemCommand.Work removed(Envelope envelope) {
    ItemCommand.Work gone = (ItemCommand.Work) envelope.message();
    size--;
    bytes -= gone.delivery().envelope().body().rawPayload().size();
    return gone;
  }

  private boolean mayWork() {
    return !paused && !held && inHand.get() < workers;
  }

  @Override
  public int numberOfMessages() {
    return control.size() + size;
  }

  @Override
  public boolean hasMessages() {
    return !control.isEmpty() || (size > 0 && mayWork());
  }

  /** Gives what is left back to the histories: the actor is gone. */
  @Override
  public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
    List<Delivery> left = new ArrayList<>();
    List<String> waiters;
    lock.lock();
    try {
      closed = true;
      for (Envelope next = work.next(); next != null; next = work.next()) {
        left.add(removed(next).delivery());
      }
      left.addAll(coming);
      coming.clear();
      waiters = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(outcomes::returned);
    waiters.forEach(waiter -> outcomes.ready(waiter, item));
    for (Envelope next = control.poll(); next != null; next = control.poll()) {
      if (next.message() instanceof ItemCommand.Stop stop) {
        stop.replyTo().tell(Done.getInstance()); // it came while the actor was stopping anyway
      } else {
        deadLetters.enqueue(owner, next);
      }
    }
  }

  /** A worker has finished. Whether there is work for it now, so that the actor must be woken. */
  boolean release() {
    inHand.decrementAndGet();
    return size > 0;
  }

  /** An operator's hold. */
  void pause(boolean on) {
    paused = on;
  }

  /** The item's own hold: its outside cannot be reached. */
  void hold(boolean on) {
    held = on;
  }

  boolean isHeld() {
    return held;
  }

  int size() {
    return size;
  }

  int inHand() {
    return inHand.get();
  }

  /** Its figures at one moment. */
  Figures figures() {
    lock.lock();
    try {
      Envelope oldest = work.oldest();
      long oldestNanos =
          oldest == null
              ? 0
              : System.nanoTime() - ((ItemCommand.Work) oldest.message()).enqueuedNanos();
      return new Figures(
          size,
          bytes,
          oldestNanos / 1_000_000,
          taken,
          taken == 0 ? 0 : waitedNanos / taken / 1_000);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Figures of a queue.
   *
   * @param taken how many were handed out so far
   */
  record Figures(int size, long bytes, long oldestMillis, long taken, long averageWaitMicros) {}
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.QueueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
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
  private final OverflowStrategy overflow;
  private final Outcomes outcomes;
  private final ToIntFunction<MessageEnvelope> priority;
  private final ItemGate gate;

  private final Queue<Envelope> control = new ConcurrentLinkedQueue<>();
  private volatile AlertListener alerts = (measure, raised, value, limit) -> {};

  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final WorkOrder work;
  private final QueueRoom room;
  private final QueueMeter meter = new QueueMeter(System.nanoTime());
  private final QueueAlarm depthAlarm;
  private final QueueAlarm ageAlarm;
  private boolean closed;
  // read without the lock; written under it
  private volatile int size;

  /**
   * What a queue is made of.
   *
   * @param priority 0 (first) to 9 of a message; asked once, and only by a queue of priorities
   */
  record Parts(
      String item,
      HostSettings host,
      ToIntFunction<MessageEnvelope> priority,
      @Nullable Breaker breaker,
      @Nullable Pace pace,
      Outcomes outcomes) {}

  /** Told when a limit of the queue is reached, and when it is kept again. */
  @FunctionalInterface
  interface AlertListener {
    void onAlert(ItemEvent.Measure measure, boolean raised, long value, long limit);
  }

  ItemQueue(Parts parts) {
    HostSettings host = parts.host();
    this.item = parts.item();
    this.room = new QueueRoom(host.queueSize(), host.queueBytes());
    this.gate = new ItemGate(host.workers(), parts.breaker(), parts.pace());
    this.overflow = host.overflowStrategy();
    this.work = WorkOrder.of(host.queueType());
    this.priority =
        host.queueType() == QueueType.PRIORITY
            ? parts.priority()
            : envelope -> MessageHeader.DEFAULT_PRIORITY;
    this.depthAlarm = new QueueAlarm(host.queueAlertDepth());
    this.ageAlarm = new QueueAlarm(host.queueAlertAge().toMillis());
    this.outcomes = parts.outcomes();
  }

  void onAlert(AlertListener listener) {
    alerts = listener;
  }

  /**
   * Offers work; if it is taken, {@code actor} has been told, and the delivery is worked on or
   * given back whatever becomes of the actor.
   */
  Offer offer(Delivery delivery, org.apache.pekko.actor.typed.ActorRef<ItemCommand> actor) {
    List<Delivery> dropped = List.of();
    long more = QueueRoom.sizeOf(delivery);
    boolean taken;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (room.isFull(more)) {
        switch (overflow) {
          case BLOCK -> {
            room.await(delivery.entityId());
            meter.blocked++;
            return Offer.WAIT;
          }
          case REJECT_NEW -> {
            meter.rejected++;
            return Offer.REJECTED;
          }
          case DROP_OLDEST -> {
            dropped = new ArrayList<>();
            while (room.isFull(more)) {
              Envelope oldest = work.removeOldest();
              if (oldest == null) {
                break; // all is on its way here
              }
              dropped.add(removed(oldest).delivery());
              meter.dropped++;
            }
          }
        }
      }
      taken = !room.isFull(more);
      if (taken) {
        room.comes(delivery);
      } else {
        room.await(delivery.entityId());
      }
    } finally {
      lock.unlock();
    }
    dropped.forEach(oldest -> outcomes.discarded(oldest, "drop_oldest"));
    if (!taken) {
      return Offer.WAIT;
    }
    actor.tell(new ItemCommand.Work(delivery, System.nanoTime()));
    return Offer.TAKEN;
  }

  /**
   * Takes what another node has in hand, whatever room there is.
   *
   * @return false if the queue's actor has ended
   */
  boolean admit(Delivery delivery, org.apache.pekko.actor.typed.ActorRef<ItemCommand> actor) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      room.comes(delivery);
    } finally {
      lock.unlock();
    }
    actor.tell(new ItemCommand.Work(delivery, System.nanoTime()));
    return true;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope envelope) {
    if (!(envelope.message() instanceof ItemCommand.Work added)) {
      control.add(envelope);
      return;
    }
    Delivery delivery = added.delivery();
    int urgency = priority.applyAsInt(delivery.envelope());
    Boolean alert;
    int depth;
    lock.lock();
    try {
      room.came(delivery);
      if (closed) {
        return;
      }
      work.add(envelope, urgency);
      room.entered(delivery);
      depth = room.messages();
      size = depth;
      alert = depthAlarm.look(depth);
    } finally {
      lock.unlock();
    }
    tellAlert(ItemEvent.Measure.DEPTH, alert, depth, depthAlarm);
  }

  @Override
  public @Nullable Envelope dequeue() {
    Envelope first = control.poll();
    if (first != null || size == 0 || !gate.mayPass()) {
      return first;
    }
    String hasRoom;
    Boolean alert;
    int depth;
    lock.lock();
    try {
      first = work.next();
      if (first == null) {
        return null;
      }
      ItemCommand.Work next = removed(first);
      long now = System.nanoTime();
      meter.taken(now - next.enqueuedNanos(), now);
      hasRoom = room.next();
      depth = size;
      alert = depthAlarm.look(depth);
    } finally {
      lock.unlock();
    }
    gate.pass();
    if (hasRoom != null) {
      outcomes.ready(hasRoom, item);
    }
    tellAlert(ItemEvent.Measure.DEPTH, alert, depth, depthAlarm);
    return first;
  }

  private void tellAlert(
      ItemEvent.Measure measure, @Nullable Boolean change, long value, QueueAlarm alarm) {
    if (change != null) {
      alerts.onAlert(measure, change, value, alarm.limit());
    }
  }

  /** Looks how long the oldest message has waited; to be called now and then, if it is to alert. */
  void lookAtAge() {
    long millis;
    Boolean alert;
    lock.lock();
    try {
      millis = oldestMillis();
      alert = ageAlarm.look(millis);
    } finally {
      lock.unlock();
    }
    tellAlert(ItemEvent.Measure.AGE, alert, millis, ageAlarm);
  }

  /**
   * Whether an offer would not have to wait. If it would, the history is told when there is room.
   */
  boolean hasRoom(String entityId) {
    lock.lock();
    try {
      if (overflow != OverflowStrategy.BLOCK || closed || !room.isFull(0)) {
        return true;
      }
      room.await(entityId);
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
      if (!room.isFull(0)) {
        next = room.next();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      outcomes.ready(next, item);
    }
  }

  private ItemCommand.Work removed(Envelope envelope) {
    ItemCommand.Work gone = (ItemCommand.Work) envelope.message();
    room.left(gone.delivery());
    size = room.messages();
    return gone;
  }

  @Override
  public int numberOfMessages() {
    return control.size() + size;
  }

  @Override
  public boolean hasMessages() {
    return !control.isEmpty() || (size > 0 && gate.mayPass());
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
      left.addAll(room.takeComing());
      waiters = room.takeWaiting();
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
    gate.release();
    return size > 0;
  }

  /** An operator's hold. */
  void pause(boolean on) {
    gate.paused = on;
  }

  boolean isPaused() {
    return gate.paused;
  }

  /** A hold while the item is changed. */
  void quiesce(boolean on) {
    gate.quiesced = on;
  }

  /** Whether nothing is in it or on the way to it. */
  boolean isDry() {
    lock.lock();
    try {
      return room.isDry();
    } finally {
      lock.unlock();
    }
  }

  /** The item's own hold: its outside cannot be reached. */
  void hold(boolean on) {
    gate.held = on;
  }

  boolean isHeld() {
    return gate.held;
  }

  int size() {
    return size;
  }

  int inHand() {
    return gate.inHand();
  }

  private long oldestMillis() {
    Envelope oldest = work.oldest();
    return oldest == null
        ? 0
        : (System.nanoTime() - ((ItemCommand.Work) oldest.message()).enqueuedNanos()) / 1_000_000;
  }

  /** Its figures at one moment. */
  QueueFigures figures() {
    lock.lock();
    try {
      long now = System.nanoTime();
      return new QueueFigures(
          size,
          room.bytes(),
          oldestMillis(),
          meter.taken(),
          meter.perSecond(now),
          meter.averageWaitMicros(),
          meter.waitMicros(0.5, now),
          meter.waitMicros(0.99, now),
          meter.blocked,
          meter.dropped,
          meter.rejected,
          depthAlarm.isRaised() || ageAlarm.isRaised());
    } finally {
      lock.unlock();
    }
  }
}

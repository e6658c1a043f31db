package io.hie.actormodel.runtime;

import io.hie.actormodel.production.HostSettings.QueueType;
import java.util.ArrayDeque;
import org.apache.pekko.dispatch.Envelope;
import org.jspecify.annotations.Nullable;

/** In which order work leaves a queue ({@code QueueType}). Not thread-safe; the queue guards it. */
sealed interface WorkOrder {

  void add(Envelope work, int priority);

  /** Removes and returns what is to be done next; null if there is nothing. */
  @Nullable Envelope next();

  /**
   * Removes and returns what waits longest, of the least urgent if that matters; null if there is
   * nothing.
   */
  @Nullable Envelope removeOldest();

  /** What waits longest, or a good guess at it; null if there is nothing. */
  @Nullable Envelope oldest();

  static WorkOrder of(QueueType type) {
    return switch (type) {
      // One mailbox hands out in one order anyway; what "unordered" gives up is order per key, in
      // the history.
      case FIFO, UNORDERED -> new Fifo();
      case LIFO -> new Lifo();
      case PRIORITY -> new Priority();
    };
  }

  /** First in, first out. */
  record Fifo(ArrayDeque<Envelope> queue) implements WorkOrder {
    Fifo() {
      this(new ArrayDeque<>());
    }

    @Override
    public void add(Envelope work, int priority) {
      queue.addLast(work);
    }

    @Override
    public @Nullable Envelope next() {
      return queue.pollFirst();
    }

    @Override
    public @Nullable Envelope removeOldest() {
      return queue.pollFirst();
    }

    @Override
    public @Nullable Envelope oldest() {
      return queue.peekFirst();
    }
  }

  /** Last in, first out. */
  record Lifo(ArrayDeque<Envelope> stack) implements WorkOrder {
    Lifo() {
      this(new ArrayDeque<>());
    }

    @Override
    public void add(Envelope work, int priority) {
      stack.addLast(work);
    }

    @Override
    public @Nullable Envelope next() {
      return stack.pollLast();
    }

    @Override
    public @Nullable Envelope removeOldest() {
      return stack.pollFirst();
    }

    @Override
    public @Nullable Envelope oldest() {
      return stack.peekFirst();
    }
  }

  /** By priority, 0 first; first in, first out within one. */
  final class Priority implements WorkOrder {
    private final Fifo[] levels = new Fifo[10];

    Priority() {
      for (int i = 0; i < levels.length; i++) {
        levels[i] = new Fifo();
      }
    }

    @Override
    public void add(Envelope work, int priority) {
      levels[priority].add(work, priority);
    }

    @Override
    public @Nullable Envelope next() {
      for (Fifo level : levels) {
        Envelope next = level.next();
        if (next != null) {
          return next;
        }
      }
      return null;
    }

    @Override
    public @Nullable Envelope removeOldest() {
      for (int i = levels.length - 1; i >= 0; i--) {
        Envelope oldest = levels[i].removeOldest();
        if (oldest != null) {
          return oldest;
        }
      }
      return null;
    }

    @Override
    public @Nullable Envelope oldest() {
      Envelope oldest = null;
      for (Fifo level : levels) {
        Envelope first = level.oldest();
        if (first != null && (oldest == null || enqueued(first) - enqueued(oldest) < 0)) {
          oldest = first;
        }
      }
      return oldest;
    }

    private static long enqueued(Envelope envelope) {
      return ((ItemCommand.Work) envelope.message()).enqueuedNanos();
    }
  }
}

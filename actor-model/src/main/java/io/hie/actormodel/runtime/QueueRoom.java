package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much room a queue has, in messages and bytes, and which histories wait for some. What was
 * taken and is on the way into the queue counts. Not thread-safe; the queue guards it.
 */
final class QueueRoom {
  private final int capacity;
  private final long maxBytes;
  private final LinkedHashSet<String> waiting = new LinkedHashSet<>();

  /** At the end of the actor they would be lost on their way. */
  private final Set<Delivery> coming = Collections.newSetFromMap(new IdentityHashMap<>());

  private long comingBytes;
  private int messages;
  private long bytes;

  /**
   * @param maxBytes 0 for no bound
   */
  QueueRoom(int capacity, long maxBytes) {
    this.capacity = capacity;
    this.maxBytes = maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
  }

  /** Whether so many bytes more are too many. An empty queue takes a message of any size. */
  boolean isFull(long more) {
    int all = messages + coming.size();
    return all >= capacity || (all > 0 && bytes + comingBytes + more > maxBytes);
  }

  void comes(Delivery delivery) {
    coming.add(delivery);
    comingBytes += sizeOf(delivery);
  }

  /** It is not on its way any longer, if it was. */
  void came(Delivery delivery) {
    if (coming.remove(delivery)) {
      comingBytes -= sizeOf(delivery);
    }
  }

  void entered(Delivery delivery) {
    messages++;
    bytes += sizeOf(delivery);
  }

  void left(Delivery delivery) {
    messages--;
    bytes -= sizeOf(delivery);
  }

  /** What is on its way, which is given back; nothing is afterwards. */
  List<Delivery> takeComing() {
    List<Delivery> left = List.copyOf(coming);
    coming.clear();
    comingBytes = 0;
    return left;
  }

  void await(String entityId) {
    waiting.add(entityId);
  }

  /** The history that has waited longest, which waits no more; null if none does. */
  @Nullable String next() {
    return waiting.isEmpty() ? null : waiting.removeFirst();
  }

  List<String> takeWaiting() {
    List<String> waiters = List.copyOf(waiting);
    waiting.clear();
    return waiters;
  }

  int messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  boolean isDry() {
    return messages == 0 && coming.isEmpty();
  }

  static long sizeOf(Delivery delivery) {
    return delivery.envelope().body().rawPayload().size();
  }
}

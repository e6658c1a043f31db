package io.hie.protocols.mllp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of received messages a node may hold between their first byte and their answer,
 * over all its connections, so that thousands of half-sent messages end as refusals and not as an
 * OutOfMemoryError. Safe from any thread.
 */
final class FrameBudget {
  private static final long HEAP_SHARE = 4;

  /** The one of this JVM: a quarter of the heap. */
  static final FrameBudget NODE = new FrameBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  FrameBudget(long limit) {
    this.limit = limit;
  }

  /** Takes {@code bytes} if they are there; who takes them gives them back. */
  boolean tryReserve(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}

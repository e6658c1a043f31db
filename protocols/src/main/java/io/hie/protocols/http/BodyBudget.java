package io.hie.protocols.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of all messages of one service that are being received or stored. Thread-safe.
 */
final class BodyBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param limit in bytes
   */
  BodyBudget(long limit) {
    this.limit = limit;
  }

  /** Takes a share; false if there is not so much left. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}

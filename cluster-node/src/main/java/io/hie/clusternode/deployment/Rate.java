package io.hie.clusternode.deployment;

import java.util.concurrent.atomic.LongAdder;

/** How often something happens, over the last one to two minutes. Safe from any thread. */
final class Rate {
  private static final long TURN_NANOS = 60_000_000_000L;

  private final LongAdder count = new LongAdder();
  private long since;
  private long before;
  private long turnedAt;
  private long atTurn;

  Rate(long nanoTime) {
    since = nanoTime;
    turnedAt = nanoTime;
  }

  void count() {
    count.increment();
  }

  synchronized double perSecond(long nanoTime) {
    long now = count.sum();
    if (nanoTime - turnedAt >= TURN_NANOS) {
      since = turnedAt;
      before = atTurn;
      turnedAt = nanoTime;
      atTurn = now;
    }
    double seconds = (nanoTime - since) / 1e9;
    return seconds <= 0 ? 0 : (now - before) / seconds;
  }
}

package io.hie.actormodel.runtime;

import java.util.Arrays;

/**
 * Counts what a queue does, at the cost of a few additions a message. Waiting times of the last one
 * to two minutes are kept in a histogram whose buckets are at most a quarter wide. Not thread-safe;
 * the queue guards it.
 */
final class QueueMeter {
  private static final int BUCKETS = 4 * 44;
  private static final long TURN_NANOS = 60_000_000_000L;

  private long[] now = new long[BUCKETS];
  private long[] before = new long[BUCKETS];
  private long countNow;
  private long countBefore;
  private long turnedAt;
  private long startedAt;

  private long taken;
  private long waitedNanos;
  long blocked;
  long dropped;
  long rejected;

  QueueMeter(long nanoTime) {
    turnedAt = nanoTime;
    startedAt = nanoTime;
  }

  /** A message left the queue for the item. */
  void taken(long waitNanos, long nanoTime) {
    turn(nanoTime);
    taken++;
    countNow++;
    waitedNanos += waitNanos;
    now[bucket(Math.max(0, waitNanos / 1_000))]++;
  }

  long taken() {
    return taken;
  }

  /** Mean of all, in microseconds. */
  long averageWaitMicros() {
    return taken == 0 ? 0 : waitedNanos / taken / 1_000;
  }

  /** Messages that left it per second, over the last one to two minutes. */
  double perSecond(long nanoTime) {
    turn(nanoTime);
    double seconds = (nanoTime - startedAt) / 1e9;
    return seconds <= 0 ? 0 : (countNow + countBefore) / seconds;
  }

  /**
   * A waiting time that {@code share} of the messages did not exceed, in microseconds; up to a
   * quarter too long. 0 if there were none.
   */
  long waitMicros(double share, long nanoTime) {
    turn(nanoTime);
    long wanted = (long) Math.ceil((countNow + countBefore) * share);
    if (wanted == 0) {
      return 0;
    }
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += now[i] + before[i];
      if (seen >= wanted) {
        return upper(i);
      }
    }
    return upper(BUCKETS - 1);
  }

  private void turn(long nanoTime) {
    long since = nanoTime - turnedAt;
    if (since < TURN_NANOS) {
      return;
    }
    boolean longAgo = since >= 2 * TURN_NANOS;
    long[] old = before;
    before = now;
    countBefore = longAgo ? 0 : countNow;
    if (longAgo) {
      Arrays.fill(before, 0);
    }
    Arrays.fill(old, 0);
    now = old;
    countNow = 0;
    startedAt = longAgo ? nanoTime : turnedAt;
    turnedAt = nanoTime;
  }

  /** Four buckets to each power of two. */
  static int bucket(long micros) {
    if (micros < 4) {
      return (int) micros;
    }
    int power = 63 - Long.numberOfLeadingZeros(micros);
    int quarter = (int) (micros >> (power - 2)) & 3;
    return Math.min(BUCKETS - 1, 4 * (power - 1) + quarter);
  }

  /** The longest time in a bucket. */
  static long upper(int bucket) {
    if (bucket < 4) {
      return bucket;
    }
    int power = bucket / 4 + 1;
    return (1L << power) + ((bucket % 4 + 1L) << (power - 2)) - 1;
  }
}

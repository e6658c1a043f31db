package io.hie.chaostests.load;

/**
 * Counts durations in buckets whose width grows with the duration: 32 to each doubling, so a
 * percentile is at most 3 % too high. Microseconds from 0 to about 12 days. Not thread-safe.
 */
public final class Histogram {
  private static final int SUB = 32;
  private static final int DOUBLINGS = 35;

  private final long[] buckets = new long[SUB * (DOUBLINGS + 1)];
  private long count;
  private long max;
  private long sum;

  public void addNanos(long nanos) {
    long micros = Math.max(0, nanos / 1000);
    buckets[bucket(micros)]++;
    count++;
    sum += micros;
    max = Math.max(max, micros);
  }

  public long count() {
    return count;
  }

  /** 0 if there are none. */
  public long meanMicros() {
    return count == 0 ? 0 : sum / count;
  }

  public long maxMicros() {
    return max;
  }

  /** The duration that this share (0 to 1) of all did not exceed, in microseconds. */
  public long micros(double share) {
    long wanted = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(max, highest(i));
      }
    }
    return max;
  }

  private static int bucket(long micros) {
    if (micros < SUB) {
      return (int) micros;
    }
    int doubling = 63 - Long.numberOfLeadingZeros(micros) - 5; // 32..63 is the doubling 0
    int index = SUB * (doubling + 1) + (int) (micros >>> doubling) - SUB;
    return Math.min(index, SUB * (DOUBLINGS + 1) - 1);
  }

  private static long highest(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int doubling = bucket / SUB - 1;
    return ((long) (bucket % SUB + SUB + 1) << doubling) - 1;
  }
}

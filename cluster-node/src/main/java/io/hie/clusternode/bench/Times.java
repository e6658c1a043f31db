package io.hie.clusternode.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, many times, to within an eighth. From any thread; its size does not
 * depend on how much is noted.
 */
final class Times {
  private static final int STEPS = 8;

  private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);

  void note(long nanos) {
    counts.incrementAndGet(bucket(Math.max(1, nanos)));
  }

  long count() {
    long count = 0;
    for (int i = 0; i < counts.length(); i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** Within so many milliseconds was the part {@code share} of all; 0 if nothing was noted. */
  double millis(double share) {
    long wanted = (long) Math.ceil(share * count());
    for (int i = 0; i < counts.length(); i++) {
      wanted -= counts.get(i);
      if (wanted <= 0 && counts.get(i) > 0) {
        return upper(i) / 1e6;
      }
    }
    return 0;
  }

  void clear() {
    for (int i = 0; i < counts.length(); i++) {
      counts.set(i, 0);
    }
  }

  private static int bucket(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int step = power < 3 ? 0 : (int) ((nanos >>> (power - 3)) & (STEPS - 1));
    return power * STEPS + step;
  }

  private static double upper(int bucket) {
    double power = Math.scalb(1.0, bucket / STEPS);
    return power + power / STEPS * (bucket % STEPS + 1);
  }
}

package io.hie.chaostests.sink;

import io.hie.chaostests.message.ControlId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How often each message has come: a byte a message, so that a long run fits. */
final class Attempts {
  private final Map<String, byte[]> runs = new HashMap<>();
  private volatile long distinct;

  /** Counts one more of a message and tells how many there are now, at most 127. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes; the others only look
  int next(ControlId id) {
    byte[] counts = runs.computeIfAbsent(id.run(), run -> new byte[1024]);
    int n = (int) Math.min(id.number(), Integer.MAX_VALUE - 8);
    if (n >= counts.length) {
      counts = Arrays.copyOf(counts, (int) Math.min(Integer.MAX_VALUE - 7, n * 2L + 1));
      runs.put(id.run(), counts);
    }
    if (counts[n] == 0) {
      distinct++;
    }
    counts[n] = (byte) Math.min(127, counts[n] + 1);
    return counts[n];
  }

  long distinct() {
    return distinct;
  }
}

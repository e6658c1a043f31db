package io.hie.chaostests.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A process's resident memory over time, by samples at even intervals. */
final class MemoryCurve {
  private final List<Long> samples = new ArrayList<>();

  synchronized void add(long bytes) {
    if (bytes > 0) {
      samples.add(bytes);
    }
  }

  /** The mean of each quarter of the time, in MB, and the highest sample. */
  synchronized String summary() {
    if (samples.size() < 4) {
      return "too short to tell";
    }
    StringBuilder text = new StringBuilder();
    for (int quarter = 0; quarter < 4; quarter++) {
      int from = samples.size() * quarter / 4;
      int to = samples.size() * (quarter + 1) / 4;
      double mean = samples.subList(from, to).stream().mapToLong(v -> v).average().orElse(0);
      text.append(String.format(Locale.ROOT, "%.0f ", mean / (1 << 20)));
    }
    long highest = samples.stream().mapToLong(v -> v).max().orElse(0);
    return text + String.format(Locale.ROOT, "(highest %d) MB by quarters", highest >> 20);
  }
}

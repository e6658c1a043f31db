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

  /** The mean of the last quarter against that of the second; 1 if it is too short to tell. */
  synchronized double growth() {
    return samples.size() < 4 ? 1 : mean(3) / mean(1);
  }

  private double mean(int quarter) {
    int from = samples.size() * quarter / 4;
    int to = samples.size() * (quarter + 1) / 4;
    return samples.subList(from, to).stream().mapToLong(v -> v).average().orElse(0);
  }

  /** The mean of each quarter of the time, in MB, and the highest sample. */
  synchronized String summary() {
    if (samples.size() < 4) {
      return "too short to tell";
    }
    StringBuilder text = new StringBuilder();
    for (int quarter = 0; quarter < 4; quarter++) {
      text.append(String.format(Locale.ROOT, "%.0f ", mean(quarter) / (1 << 20)));
    }
    long highest = samples.stream().mapToLong(v -> v).max().orElse(0);
    return text + String.format(Locale.ROOT, "(highest %d) MB by quarters", highest >> 20);
  }
}

package io.hie.chaostests.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Figures of a load of reads at one moment; times in microseconds.
 *
 * @param answered with 200, the warm-up included
 * @param refused answered with anything else
 * @param perSecond answered with 200 since the warm-up
 * @param p50Micros of the time from sending to the whole answer
 * @param dueP99Micros the same from when the request was due, for a load of a given rate
 * @param bytes of the last answer's body
 */
public record ReadSnapshot(
    long answered,
    long refused,
    double perSecond,
    long p50Micros,
    long p99Micros,
    long maxMicros,
    long dueP99Micros,
    long bytes) {
  public static final ReadSnapshot NONE = new ReadSnapshot(0, 0, 0, 0, 0, 0, 0, 0);

  /** As {@code name=value} words, for {@link #parse}. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "answered=%d refused=%d perSecond=%.1f p50=%d p99=%d max=%d dueP99=%d bytes=%d",
        answered,
        refused,
        perSecond,
        p50Micros,
        p99Micros,
        maxMicros,
        dueP99Micros,
        bytes);
  }

  /** Reads {@link #words} back; what is missing is 0. */
  public static ReadSnapshot parse(String words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words.strip().split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new ReadSnapshot(
        number(values, "answered"),
        number(values, "refused"),
        Double.parseDouble(values.getOrDefault("perSecond", "0")),
        number(values, "p50"),
        number(values, "p99"),
        number(values, "max"),
        number(values, "dueP99"),
        number(values, "bytes"));
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }

  /** For a person. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%,d answered  %,d refused  %,.0f/s  p50 %.2f ms  p99 %.2f ms",
        answered,
        refused,
        perSecond,
        p50Micros / 1e3,
        p99Micros / 1e3);
  }
}

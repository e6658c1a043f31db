package io.hie.chaostests.load;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Figures of a load at one moment.
 *
 * @param sent messages, each counted once
 * @param acknowledged with AA or CA
 * @param refused with AR or CR, and so given up
 * @param negative answers AE or CE, after which the message is sent again
 * @param perSecond answered since the warm-up
 * @param meanMicros of the time from the last sending of a message to its acknowledgement
 * @param p50Micros of the same
 * @param dueP99Micros the same, from when the message was due, for a load of a given rate
 * @param longestWaitMillis the longest from a first sending to the acknowledgement, outages
 *     included
 */
public record LoadSnapshot(
    long sent,
    long resent,
    long acknowledged,
    long refused,
    long negative,
    long mismatched,
    long linksLost,
    long timeouts,
    double perSecond,
    long meanMicros,
    long p50Micros,
    long p90Micros,
    long p99Micros,
    long p999Micros,
    long maxMicros,
    long dueP99Micros,
    long longestWaitMillis) {
  public static final LoadSnapshot NONE =
      new LoadSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** As {@code name=value} words, for {@link #parse}. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "sent=%d resent=%d acknowledged=%d refused=%d negative=%d mismatched=%d linksLost=%d"
            + " timeouts=%d perSecond=%.1f mean=%d p50=%d p90=%d p99=%d p999=%d max=%d dueP99=%d"
            + " longest=%d",
        sent,
        resent,
        acknowledged,
        refused,
        negative,
        mismatched,
        linksLost,
        timeouts,
        perSecond,
        meanMicros,
        p50Micros,
        p90Micros,
        p99Micros,
        p999Micros,
        maxMicros,
        dueP99Micros,
        longestWaitMillis);
  }

  /** Reads {@link #words} back; what is missing is 0. */
  public static LoadSnapshot parse(String words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words.strip().split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new LoadSnapshot(
        number(values, "sent"),
        number(values, "resent"),
        number(values, "acknowledged"),
        number(values, "refused"),
        number(values, "negative"),
        number(values, "mismatched"),
        number(values, "linksLost"),
        number(values, "timeouts"),
        Double.parseDouble(values.getOrDefault("perSecond", "0")),
        number(values, "mean"),
        number(values, "p50"),
        number(values, "p90"),
        number(values, "p99"),
        number(values, "p999"),
        number(values, "max"),
        number(values, "dueP99"),
        number(values, "longest"));
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }

  /** For a person: one line. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "sent %,d  acknowledged %,d  resent %,d  AE %,d  refused %,d  links lost %,d",
        sent,
        acknowledged,
        resent,
        negative,
        refused,
        linksLost);
  }

  /** For a person: rate and times, several lines. */
  public String summary() {
    String times =
        String.format(
            Locale.ROOT,
            "%,.0f acknowledged/s%nACK time: p50 %.2f ms  p90 %.2f ms  p99 %.2f ms  p99.9 %.2f ms"
                + "  max %.2f ms",
            perSecond,
            p50Micros / 1e3,
            p90Micros / 1e3,
            p99Micros / 1e3,
            p999Micros / 1e3,
            maxMicros / 1e3);
    String due =
        dueP99Micros == 0
            ? ""
            : String.format(Locale.ROOT, "%np99 from when it was due: %.2f ms", dueP99Micros / 1e3);
    return times
        + due
        + String.format(
            Locale.ROOT,
            "%nlongest from first sending to ACK, outages included: %,d ms",
            longestWaitMillis);
  }
}

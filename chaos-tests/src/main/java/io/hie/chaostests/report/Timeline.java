package io.hie.chaostests.report;

import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.ledger.Source;
import io.hie.chaostests.load.Histogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run second by second, from the ledgers.
 *
 * @param start of the first second, by {@link System#nanoTime}
 */
public record Timeline(long start, List<Second> seconds) {
  /** A run of a day has so many seconds; what lies beyond is not drawn. */
  private static final int MOST_SECONDS = 86_400;

  public Timeline {
    seconds = List.copyOf(seconds);
  }

  /**
   * What happened in one second.
   *
   * @param acknowledged messages whose ACK came
   * @param delivered frames that came to the destination, copies included
   * @param resent frames that the sender sent once more
   * @param p50Millis of the time from a message's first sending to its ACK, for those above
   */
  public record Second(
      int acknowledged, int delivered, int resent, double p50Millis, double p99Millis) {}

  private static final class Bucket {
    int acknowledged;
    int delivered;
    int resent;
    final Histogram waits = new Histogram();

    Second finished() {
      return new Second(
          acknowledged, delivered, resent, waits.micros(0.5) / 1e3, waits.micros(0.99) / 1e3);
    }
  }

  /** Reads both ledgers. */
  public static Timeline of(long start, Source<LoadEvent> load, Source<Reception> sink) {
    List<Bucket> buckets = new ArrayList<>();
    Map<Long, Long> open = new HashMap<>();
    load.forEach(
        event -> {
          switch (event) {
            case LoadEvent.Sent sent -> open.put(sent.number(), sent.nanos());
            case LoadEvent.Resent again -> at(buckets, start, again.nanos()).resent++;
            case LoadEvent.Answered answered -> {
              Long first = open.get(answered.number());
              if (answered.accepted() && first != null) {
                open.remove(answered.number());
                Bucket bucket = at(buckets, start, answered.nanos());
                bucket.acknowledged++;
                bucket.waits.addNanos(answered.nanos() - first);
              }
            }
            case LoadEvent.Mismatched _, LoadEvent.LinkLost _ -> {
              // the check counts them
            }
          }
        });
    sink.forEach(reception -> at(buckets, start, reception.nanos()).delivered++);
    return new Timeline(start, buckets.stream().map(Bucket::finished).toList());
  }

  private static Bucket at(List<Bucket> buckets, long start, long nanos) {
    int index = Math.clamp((nanos - start) / 1_000_000_000, 0, MOST_SECONDS - 1);
    while (buckets.size() <= index) {
      buckets.add(new Bucket());
    }
    return buckets.get(index);
  }

  /** Seconds since the start, with a fraction. */
  public double at(long nanos) {
    return (nanos - start) / 1e9;
  }
}

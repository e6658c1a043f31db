package io.hie.chaostests.load;

import java.util.Locale;

/** What a load has counted so far. Written by the load's thread; others read {@link #snapshot}. */
public final class LoadStats {
  long sent;
  long resent;
  long acknowledged;
  long refused;
  long negative;
  long mismatched;
  long linksLost;
  long timeouts;
  long measuredFrom; // nanos from which answers count
  long lastAcknowledged;
  long longestWait;
  final Histogram answerTimes = new Histogram();
  final Histogram fromDue = new Histogram();
  private volatile LoadSnapshot snapshot = LoadSnapshot.NONE;

  public LoadSnapshot snapshot() {
    return snapshot;
  }

  /** Lets the others see the figures of now. */
  void publish() {
    double seconds = Math.max(1, lastAcknowledged - measuredFrom) / 1e9;
    snapshot =
        new LoadSnapshot(
            sent,
            resent,
            acknowledged,
            refused,
            negative,
            mismatched,
            linksLost,
            timeouts,
            answerTimes.count() / seconds,
            answerTimes.meanMicros(),
            answerTimes.micros(0.5),
            answerTimes.micros(0.9),
            answerTimes.micros(0.99),
            answerTimes.micros(0.999),
            answerTimes.maxMicros(),
            fromDue.micros(0.99),
            longestWait / 1_000_000);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "LoadStats[%d sent, %d acknowledged]", sent, acknowledged);
  }
}

package io.hie.clusternode.workers;

import java.time.Duration;

/**
 * Whether a worker gives signs of life, by those that were heard and by looks at even intervals.
 * While nobody looked, since the node itself was halted, nobody listened either: that is no silence
 * of the worker. Times are those of {@link System#nanoTime}. Safe from any thread.
 */
final class Pulse {
  private final long mostSilence;
  private long heardAt;
  private long lookedAt;

  Pulse(Duration mostSilence, long now) {
    this.mostSilence = mostSilence.toNanos();
    this.heardAt = now;
    this.lookedAt = now;
  }

  synchronized void heard(long now) {
    heardAt = now;
  }

  /** Whether it has been silent for too long; to be asked several times within that time. */
  synchronized boolean isSilent(long now) {
    if (now - lookedAt > mostSilence / 2) {
      heardAt = now;
    }
    lookedAt = now;
    return now - heardAt > mostSilence;
  }
}

package io.hie.protocols.mllp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits between attempts to connect: growing, so as not to hammer a receiver that is down, and
 * scattered over the upper half of each, so that a hundred connections do not come back at one
 * instant. Not thread-safe.
 */
class Backoff {
  /** The first wait of every operation. */
  static final Duration FIRST = Duration.ofMillis(200);

  private final long firstNanos;
  private final long mostNanos;
  private final RandomGenerator random;
  private long nextNanos;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.nextNanos = firstNanos;
    this.mostNanos = most.toNanos();
    this.random = random;
  }

  /** How long to wait before the next attempt. */
  long nextNanos() {
    long whole = Math.min(nextNanos, mostNanos);
    nextNanos = Math.min(mostNanos, 2 * whole);
    return whole - (long) (random.nextDouble() * whole / 2);
  }

  /** It works again. */
  void reset() {
    nextNanos = firstNanos;
  }
}

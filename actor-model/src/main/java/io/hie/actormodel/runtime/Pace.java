package io.hie.actormodel.runtime;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.hie.actormodel.production.HostSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pace that an item's settings allow: a token bucket of {@code RateLimitBurst} that fills with
 * {@code RateLimitMessagesPerSecond}. It delays and drops nothing; no thread waits for it. Whoever
 * finds it empty is woken when the next message may pass. Safe from any thread.
 *
 * <p>A timer wakes late by some milliseconds. So that this does not slow an item with a small burst
 * below its rate, what would have filled up in 50 ms may follow the burst.
 */
final class Pace {
  /** Tokens of one message, so that fractions of a message count too. */
  private static final long MESSAGE = 1_000;

  private static final double LATENESS_SECONDS = 0.05;
  private static final long PERIOD_SECONDS = 1_000;

  private final Bucket bucket;
  private final Timer timer;
  private final AtomicBoolean armed = new AtomicBoolean();
  private volatile Runnable wake = () -> {};

  /** Runs something once, after a time. */
  @FunctionalInterface
  interface Timer {
    void in(Duration delay, Runnable then);
  }

  Pace(double perSecond, int burst, LongSupplier nanoTime, Timer timer) {
    this.timer = timer;
    long lateness = Math.round(perSecond * LATENESS_SECONDS * MESSAGE);
    this.bucket =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(burst * MESSAGE + lateness)
                    .refillGreedy(
                        Math.max(1, Math.round(perSecond * MESSAGE * PERIOD_SECONDS)),
                        Duration.ofSeconds(PERIOD_SECONDS))
                    .initialTokens(burst * MESSAGE)
                    .build())
            .withCustomTimePrecision(new Nanos(nanoTime))
            .build();
  }

  /** The pace that an item's settings ask for; null if they ask for none. */
  static @Nullable Pace of(HostSettings host, Timer timer) {
    return host.rateLimitEnabled()
        ? new Pace(
            host.rateLimitMessagesPerSecond(), host.rateLimitBurst(), System::nanoTime, timer)
        : null;
  }

  /** Who is told, from any thread, that a message may pass again. */
  void onReady(Runnable wake) {
    this.wake = wake;
  }

  /** Whether a message may pass now. If not, whoever listens will be told when. Takes nothing. */
  boolean mayPass() {
    if (bucket.getAvailableTokens() >= MESSAGE) {
      return true;
    }
    if (armed.compareAndSet(false, true)) {
      long nanos = bucket.estimateAbilityToConsume(MESSAGE).getNanosToWaitForRefill();
      timer.in(
          Duration.ofNanos(nanos),
          () -> {
            armed.set(false);
            wake.run();
          });
    }
    return false;
  }

  /** A message passes. Never refused: who did not ask before makes the next ones wait longer. */
  void pass() {
    bucket.consumeIgnoringRateLimits(MESSAGE);
  }

  private record Nanos(LongSupplier time) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return time.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}

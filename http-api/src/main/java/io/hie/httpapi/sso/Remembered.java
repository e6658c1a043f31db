package io.hie.httpapi.sso;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is fetched when it is wanted and kept for a while; who asks while it is fetched
 * waits for the same. A failure is kept for a moment, so that a provider that is down is not asked
 * by everybody. Safe from any thread.
 */
final class Remembered<T> {
  private static final Duration OF_FAILURE = Duration.ofSeconds(2);

  private final Duration good;
  private final Supplier<CompletableFuture<T>> fetch;
  private final Clock clock;
  private @Nullable CompletableFuture<T> last;
  private Instant at = Instant.MIN;

  Remembered(Duration good, Supplier<CompletableFuture<T>> fetch, Clock clock) {
    this.good = good;
    this.fetch = fetch;
    this.clock = clock;
  }

  CompletableFuture<T> get() {
    return notOlderThan(good);
  }

  /** The same, fetched again if it is older. */
  synchronized CompletableFuture<T> notOlderThan(Duration most) {
    CompletableFuture<T> known = last;
    Instant now = clock.instant();
    if (known != null) {
      Duration life = known.isCompletedExceptionally() ? OF_FAILURE : most;
      if (!known.isDone() || now.isBefore(at.plus(life))) {
        return known;
      }
    }
    CompletableFuture<T> fresh = fetch.get();
    last = fresh;
    at = now;
    return fresh;
  }
}

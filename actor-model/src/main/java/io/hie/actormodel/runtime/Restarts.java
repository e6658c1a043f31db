package io.hie.actormodel.runtime;

import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts an item's failures and says what its restart policy makes of each. Decides only; does
 * nothing. Restarts are counted until the item has run for {@code RestartWindow} without failing.
 */
final class Restarts {
  /** The longest wait before a restart. */
  static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

  /** What is to be done. */
  sealed interface Verdict {
    /** Make it anew after a wait. */
    record Again(Duration delay) implements Verdict {}

    /** Leave it failed until somebody restarts it. */
    record GiveUp() implements Verdict {}

    /** Go on with it as it is: it was made anew too often just now. */
    record GoOn() implements Verdict {}
  }

  private final RestartPolicy policy;
  private final int most;
  private final Duration window;
  private final Duration firstDelay;
  private int count;
  private Instant last = Instant.MIN;

  Restarts(HostSettings host) {
    this.policy = host.restartPolicy();
    this.most = host.maxRestarts();
    this.window = host.restartWindow();
    this.firstDelay = host.restartDelay();
  }

  /**
   * It could not start.
   *
   * @param misconfigured whether a person has to mend something, which they may do without telling
   */
  Verdict couldNotStart(boolean misconfigured, Instant now) {
    return switch (policy) {
      case NEVER -> new Verdict.GiveUp();
      case ON_FAILURE -> misconfigured || count < most ? again(now) : new Verdict.GiveUp();
      case ALWAYS -> again(now);
    };
  }

  /**
   * It said that it cannot go on.
   *
   * @param since when it began to run; null if it does not
   */
  Verdict broke(@Nullable Instant since, Instant now) {
    forget(since, now);
    return switch (policy) {
      case NEVER -> new Verdict.GiveUp();
      case ON_FAILURE -> count < most ? again(now) : new Verdict.GiveUp();
      case ALWAYS -> count < most || isLongAgo(now) ? again(now) : new Verdict.GoOn();
    };
  }

  /** It ended by itself. */
  Verdict ended(@Nullable Instant since, Instant now) {
    forget(since, now);
    return switch (policy) {
      case NEVER, ON_FAILURE -> new Verdict.GiveUp();
      case ALWAYS -> again(now);
    };
  }

  private boolean isLongAgo(Instant now) {
    return !now.isBefore(last.plus(LONGEST_DELAY));
  }

  private void forget(@Nullable Instant since, Instant now) {
    if (since != null && !now.isBefore(since.plus(window))) {
      count = 0;
    }
  }

  private Verdict again(Instant now) {
    Duration delay = firstDelay.multipliedBy(1L << Math.min(count, 16));
    count++;
    last = now;
    Duration longest = firstDelay.compareTo(LONGEST_DELAY) > 0 ? firstDelay : LONGEST_DELAY;
    return new Verdict.Again(delay.compareTo(longest) < 0 ? delay : longest);
  }
}

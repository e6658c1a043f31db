package io.hie.actormodel.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notices that this process stood still: stopped by a signal, by its machine, or by a long
 * collection of garbage. Other nodes take it for dead by then and may have taken over its work, and
 * while the log voids what it still writes, nobody can call back what it still delivers. So from
 * the first instruction after the pause no delivery begins until it is decided whether the process
 * goes on at all.
 *
 * <p>A thread beats; whoever is about to deliver looks how long ago that was, which costs some 30
 * ns. Without a watch nothing is ever held back. Safe from any thread.
 */
public final class Pulse implements AutoCloseable {
  private static final long BEAT_MILLIS = 100;
  private static final AtomicReference<@Nullable Pulse> WATCH = new AtomicReference<>();

  private final long limit;
  private final LongSupplier nanos;
  private final Predicate<Duration> goesOn;
  private volatile long last;

  /**
   * For {@link #watch} and tests.
   *
   * @param nanos never goes back, and goes on while the process stands still
   */
  Pulse(Duration limit, LongSupplier nanos, Predicate<Duration> goesOn) {
    this.limit = limit.toNanos();
    this.nanos = nanos;
    this.goesOn = goesOn;
    this.last = nanos.getAsLong();
  }

  /**
   * Watches this process, in place of an earlier watch.
   *
   * @param limit how long it may stand still
   * @param goesOn told for how long it stood still; deliveries begin again when it returns true
   */
  public static Pulse watch(Duration limit, Predicate<Duration> goesOn) {
    Pulse pulse = new Pulse(limit, System::nanoTime, goesOn);
    WATCH.set(pulse);
    Thread.ofPlatform().name("pulse").daemon().start(pulse::run);
    return pulse;
  }

  /**
   * Whether this process has not stood still, or goes on in spite of it. To be asked where a
   * delivery leaves the process, as late as can be: the pause may come between two instructions.
   */
  public static boolean isSteady() {
    Pulse pulse = WATCH.get();
    return pulse == null || pulse.steady();
  }

  boolean steady() {
    return nanos.getAsLong() - last <= limit;
  }

  /** Decides first and lets others see the beat then. */
  void beat() {
    long now = nanos.getAsLong();
    if (now - last <= limit || goesOn.test(Duration.ofNanos(now - last))) {
      last = now;
    }
  }

  private void run() {
    try {
      while (WATCH.get() == this) {
        beat();
        Thread.sleep(BEAT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    WATCH.compareAndSet(this, null);
  }
}

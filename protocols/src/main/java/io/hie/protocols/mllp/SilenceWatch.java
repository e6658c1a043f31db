package io.hie.protocols.mllp;

import io.netty.channel.EventLoop;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells when nothing came for too long. Time in which nobody reads does not count. A task wakes up
 * once per limit, not once per read. Confined to one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class SilenceWatch {
  private final EventLoop loop;
  private final long limitNanos;
  private final Runnable onSilence;
  private long since;
  private boolean on;
  private boolean scheduled;

  /**
   * @param limit zero means for ever
   */
  SilenceWatch(EventLoop loop, Duration limit, Runnable onSilence) {
    this.loop = loop;
    this.limitNanos = limit.toNanos();
    this.onSilence = onSilence;
  }

  /** A time as people read it, in seconds. */
  static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** Something came, or waiting begins anew. */
  void restart() {
    if (limitNanos == 0) {
      return;
    }
    on = true;
    since = loop.ticker().nanoTime();
    if (!scheduled) {
      schedule(limitNanos);
    }
  }

  /** Silence is in order. */
  void suspend() {
    on = false;
  }

  private void schedule(long delayNanos) {
    scheduled = true;
    loop.schedule(this::look, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    scheduled = false;
    if (!on) {
      return;
    }
    long left = limitNanos - (loop.ticker().nanoTime() - since);
    if (left > 0) {
      schedule(left);
    } else {
      on = false;
      onSilence.run();
    }
  }
}

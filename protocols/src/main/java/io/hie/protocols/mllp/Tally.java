package io.hie.protocols.mllp;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Counts what happens at an item's outside, and tells the log of it: every kind at most once in ten
 * seconds, so that a broken sender cannot fill the disk. Safe from any thread. What it is told to
 * log must be free of patient data: sizes, addresses, codes.
 */
final class Tally<E extends Enum<E>> {
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<E, Kind> kinds;
  private final Logger log;
  private final LongSupplier nanoTime;

  private static final class Kind {
    final LongAdder count = new LongAdder();
    final LongAdder untold = new LongAdder();
    final AtomicLong quietUntil;

    Kind(long now) {
      quietUntil = new AtomicLong(now);
    }
  }

  Tally(Class<E> kinds, Logger log, LongSupplier nanoTime) {
    this.kinds = new EnumMap<>(kinds);
    this.log = log;
    this.nanoTime = nanoTime;
    for (E kind : kinds.getEnumConstants()) {
      this.kinds.put(kind, new Kind(nanoTime.getAsLong()));
    }
  }

  void add(E kind, long count) {
    kind(kind).count.add(count);
  }

  void count(E kind) {
    add(kind, 1);
  }

  /** Counts one and warns of it. */
  void warn(E kind, String text) {
    count(kind);
    tell(kind, text);
  }

  /** Warns without counting. */
  void tell(E kind, String text) {
    Kind k = kind(kind);
    long now = nanoTime.getAsLong();
    long until = k.quietUntil.get();
    if (now - until < 0 || !k.quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      k.untold.increment();
      return;
    }
    long untold = k.untold.sumThenReset();
    if (untold == 0) {
      log.warn("{}", text);
    } else {
      log.warn("{} ({} more of this kind since the last line)", text, untold);
    }
  }

  long of(E kind) {
    return kind(kind).count.sum();
  }

  /** All counts, by names such as {@code too_large}. */
  Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new TreeMap<>();
    kinds.forEach((kind, k) -> snapshot.put(kind.name().toLowerCase(Locale.ROOT), k.count.sum()));
    return snapshot;
  }

  private Kind kind(E kind) {
    Kind found = kinds.get(kind);
    if (found == null) {
      throw new IllegalStateException("every kind is there from the start");
    }
    return found;
  }
}

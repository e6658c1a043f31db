package io.hie.sharding.history;

import java.time.Instant;

/** Up to where a history is looked at. */
public sealed interface Moment {
  /** All there is. */
  static Moment now() {
    return new AtEvent(Long.MAX_VALUE);
  }

  /** As it was when this event had been written. */
  record AtEvent(long number) implements Moment {}

  /**
   * As it was at a time: up to the first event that is later. The times are those of the nodes that
   * wrote the events.
   */
  record AtTime(Instant time) implements Moment {}

  /** Whether an event had happened by then. */
  default boolean includes(Histories.Entry entry) {
    return switch (this) {
      case AtEvent at -> entry.number() <= at.number();
      case AtTime at -> !entry.event().at().isAfter(at.time());
    };
  }
}

package io.hie.actormodel.runtime;

import java.time.Instant;

/**
 * What operators want to hear of at once. Published on the node's {@link
 * org.apache.pekko.actor.typed.eventstream.EventStream}; free of patient data.
 */
public sealed interface ItemEvent {
  ItemAddress item();

  Instant at();

  /**
   * A limit of a queue was reached, or is kept again.
   *
   * @param raised whether the alert begins; else it ends
   * @param value messages, or milliseconds, when it was seen
   * @param limit in the same unit
   */
  record QueueAlert(
      ItemAddress item, Instant at, Measure measure, boolean raised, long value, long limit)
      implements ItemEvent {}

  /** What a limit of a queue is on. */
  enum Measure {
    /** Messages that wait. */
    DEPTH,
    /** Age of the one that waits longest, in milliseconds. */
    AGE
  }

  /** A circuit breaker changed. */
  record BreakerChanged(ItemAddress item, Instant at, BreakerState state) implements ItemEvent {}

  /**
   * An item was made anew, or given up.
   *
   * @param again whether it will be tried again
   * @param why without patient data
   */
  record Failed(ItemAddress item, Instant at, boolean again, String why) implements ItemEvent {}
}

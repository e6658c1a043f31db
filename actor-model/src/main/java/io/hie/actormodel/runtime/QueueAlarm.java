package io.hie.actormodel.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A limit of a queue that raises one alert when it is reached and clears it once the value is down
 * to three quarters, so that a value which trembles around the limit does not cry twice. Not
 * thread-safe; the queue guards it.
 */
final class QueueAlarm {
  private final long limit;
  private boolean raised;

  /**
   * @param limit 0 for none
   */
  QueueAlarm(long limit) {
    this.limit = limit;
  }

  /** Looks at a value: whether the alert is raised (true) or cleared (false) by it, or neither. */
  @Nullable Boolean look(long value) {
    if (limit == 0 || (raised ? value > limit - Math.max(1, limit / 4) : value < limit)) {
      return null;
    }
    raised = !raised;
    return raised;
  }

  boolean isRaised() {
    return raised;
  }

  long limit() {
    return limit;
  }
}

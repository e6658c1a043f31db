package io.hie.actormodel.runtime;

/** Whether a circuit breaker lets messages pass. */
public enum BreakerState {
  CLOSED,
  /** A few are let through to see. */
  HALF_OPEN,
  OPEN
}

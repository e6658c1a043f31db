package io.hie.actormodel.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether an item's queue may hand out a message: a worker is free, nobody holds it, the circuit
 * breaker lets one through, and the pace allows it. Safe from any thread.
 */
final class ItemGate {
  private final int workers;
  private final @Nullable Breaker breaker;
  private final @Nullable Pace pace;
  private final AtomicInteger inHand = new AtomicInteger();

  /** An operator's hold. */
  volatile boolean paused;

  /** The item's own hold: its outside cannot be reached. */
  volatile boolean held;

  /** A hold while the item is changed. */
  volatile boolean quiesced;

  ItemGate(int workers, @Nullable Breaker breaker, @Nullable Pace pace) {
    this.workers = workers;
    this.breaker = breaker;
    this.pace = pace;
  }

  /** Takes nothing. The pace is asked last, since it sets a timer if it says no. */
  boolean mayPass() {
    return !paused
        && !held
        && !quiesced
        && inHand.get() < workers
        && (breaker == null || breaker.mayPass())
        && (pace == null || pace.mayPass());
  }

  /** A message is handed out. */
  void pass() {
    inHand.incrementAndGet();
    if (breaker != null) {
      breaker.pass();
    }
    if (pace != null) {
      pace.pass();
    }
  }

  /** A worker has finished. */
  void release() {
    inHand.decrementAndGet();
  }

  int inHand() {
    return inHand.get();
  }
}

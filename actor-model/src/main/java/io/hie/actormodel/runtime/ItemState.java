package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.runtime.ItemStatus.Phase;

/**
 * Where an item is in its life: what the parts of its actor share. Touched by the actor alone, but
 * for what is volatile.
 */
final class ItemState {
  Item item;
  Phase phase = Phase.STARTING;

  /** Why, for an operator; without patient data. */
  String detail = "";

  /** Whether it was started and its end is not known. */
  boolean started;

  boolean pausedByOperator;
  volatile boolean stopping;

  ItemState(Item item) {
    this.item = item;
  }

  void is(Phase phase, String detail) {
    this.phase = phase;
    this.detail = detail;
  }

  /** It was started, and its outside went away. */
  boolean isCutOff() {
    return started && (phase == Phase.CONNECTING || phase == Phase.MISCONFIGURED);
  }
}

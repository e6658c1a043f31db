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

  /** It works off its queue, to stop then. */
  boolean draining;

  final ItemWatch watch = new ItemWatch();

  /** Somebody waits for it to have nothing in hand. */
  volatile boolean watched;

  volatile boolean stopping;

  ItemState(Item item) {
    this.item = item;
  }

  void is(Phase phase, String detail) {
    this.phase = phase;
    this.detail = detail;
  }

  /** For an operator. */
  Phase shown() {
    return switch (phase) {
      case STOPPING, FAILED, MISCONFIGURED, ENDED -> phase;
      case STARTING, RUNNING, CONNECTING, PAUSED, DRAINING, STOPPED, STANDBY ->
          draining ? Phase.DRAINING : pausedByOperator ? Phase.PAUSED : phase;
    };
  }

  /** It was started, and its outside went away. */
  boolean isCutOff() {
    return started && (phase == Phase.CONNECTING || phase == Phase.MISCONFIGURED);
  }
}

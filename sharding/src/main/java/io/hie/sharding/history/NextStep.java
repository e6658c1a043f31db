package io.hie.sharding.history;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import java.time.Instant;

/** What is to be done with the leg whose turn it is at an item. */
enum NextStep {
  /** It is too early for the next attempt. */
  WAIT,
  /** Its time to live is over. */
  EXPIRE,
  /** Record that the delivery begins, as soon as the item has room. */
  START,
  /** An earlier life of the history began it, and cannot say how it went. */
  LEAVE_AMBIGUOUS,
  /** Give it to the item. */
  OFFER;

  /**
   * Decides. Pure.
   *
   * @param expired whether its message's time to live is over
   * @param startedHere whether the beginning of its delivery was recorded in this life
   */
  static NextStep of(
      Leg leg, DeployedItem item, boolean expired, boolean startedHere, Instant now) {
    if (leg.notBefore.isAfter(now)) {
      return WAIT;
    }
    if (expired) {
      return EXPIRE;
    }
    if (item.kind() != ItemKind.OPERATION
        || item.host().ambiguousPolicy() == AmbiguousPolicy.RESEND) {
      return OFFER;
    }
    if (!leg.started) {
      return START;
    }
    return startedHere ? OFFER : LEAVE_AMBIGUOUS;
  }
}

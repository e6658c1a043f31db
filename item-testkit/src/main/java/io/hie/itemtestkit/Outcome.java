package io.hie.itemtestkit;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;

/** How a message ended at an item. */
public sealed interface Outcome {
  /** A process decided. */
  record Handled(Handling handling) implements Outcome {}

  /**
   * An operation tried, or an item failed with the message: {@code Retry} if it may be tried again,
   * {@code Refused} if not.
   */
  record Tried(DeliveryResult result) implements Outcome {}

  /** Its time to live was over. */
  record Expired() implements Outcome {}

  /** The queue was full. */
  record Discarded(String strategy) implements Outcome {}
}

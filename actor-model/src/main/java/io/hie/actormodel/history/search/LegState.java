package io.hie.actormodel.history.search;

/** How a message stands at an item. */
public enum LegState {
  /** Not ended yet. */
  OPEN,
  /** A process decided, and it went on. */
  HANDLED,
  /** A process let it end here. */
  FILTERED,
  /** The receiver has it. */
  DELIVERED,
  /** Set aside with its error; nobody has dealt with it. */
  DEAD_LETTERED,
  /** Sent, never answered, and left so; nobody has dealt with it. */
  AMBIGUOUS,
  /** Its time was over. */
  EXPIRED,
  /** An overflow strategy let it go. */
  DISCARDED,
  /** Was set aside; a person sent it once more, as another message. */
  SENT_AGAIN,
  /** Was set aside; a person let it go. */
  LET_GO
}

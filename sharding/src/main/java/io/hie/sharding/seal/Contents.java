package io.hie.sharding.seal;

/** Whether the contents of an event can be seen. */
public enum Contents {
  /** They are in the event, or it has none. */
  READABLE,

  /** Their key was destroyed on purpose. */
  ERASED,

  /** They were changed or moved after they were stored. */
  DAMAGED
}

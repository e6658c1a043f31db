package io.hie.actormodel.deployment;

/** How an operator wants an item to be. How it is, is its {@code ItemStatus}. */
public enum Desired {
  RUNNING,
  /** There, with its connections and its queue, and working on nothing. */
  PAUSED,
  /** Not there: its messages wait in their histories. */
  STOPPED
}

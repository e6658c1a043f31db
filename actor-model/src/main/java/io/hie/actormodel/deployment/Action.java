package io.hie.actormodel.deployment;

/** What an operator can do with an item. */
public enum Action {
  START(Desired.RUNNING),
  /** Finish what is in hand, give the queue back to the histories, and let go of the outside. */
  STOP(Desired.STOPPED),
  /** Take in and hand out nothing; connections and queue stay. */
  PAUSE(Desired.PAUSED),
  RESUME(Desired.RUNNING),
  /** Take nothing new, finish the queue, then stop. */
  DRAIN(Desired.STOPPED),
  /** Stop, and start again with what is fresh of everything. */
  RESTART(Desired.RUNNING);

  private final Desired desired;

  Action(Desired desired) {
    this.desired = desired;
  }

  /** How an item is to be afterwards. */
  public Desired desired() {
    return desired;
  }
}

package io.hie.actormodel.runtime;

/**
 * Figures of an item's queue at one moment, measured in the queue itself.
 *
 * @param messages that wait
 * @param bytes their bodies together
 * @param oldestMillis age of the one that waits longest; 0 if none does
 * @param taken messages handed to the item so far
 * @param perSecond of them in the last one to two minutes
 * @param averageWaitMicros mean waiting time of all
 * @param medianWaitMicros half of the last one to two minutes waited no longer; up to a quarter too
 *     long
 * @param p99WaitMicros 99 of 100 of them waited no longer; up to a quarter too long
 * @param blocked offers that had to wait because it was full ({@code block})
 * @param dropped messages that made room for later ones ({@code drop_oldest})
 * @param rejected messages that it had no room for ({@code reject_new})
 * @param alert whether an alert is raised
 */
public record QueueFigures(
    int messages,
    long bytes,
    long oldestMillis,
    long taken,
    double perSecond,
    long averageWaitMicros,
    long medianWaitMicros,
    long p99WaitMicros,
    long blocked,
    long dropped,
    long rejected,
    boolean alert) {

  /** Those of an item that has no queue. */
  public static final QueueFigures NONE = new QueueFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.item.ItemKind;

/**
 * How an item is, as it was when asked.
 *
 * @param phase where it is in its life
 * @param detail why, for an operator; empty if there is nothing to say
 * @param queued messages in its mailbox
 * @param queuedBytes their bodies together
 * @param oldestMillis age of the one that waits longest; 0 if none does
 * @param inHand messages it works on now
 * @param done messages it has finished since it started
 * @param averageWaitMicros mean time in the mailbox since it started
 */
public record ItemStatus(
    ItemAddress address,
    String type,
    ItemKind kind,
    Phase phase,
    String detail,
    int queued,
    long queuedBytes,
    long oldestMillis,
    int inHand,
    long done,
    long averageWaitMicros) {

  /** Where an item is in its life. */
  public enum Phase {
    STARTING,
    RUNNING,
    /** Works, but its outside cannot be reached just now; messages wait in order. */
    CONNECTING,
    PAUSED,
    STOPPING,
    /** A person has to change something: a port in use, an unknown host. */
    MISCONFIGURED,
    /** It failed more often than its restart policy allows. */
    FAILED
  }
}

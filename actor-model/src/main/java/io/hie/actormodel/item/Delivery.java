package io.hie.actormodel.item;

import io.hie.actormodel.envelope.MessageEnvelope;

/**
 * A message on its way to an item.
 *
 * @param id stable over retries, restarts and redeliveries, so that a receiver can tell a repeat
 * @param entityId the history it belongs to: {@code workspace/project/key hash}, free of patient
 *     data
 * @param leg which leg of that history
 * @param attempt 1 for the first
 * @param mayBeRepeat whether an earlier attempt may have reached the receiver
 * @param envelope the message; its header's destination is the item
 * @param answerWanted whether the sender waits for what the receiver answers, so that the result
 *     should carry it ({@code MessagingPattern} {@code sync_reliable} or {@code concurrent_sync})
 */
public record Delivery(
    String id,
    String entityId,
    LegId leg,
    int attempt,
    boolean mayBeRepeat,
    MessageEnvelope envelope,
    boolean answerWanted) {

  /** A delivery whose answer nobody waits for. */
  public Delivery(
      String id,
      String entityId,
      LegId leg,
      int attempt,
      boolean mayBeRepeat,
      MessageEnvelope envelope) {
    this(id, entityId, leg, attempt, mayBeRepeat, envelope, false);
  }

  /**
   * The last part of {@link #entityId}: the keyed hash of the sharding key, fit for file names and
   * logs.
   */
  public String keyHash() {
    return entityId.substring(entityId.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return "Delivery[" + id + ", attempt " + attempt + "]";
  }
}

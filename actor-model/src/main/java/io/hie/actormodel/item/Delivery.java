package io.hie.actormodel.item;

import io.hie.actormodel.envelope.MessageEnvelope;
import org.jspecify.annotations.Nullable;

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

  /** Property of the header of a message that goes once more: id of the message it repeats. */
  public static final String REPEATS = "hie.repeats";

  /** Property of the header of a replayed message: id of the replay. */
  public static final String REPLAY = "hie.replay";

  /**
   * Id of the message that a person or a replay sends once more with this one; null if it is new. A
   * redelivery of the engine's own keeps its {@link #id} and is none of these.
   */
  public @Nullable String repeats() {
    return envelope.header().customProperties().get(REPEATS);
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

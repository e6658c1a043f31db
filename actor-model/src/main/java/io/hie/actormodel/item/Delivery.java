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
 */
public record Delivery(
    String id,
    String entityId,
    LegId leg,
    int attempt,
    boolean mayBeRepeat,
    MessageEnvelope envelope) {

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

  /**
   * A leg: one message at one item.
   *
   * @param message number of the received message within its history, from 1
   * @param number number of the leg within the message, from 0
   */
  public record LegId(long message, int number) implements Comparable<LegId> {
    @Override
    public int compareTo(LegId other) {
      int byMessage = Long.compare(message, other.message);
      return byMessage != 0 ? byMessage : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
      return message + "." + number;
    }

    /**
     * The form of {@link #toString()}.
     *
     * @return null if {@code text} is not of it
     */
    public static @Nullable LegId parse(String text) {
      int dot = text.indexOf('.');
      try {
        return dot < 0
            ? null
            : new LegId(
                Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
      } catch (NumberFormatException notALeg) {
        return null;
      }
    }
  }
}

package io.hie.actormodel.history;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a message of one sharding key. Events of one key are in one order,
 * that of the log.
 */
public sealed interface HistoryEvent {

  /** When it happened, by the clock of the node that recorded it. */
  Instant at();

  /** An event of one leg. */
  sealed interface OfLeg extends HistoryEvent {
    LegId leg();

    /** The item that the leg is at. */
    String item();
  }

  /** An event that ends a leg; every leg has exactly one. */
  sealed interface Outcome extends OfLeg {}

  /**
   * A message was received and is from here on the engine's. Its sender is told so only when this
   * is durable.
   *
   * @param message its number in this history, from 1
   * @param body the bytes as received
   * @param sender who sent it, as far as a retry can be told by it
   * @param controlId the sender's id of it
   * @param fingerprint 128 bits over sender, control id and bytes, by which a retry is recognised;
   *     empty if it has no control id
   * @param targets the items that it goes to first
   */
  record Accepted(
      long message,
      Instant at,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      Payload body,
      String sender,
      @Nullable String controlId,
      Payload fingerprint,
      List<String> targets)
      implements HistoryEvent {}

  /**
   * A process decided. A leg for each output begins; none means that the message was FILTERED here.
   *
   * @param reason what the process said of it, may be empty
   */
  record Handled(LegId leg, String item, Instant at, List<Output> outputs, String reason)
      implements Outcome {}

  /**
   * What a process made.
   *
   * @param target the item it goes to
   * @param body the new bytes, or null if they are those that the process was given
   */
  record Output(String target, @Nullable Payload body) {}

  /**
   * An operation begins a delivery that must not be repeated without thought; recorded before
   * anything is sent, and only where the item's {@code AmbiguousPolicy} is not {@code resend}.
   */
  record DeliveryStarted(LegId leg, String item, Instant at, int attempt) implements OfLeg {}

  /** The receiver has it and said so. */
  record Delivered(LegId leg, String item, Instant at, int attempt, String note)
      implements Outcome {}

  /**
   * An attempt did not succeed and another one follows.
   *
   * @param mayHaveArrived whether the receiver may have it all the same
   * @param nextAttempt not before then
   */
  record AttemptFailed(
      LegId leg,
      String item,
      Instant at,
      int attempt,
      Reason reason,
      boolean mayHaveArrived,
      Instant nextAttempt)
      implements OfLeg {}

  /** DEAD_LETTERED: set aside with its error, for a person to look at. */
  record Parked(LegId leg, String item, Instant at, int attempt, Reason reason)
      implements Outcome {}

  /** AMBIGUOUS: sent, never answered, and not to be sent again by itself. */
  record LeftAmbiguous(LegId leg, String item, Instant at, int attempt, Reason reason)
      implements Outcome {}

  /** EXPIRED: its time to live was over before it could be delivered. */
  record Expired(LegId leg, String item, Instant at) implements Outcome {}

  /** DISCARDED: an overflow strategy that the operator chose let it go. */
  record Discarded(LegId leg, String item, Instant at, String strategy) implements Outcome {}
}

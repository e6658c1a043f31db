package io.hie.actormodel.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a message of one sharding key. Events of one key are in one order,
 * that of the log.
 *
 * <p>What may hold patient data (bodies, what another system answered) is stored under a {@link
 * Seal}: then its place in the event is empty, and reading it takes the history's key.
 */
public sealed interface HistoryEvent {

  /** When it happened, by the clock of the node that recorded it. */
  Instant at();

  /**
   * Contents of an event that cannot be read without a key.
   *
   * @param key id of the data key that they are sealed with, one of the history's
   * @param text the ciphertext
   */
  record Seal(String key, Payload text) {}

  /** An event that begins a message: it has a leg at each of its targets from here on. */
  sealed interface Beginning extends HistoryEvent {
    /** Its number in this history, from 1. */
    long message();

    MessageHeader header();

    String schemaName();

    String schemaNamespace();

    /** The items that it goes to first. */
    List<String> targets();
  }

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
   * @param seal holds the body, which is empty here; null if it is not sealed
   * @param answering those of the targets whose answer the sender waits for; null if none
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
      List<String> targets,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> answering)
      implements Beginning {
    public Accepted(
        long message,
        Instant at,
        MessageHeader header,
        String schemaName,
        String schemaNamespace,
        Payload body,
        String sender,
        @Nullable String controlId,
        Payload fingerprint,
        List<String> targets,
        @Nullable Seal seal) {
      this(
          message,
          at,
          header,
          schemaName,
          schemaNamespace,
          body,
          sender,
          controlId,
          fingerprint,
          targets,
          seal,
          null);
    }

    public Accepted(
        long message,
        Instant at,
        MessageHeader header,
        String schemaName,
        String schemaNamespace,
        Payload body,
        String sender,
        @Nullable String controlId,
        Payload fingerprint,
        List<String> targets) {
      this(
          message,
          at,
          header,
          schemaName,
          schemaNamespace,
          body,
          sender,
          controlId,
          fingerprint,
          targets,
          null);
    }
  }

  /**
   * Where a message that goes once more comes from, and where its bytes are.
   *
   * @param message number of the message that it repeats
   * @param leg the leg of it that is repeated; null if all of it is
   * @param messageId what it was called there
   * @param event number of the event of this history that has the bytes
   * @param output which output of that event, or -1 for the bytes as received
   */
  record Origin(long message, @Nullable LegId leg, String messageId, long event, int output) {}

  /**
   * A replay sends a message of this history once more, behind all that is open. Written once for
   * each message and job: a job that goes on after a crash is told that it was here already.
   *
   * @param header its own: a new message id, and properties that say what it repeats
   * @param job id of the replay
   * @param position where the job is in this history; it only grows
   * @param who asked for it
   * @param why in that person's words
   */
  record Replayed(
      long message,
      Instant at,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      List<String> targets,
      Origin origin,
      String job,
      long position,
      String who,
      String why)
      implements Beginning {}

  /**
   * A person sends a dead letter once more, as it was or with other bytes, behind all that is open.
   * It is no dead letter from here on; if it fails again, the new message becomes one.
   *
   * @param header its own: a new message id, and properties that say what it repeats
   * @param parked number of the event that set it aside
   * @param body the bytes that it goes with, or null if they are those of its origin
   * @param who asked for it
   * @param why in that person's words
   */
  record Resubmitted(
      long message,
      Instant at,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      List<String> targets,
      Origin origin,
      long parked,
      @Nullable Payload body,
      String who,
      String why,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal)
      implements Beginning {
    public Resubmitted(
        long message,
        Instant at,
        MessageHeader header,
        String schemaName,
        String schemaNamespace,
        List<String> targets,
        Origin origin,
        long parked,
        @Nullable Payload body,
        String who,
        String why) {
      this(
          message,
          at,
          header,
          schemaName,
          schemaNamespace,
          targets,
          origin,
          parked,
          body,
          who,
          why,
          null);
    }
  }

  /**
   * A person let a dead letter go; it is none from here on.
   *
   * @param parked number of the event that set it aside
   * @param who asked for it
   * @param why in that person's words
   */
  record DeadLetterDiscarded(
      LegId leg, String item, Instant at, long parked, String who, String why) implements OfLeg {}

  /**
   * A process decided. A leg for each output begins; none means that the message was FILTERED here.
   *
   * @param reason what the process said of it, may be empty
   * @param seal holds the new bodies, which are empty in the outputs; null if there are none or
   *     they are not sealed
   * @param answering the targets whose answer the sender waits for; null if none
   */
  record Handled(
      LegId leg,
      String item,
      Instant at,
      List<Output> outputs,
      String reason,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> answering)
      implements Outcome {
    public Handled(
        LegId leg,
        String item,
        Instant at,
        List<Output> outputs,
        String reason,
        @Nullable Seal seal) {
      this(leg, item, at, outputs, reason, seal, null);
    }

    public Handled(LegId leg, String item, Instant at, List<Output> outputs, String reason) {
      this(leg, item, at, outputs, reason, null);
    }
  }

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
   * @param seal holds the reason's detail, which is empty here; null if there is none or it is not
   *     sealed
   */
  record AttemptFailed(
      LegId leg,
      String item,
      Instant at,
      int attempt,
      Reason reason,
      boolean mayHaveArrived,
      Instant nextAttempt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal)
      implements OfLeg {
    public AttemptFailed(
        LegId leg,
        String item,
        Instant at,
        int attempt,
        Reason reason,
        boolean mayHaveArrived,
        Instant nextAttempt) {
      this(leg, item, at, attempt, reason, mayHaveArrived, nextAttempt, null);
    }
  }

  /**
   * DEAD_LETTERED: set aside with its error, for a person to look at.
   *
   * @param seal holds the reason's detail, which is empty here; null if there is none or it is not
   *     sealed
   */
  record Parked(
      LegId leg,
      String item,
      Instant at,
      int attempt,
      Reason reason,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal)
      implements Outcome {
    public Parked(LegId leg, String item, Instant at, int attempt, Reason reason) {
      this(leg, item, at, attempt, reason, null);
    }
  }

  /**
   * AMBIGUOUS: sent, never answered, and not to be sent again by itself.
   *
   * @param seal holds the reason's detail, which is empty here; null if there is none or it is not
   *     sealed
   */
  record LeftAmbiguous(
      LegId leg,
      String item,
      Instant at,
      int attempt,
      Reason reason,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal)
      implements Outcome {
    public LeftAmbiguous(LegId leg, String item, Instant at, int attempt, Reason reason) {
      this(leg, item, at, attempt, reason, null);
    }
  }

  /** EXPIRED: its time to live was over before it could be delivered. */
  record Expired(LegId leg, String item, Instant at) implements Outcome {}

  /** DISCARDED: an overflow strategy that the operator chose let it go. */
  record Discarded(LegId leg, String item, Instant at, String strategy) implements Outcome {}

  /**
   * What was stored of this history until now was made unreadable for good: the keys that it was
   * sealed with are destroyed. Recorded before they are, so that whoever finds a key missing finds
   * why; a crash in between destroys them when the history wakes.
   *
   * @param by who ordered it
   * @param reason why, in words without patient data
   * @param keys ids of the keys
   */
  record Erased(Instant at, String by, String reason, List<String> keys) implements HistoryEvent {}

  /**
   * A receiver answered a message whose sender waits for that; recorded in one write with the
   * outcome of the leg. It is given to the sender when it is durable, if the sender still waits.
   *
   * @param seal holds the answer's body, which is empty here; null if it is not sealed
   */
  record Answered(
      LegId leg,
      String item,
      Instant at,
      Answer answer,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Seal seal)
      implements OfLeg {
    public Answered(LegId leg, String item, Instant at, Answer answer) {
      this(leg, item, at, answer, null);
    }
  }

  /**
   * The sender was told that no answer came within {@code MessageTimeout}. What comes after this is
   * recorded with its leg and was not given to that sender, unless it sent its message again. If a
   * crash takes this event, the history shows the answer only.
   *
   * @param message the number of the message
   */
  record NotAnswered(long message, Instant at) implements HistoryEvent {}

  /**
   * Something about a link: a message said that the patient of this history and that of another are
   * one. What either history had before the link ends at a destination before what comes after it
   * in the other begins there.
   */
  sealed interface OfLink extends HistoryEvent {
    /** Id of the other history. */
    String with();

    /** Number of the message that links, in the history that has it. */
    long message();
  }

  /**
   * A message of this history links it with another; in one write with the beginning of that
   * message. It, and what follows it here, waits for what the other had open.
   *
   * @param messageId what the message is called
   * @param event what the message is, such as {@code A40}
   * @param rank orders the links that cross each other, the same in both histories
   */
  record LinkBegun(
      long message, Instant at, String with, String messageId, String event, Instant rank)
      implements OfLink {}

  /**
   * A message of another history links it with this one. What comes here from now on waits for that
   * message and what was before it.
   *
   * @param messageId what the message is called there
   * @param after number of the last message here that is before the link
   */
  record LinkFollowed(
      Instant at,
      String with,
      long message,
      String messageId,
      long after,
      String event,
      Instant rank)
      implements OfLink {}

  /**
   * Nothing here waits for the other history by this link any more.
   *
   * @param ours whether the message is one of this history
   * @param inOrder false if it was waited for too long, and what follows goes all the same
   * @param openAt the items that the other had something open at, if it was not in order and the
   *     other said so; else empty
   */
  record LinkEnded(
      Instant at, String with, long message, boolean ours, boolean inOrder, List<String> openAt)
      implements OfLink {}
}

package io.hie.sharding.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.CborSerializable;
import io.hie.sharding.seal.DataKey;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a history is told. */
public sealed interface HistoryCommand {

  /** What {@link Deciding} has the say about. */
  sealed interface ToDecide extends HistoryCommand {}

  /**
   * Take this message over; answered once it is durable.
   *
   * @param service the item that received it
   * @param fingerprint 128 bits over sender, control id and bytes; empty if a retry cannot be told
   * @param token goes back with the answer
   * @param others the other histories that it concerns; null for most messages
   */
  record Accept(
      MessageEnvelope envelope,
      String service,
      String sender,
      @Nullable String controlId,
      Payload fingerprint,
      long token,
      ActorRef<AcceptReply> replyTo,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Other> others)
      implements ToDecide, CborSerializable {
    /** One that concerns this history alone. */
    Accept(
        MessageEnvelope envelope,
        String service,
        String sender,
        @Nullable String controlId,
        Payload fingerprint,
        long token,
        ActorRef<AcceptReply> replyTo) {
      this(envelope, service, sender, controlId, fingerprint, token, replyTo, null);
    }

    List<Other> othersOrNone() {
      return others == null ? List.of() : others;
    }
  }

  /**
   * Another history that a message concerns.
   *
   * @param event what the message is, such as {@code A40}
   * @param said whether the message itself says that the two are linked; if not, it is news only
   *     the first time
   */
  record Other(String history, String event, boolean said) implements CborSerializable {}

  /**
   * A message of another history links it with this one; tell where what was before it is open.
   * Told again until that has ended.
   *
   * @param by id of that history
   * @param message number of the message there
   */
  record Link(String by, long message, String messageId, String event, Instant rank)
      implements HistoryCommand, CborSerializable {}

  /**
   * Tell where what was before a message of this history is open, and the message itself. Told
   * again until that has ended.
   *
   * @param by id of the history that asks, which the message links with this one
   */
  record LinkAsk(String by, long message) implements HistoryCommand, CborSerializable {}

  /**
   * Where another history has something open that is before a link.
   *
   * @param of id of that history
   * @param message number of the message that links, in the history that has it
   * @param yours whether that is this history
   * @param openAt items
   */
  record LinkState(String of, long message, boolean yours, List<String> openAt)
      implements HistoryCommand, CborSerializable {}

  /** Its own: ask those again that have not ended what is before a link. */
  record LinksDue() implements HistoryCommand {}

  /**
   * The answer to {@link Accept}.
   *
   * @param answerFollows true if it is stored, and another reply follows with what its receiver
   *     answers
   */
  record AcceptReply(
      long token,
      Acceptance acceptance,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean answerFollows)
      implements CborSerializable {
    /** The last word. */
    AcceptReply(long token, Acceptance acceptance) {
      this(token, acceptance, null);
    }
  }

  /** A sender was told that its answer is late, and does not wait any more. */
  record GaveUp(long token) implements HistoryCommand, CborSerializable {}

  /**
   * Send a message of this history once more.
   *
   * @param position where the job is in this history; see {@link HistoryEvent.Replayed}
   * @param item the item it goes to; empty for the targets of the service that it came from
   * @param header as it was received
   */
  record Replay(
      HistoryEvent.Origin origin,
      String job,
      long position,
      String item,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      String who,
      String why,
      ActorRef<Reply> replyTo)
      implements ToDecide, CborSerializable {}

  /**
   * Send a dead letter once more.
   *
   * @param header of the message that the leg belongs to
   * @param body other bytes, or null for those it had
   */
  record Resubmit(
      LegId leg,
      @Nullable Payload body,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      String who,
      String why,
      ActorRef<Reply> replyTo)
      implements ToDecide, CborSerializable {}

  /** Let a dead letter go. */
  record DiscardDeadLetter(LegId leg, String who, String why, ActorRef<Reply> replyTo)
      implements ToDecide, CborSerializable {}

  /**
   * The answer to what a person or a replay asks for.
   *
   * @param text id of the new message, or why not; without patient data
   */
  record Reply(Result result, String text) implements CborSerializable {}

  /** What became of it. */
  enum Result {
    /** It is in the log. */
    STORED,
    /** The job was here before. */
    DUPLICATE,
    /** There is no such dead letter, or none any more. */
    UNKNOWN,
    /** It cannot be done as things are. */
    REFUSED,
    /** The log could not be written; ask again. */
    NOT_STORED
  }

  /** A process decided about a leg. */
  record LegHandled(LegId leg, Handling handling) implements ToDecide, CborSerializable {}

  /** An operation tried a leg. */
  record LegTried(LegId leg, int attempt, DeliveryResult result)
      implements ToDecide, CborSerializable {}

  /** A leg's time to live is over. */
  record LegExpired(LegId leg) implements ToDecide, CborSerializable {}

  /** An overflow strategy let a leg go. */
  record LegDiscarded(LegId leg, String strategy) implements ToDecide, CborSerializable {}

  /** An item gave a leg back untouched. */
  record LegReturned(LegId leg) implements ToDecide, CborSerializable {}

  /** An item that had no room may have some. */
  record ItemReady(String item) implements HistoryCommand, CborSerializable {}

  /** Where a dead letter is. */
  record GetDeadLetter(LegId leg, ActorRef<DeadLetterFound> replyTo)
      implements HistoryCommand, CborSerializable {}

  /** The answer; null if there is none, or none any more. */
  record DeadLetterFound(DeadLetters.@Nullable DeadLetter letter) implements CborSerializable {}

  /**
   * Some events, from a number on, as far as they are in the log.
   *
   * @param mostEvents how many at most; large bodies make it fewer
   */
  record GetEvents(long from, int mostEvents, ActorRef<EventPage> replyTo)
      implements HistoryCommand, CborSerializable {}

  /** Events by ascending number; none if there are no more. */
  record EventPage(List<NumberedEvent> events) implements CborSerializable {}

  /** An event and its number. */
  record NumberedEvent(
      long number,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
          @JsonSubTypes({
            @JsonSubTypes.Type(HistoryEvent.Accepted.class),
            @JsonSubTypes.Type(HistoryEvent.Replayed.class),
            @JsonSubTypes.Type(HistoryEvent.Resubmitted.class),
            @JsonSubTypes.Type(HistoryEvent.DeadLetterDiscarded.class),
            @JsonSubTypes.Type(HistoryEvent.Handled.class),
            @JsonSubTypes.Type(HistoryEvent.DeliveryStarted.class),
            @JsonSubTypes.Type(HistoryEvent.Delivered.class),
            @JsonSubTypes.Type(HistoryEvent.AttemptFailed.class),
            @JsonSubTypes.Type(HistoryEvent.Parked.class),
            @JsonSubTypes.Type(HistoryEvent.LeftAmbiguous.class),
            @JsonSubTypes.Type(HistoryEvent.Expired.class),
            @JsonSubTypes.Type(HistoryEvent.Discarded.class),
            @JsonSubTypes.Type(HistoryEvent.Answered.class),
            @JsonSubTypes.Type(HistoryEvent.NotAnswered.class),
            @JsonSubTypes.Type(HistoryEvent.Erased.class),
            @JsonSubTypes.Type(HistoryEvent.LinkBegun.class),
            @JsonSubTypes.Type(HistoryEvent.LinkFollowed.class),
            @JsonSubTypes.Type(HistoryEvent.LinkEnded.class)
          })
          HistoryEvent event) {}

  /** What is open, and how much there was. */
  record GetOverview(ActorRef<Overview> replyTo) implements HistoryCommand, CborSerializable {}

  /**
   * A history in short.
   *
   * @param messages how many it accepted so far
   * @param events how many events it has
   */
  record Overview(long messages, long events, List<OpenLeg> open) implements CborSerializable {}

  /** A leg that has not ended. */
  record OpenLeg(LegId leg, String item, int attempts) implements CborSerializable {}

  /**
   * Make what is stored of this history unreadable for good.
   *
   * @param by who orders it
   * @param reason why, without patient data
   * @param force whether legs that are open are ended
   */
  record Erase(String by, String reason, boolean force, ActorRef<EraseReply> replyTo)
      implements HistoryCommand, CborSerializable {}

  /** The answer to {@link Erase}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = EraseReply.Done.class, name = "done"),
    @JsonSubTypes.Type(value = EraseReply.NoHistory.class, name = "no-history"),
    @JsonSubTypes.Type(value = EraseReply.StillOpen.class, name = "still-open"),
    @JsonSubTypes.Type(value = EraseReply.Failed.class, name = "failed")
  })
  sealed interface EraseReply extends CborSerializable {
    /** Its key is destroyed. */
    record Done(long messages) implements EraseReply {}

    /** Nothing was ever accepted for it. */
    record NoHistory() implements EraseReply {}

    /** Nothing is done, since these have not ended. */
    record StillOpen(List<OpenLeg> open) implements EraseReply {}

    /** It is not done yet, or not known to be. */
    record Failed(String why) implements EraseReply {}
  }

  /** Its own: a body was read back from the log, or could not be. */
  record BodyLoaded(LegId leg, @Nullable Payload body, @Nullable Throwable failure, long life)
      implements HistoryCommand {}

  /** Its own: the key came, or could not be had. */
  record KeyAnswered(@Nullable DataKey key, @Nullable Throwable failure, long life)
      implements HistoryCommand {}

  /** Its own: the key is to be asked for again. */
  record KeyDue() implements HistoryCommand {}

  /** Its own: keys were destroyed, or could not be. */
  record KeysDestroyed(@Nullable Throwable failure, long life) implements HistoryCommand {}

  /** Its own: keys are to be destroyed once more. */
  record DestroyDue() implements HistoryCommand {}

  /** Its own: the answer to an earlier message was read back from the log, or could not be. */
  record AnswerRead(Accept to, String messageId, @Nullable Answer answer)
      implements HistoryCommand {}

  /** Its own: something to be recorded that came up while acting. */
  record RecordEvent(HistoryEvent.OfLeg event, long life) implements ToDecide {}

  /** Its own: a retry is due. */
  record RetryDue() implements HistoryCommand {}

  /** Its own: what was held back is to be written now. */
  record Flush() implements HistoryCommand {}

  /** Its own: has anything happened since the last look? */
  record LookWhetherIdle() implements HistoryCommand {}

  /** Sharding's: stop now, having been asked to. */
  record Passivate() implements HistoryCommand, CborSerializable {}

  /** Its own, to its next life: there is open work. */
  record WakeUp() implements HistoryCommand, CborSerializable {}

  /** All that came before it leaves the shard is dealt with or sent on. */
  record Stop() implements HistoryCommand {}
}

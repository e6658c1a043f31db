package io.hie.httpapi;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.sharding.history.Histories;
import io.hie.sharding.seal.Contents;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a history as the API shows it.
 *
 * @param number place in the history, from 1
 * @param at ISO 8601
 * @param message number of the received message
 * @param leg which leg of it; absent for the acceptance
 * @param item where it happened
 * @param outcome how a leg ended: DELIVERED, FILTERED, HANDLED, DEAD_LETTERED, EXPIRED, DISCARDED,
 *     AMBIGUOUS; LET GO for a dead letter that a person discarded
 * @param by who erased
 * @param link for events of a link with another history
 * @param contents ERASED or DAMAGED if bodies and details cannot be seen; absent if they can
 */
record EventJson(
    long number,
    String event,
    String at,
    long message,
    @Nullable String leg,
    String item,
    @Nullable String outcome,
    @Nullable Integer attempt,
    @Nullable String reasonCode,
    @Nullable String reason,
    @Nullable String detail,
    @Nullable String nextAttempt,
    @Nullable MessageJson received,
    @Nullable List<OutputJson> outputs,
    @Nullable String by,
    @Nullable String contents,
    @Nullable AgainJson again,
    @Nullable HistoryLinkJson link) {

  /**
   * A link with another history.
   *
   * @param history the other one
   * @param message number of the message that links, in the history that has it
   * @param ours whether that is this one
   * @param event what the message is, such as A40
   * @param after number of the last message here that is before the link
   * @param inOrder false if it was waited for too long
   * @param openAt items that the other had something open at then
   */
  record HistoryLinkJson(
      String history,
      long message,
      boolean ours,
      @Nullable String messageId,
      @Nullable String event,
      @Nullable Long after,
      @Nullable Boolean inOrder,
      @Nullable List<String> openAt) {

    static HistoryLinkJson of(HistoryEvent.OfLink link) {
      return switch (link) {
        case HistoryEvent.LinkBegun begun ->
            new HistoryLinkJson(
                begun.with(),
                begun.message(),
                true,
                begun.messageId(),
                begun.event(),
                begun.message() - 1,
                null,
                null);
        case HistoryEvent.LinkFollowed followed ->
            new HistoryLinkJson(
                followed.with(),
                followed.message(),
                false,
                followed.messageId(),
                followed.event(),
                followed.after(),
                null,
                null);
        case HistoryEvent.LinkEnded ended ->
            new HistoryLinkJson(
                ended.with(),
                ended.message(),
                ended.ours(),
                null,
                null,
                null,
                ended.inOrder(),
                ended.inOrder() ? null : ended.openAt());
      };
    }
  }

  /**
   * What goes once more, or was let go: who asked for it and why.
   *
   * @param message number of the message it repeats
   * @param leg the leg it repeats, absent for all of the message
   * @param event number of the event that has the bytes
   * @param job the replay, if it is one
   */
  record AgainJson(
      @Nullable Long message,
      @Nullable String leg,
      @Nullable String messageId,
      @Nullable Long event,
      @Nullable String job,
      String who,
      String why) {

    static AgainJson of(HistoryEvent.Origin origin, @Nullable String job, String who, String why) {
      return new AgainJson(
          origin.message(),
          origin.leg() == null ? null : origin.leg().path(),
          origin.messageId(),
          origin.event(),
          job,
          who,
          why);
    }
  }

  /** The message of an acceptance; its body in base64. */
  record MessageJson(
      String messageId,
      String correlationId,
      String contentType,
      String encoding,
      String schema,
      String version,
      @Nullable String controlId,
      List<String> targets,
      @Nullable Payload body) {}

  /** An output of a process; its body in base64, absent if it is that of the message. */
  record OutputJson(String target, @Nullable Payload body) {}

  static EventJson of(Histories.Entry entry) {
    HistoryEvent event = entry.event();
    return switch (event) {
      case HistoryEvent.Erased erased ->
          new EventJson(
              entry.number(),
              "Erased",
              erased.at().toString(),
              0,
              null,
              "",
              null,
              null,
              null,
              erased.reason(),
              null,
              null,
              null,
              null,
              erased.by(),
              null,
              null,
              null);
      case HistoryEvent.Accepted accepted ->
          begun(entry, accepted, accepted.controlId(), accepted.body(), null);
      case HistoryEvent.Replayed replayed ->
          begun(
              entry,
              replayed,
              null,
              null,
              AgainJson.of(replayed.origin(), replayed.job(), replayed.who(), replayed.why()));
      case HistoryEvent.Resubmitted again ->
          begun(
              entry,
              again,
              null,
              again.body(),
              AgainJson.of(again.origin(), null, again.who(), again.why()));
      case HistoryEvent.Answered answered ->
          ofLeg(
              entry,
              answered,
              null,
              null,
              null,
              null,
              List.of(new OutputJson("sender", answered.answer().body())));
      case HistoryEvent.NotAnswered not ->
          new EventJson(
              entry.number(),
              "NotAnswered",
              not.at().toString(),
              not.message(),
              null,
              "",
              null,
              null,
              null,
              "the sender was told that no answer came within MessageTimeout",
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null);
      case HistoryEvent.OfLink link ->
          new EventJson(
              entry.number(),
              link.getClass().getSimpleName(),
              link.at().toString(),
              link instanceof HistoryEvent.LinkBegun ? link.message() : 0,
              null,
              "",
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              HistoryLinkJson.of(link));
      case HistoryEvent.Handled handled ->
          ofLeg(
              entry,
              handled,
              handled.outputs().isEmpty() ? "FILTERED" : "HANDLED",
              null,
              handled.reason().isEmpty() ? null : new Reason("", handled.reason()),
              null,
              handled.outputs().stream().map(EventJson::output).toList());
      case HistoryEvent.DeliveryStarted started ->
          ofLeg(entry, started, null, started.attempt(), null, null, null);
      case HistoryEvent.Delivered delivered ->
          ofLeg(
              entry,
              delivered,
              "DELIVERED",
              delivered.attempt(),
              new Reason("", delivered.note()),
              null,
              null);
      case HistoryEvent.AttemptFailed failed ->
          ofLeg(
              entry,
              failed,
              null,
              failed.attempt(),
              failed.reason(),
              failed.nextAttempt().toString(),
              null);
      case HistoryEvent.Parked parked ->
          ofLeg(entry, parked, "DEAD_LETTERED", parked.attempt(), parked.reason(), null, null);
      case HistoryEvent.LeftAmbiguous left ->
          ofLeg(entry, left, "AMBIGUOUS", left.attempt(), left.reason(), null, null);
      case HistoryEvent.Expired expired -> ofLeg(entry, expired, "EXPIRED", null, null, null, null);
      case HistoryEvent.Discarded discarded ->
          ofLeg(
              entry,
              discarded,
              "DISCARDED",
              null,
              new Reason("", discarded.strategy()),
              null,
              null);
      case HistoryEvent.DeadLetterDiscarded gone ->
          ofLeg(
              entry,
              gone,
              "LET GO",
              null,
              new Reason("", "by " + gone.who() + ": " + gone.why()),
              null,
              null);
    };
  }

  /** Why the contents cannot be seen; null if they can. */
  private static @Nullable String unseen(Histories.Entry entry) {
    return entry.contents() == Contents.READABLE ? null : entry.contents().name();
  }

  private static EventJson begun(
      Histories.Entry entry,
      HistoryEvent.Beginning begun,
      @Nullable String controlId,
      @Nullable Payload body,
      @Nullable AgainJson again) {
    MessageHeader header = begun.header();
    return new EventJson(
        entry.number(),
        begun.getClass().getSimpleName(),
        begun.at().toString(),
        begun.message(),
        null,
        header.source(),
        null,
        null,
        null,
        null,
        null,
        null,
        new MessageJson(
            header.messageId(),
            header.correlationId(),
            header.contentType(),
            header.encoding(),
            begun.schemaName(),
            header.schemaVersion(),
            controlId,
            begun.targets(),
            body),
        null,
        null,
        unseen(entry),
        again,
        null);
  }

  private static EventJson ofLeg(
      Histories.Entry entry,
      HistoryEvent.OfLeg event,
      @Nullable String outcome,
      @Nullable Integer attempt,
      @Nullable Reason reason,
      @Nullable String nextAttempt,
      @Nullable List<OutputJson> outputs) {
    return new EventJson(
        entry.number(),
        event.getClass().getSimpleName(),
        event.at().toString(),
        event.leg().message(),
        event.leg().path(),
        event.item(),
        outcome,
        attempt,
        reason == null || reason.code().isEmpty() ? null : reason.code(),
        reason == null ? null : reason.text(),
        reason == null || reason.detail().isEmpty() ? null : reason.detail(),
        nextAttempt,
        null,
        outputs,
        null,
        unseen(entry),
        null,
        null);
  }

  private static OutputJson output(HistoryEvent.Output output) {
    return new OutputJson(output.target(), output.body());
  }
}

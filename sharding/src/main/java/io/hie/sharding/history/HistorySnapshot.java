package io.hie.sharding.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.CborSerializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link History} as it is stored: a contract with every snapshot ever written, like the events.
 *
 * @param key id of the data key that contents are sealed with; null if there is none
 * @param erasedKeys ids of keys that the last erasure destroys; null if there was none
 * @param deadLetters what was set aside; null before that was kept
 * @param replays how far replays are; null before that was kept
 * @param links with other histories; null if there is none
 */
record HistorySnapshot(
    long events,
    long messages,
    List<Message> open,
    List<RecentMessages.Entry> recent,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> erasedKeys,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<DeadLetters.DeadLetter> deadLetters,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ReplayMarks.Mark> replays,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Links.Line> links)
    implements CborSerializable {

  HistorySnapshot(
      long events, long messages, List<Message> open, List<RecentMessages.Entry> recent) {
    this(events, messages, open, recent, null, null, null, null, null);
  }

  List<DeadLetters.DeadLetter> deadLettersOrNone() {
    return deadLetters == null ? List.of() : deadLetters;
  }

  List<ReplayMarks.Mark> replaysOrNone() {
    return replays == null ? List.of() : replays;
  }

  List<Links.Line> linksOrNone() {
    return links == null ? List.of() : links;
  }

  /** An open message. */
  record Message(
      long number,
      MessageHeader header,
      String schemaName,
      String schemaNamespace,
      List<OpenLeg> legs,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long began,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Question question) {

    /** One whose sender asked nothing. */
    Message(
        long number,
        MessageHeader header,
        String schemaName,
        String schemaNamespace,
        List<OpenLeg> legs,
        @Nullable Long began) {
      this(number, header, schemaName, schemaNamespace, legs, began, null);
    }

    static Message of(OpenMessage message, List<OpenLeg> legs) {
      return new Message(
          message.number,
          message.header,
          message.schemaName,
          message.schemaNamespace,
          legs,
          message.began == 0 ? null : message.began,
          message.question);
    }

    OpenMessage toMessage() {
      OpenMessage message =
          new OpenMessage(number, header, schemaName, schemaNamespace, began == null ? 0 : began);
      message.question = question;
      return message;
    }
  }

  /** An open leg. */
  record OpenLeg(
      LegId id,
      String item,
      String bodyMessageId,
      int bodyOutput,
      long bodyEvent,
      int attempts,
      Instant notBefore,
      boolean mayHaveArrived,
      boolean started,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean asked) {

    OpenLeg(
        LegId id,
        String item,
        String bodyMessageId,
        int bodyOutput,
        long bodyEvent,
        int attempts,
        Instant notBefore,
        boolean mayHaveArrived,
        boolean started) {
      this(
          id,
          item,
          bodyMessageId,
          bodyOutput,
          bodyEvent,
          attempts,
          notBefore,
          mayHaveArrived,
          started,
          null);
    }

    static OpenLeg of(Leg leg) {
      return new OpenLeg(
          leg.id,
          leg.item,
          leg.body.messageId,
          leg.body.output,
          leg.body.event,
          leg.attempts,
          leg.notBefore,
          leg.mayHaveArrived,
          leg.started,
          leg.asked ? true : null);
    }

    Leg toLeg() {
      Leg leg = new Leg(id, item, new Leg.Body(bodyMessageId, bodyOutput, bodyEvent));
      leg.attempts = attempts;
      leg.notBefore = notBefore;
      leg.mayHaveArrived = mayHaveArrived;
      leg.started = started;
      leg.asked = asked != null && asked;
      return leg;
    }
  }
}

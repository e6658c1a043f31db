package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.history.HistoryCommand.Result;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a message is to go once more, or a dead letter is let go. Pure. What goes once
 * more is a message of its own, with the next number of the history: so it goes behind all that is
 * open for its key, at every item.
 */
final class OnceMore {
  private OnceMore() {}

  static Decision replay(
      History history,
      @Nullable DeployedProduction production,
      Instant now,
      HistoryCommand.Replay replay) {
    // The job sends one message after the other, so what is not beyond its last one was sent.
    if (replay.position() <= history.replayedTo(replay.job())) {
      return tell(replay.replyTo(), Result.DUPLICATE, "was replayed by this job before");
    }
    if (production == null) {
      return tell(replay.replyTo(), Result.REFUSED, "its production does not run here");
    }
    List<String> targets = List.of(replay.item());
    if (replay.item().isEmpty()) {
      DeployedItem service = production.item(replay.header().source());
      if (service == null) {
        return tell(
            replay.replyTo(),
            Result.REFUSED,
            "the service it came from, " + replay.header().source() + ", is no longer there");
      }
      targets = service.host().targetConfigNames();
    } else if (production.item(replay.item()) == null) {
      return tell(replay.replyTo(), Result.REFUSED, "there is no item " + replay.item());
    }
    long number = history.messages() + 1;
    MessageHeader header =
        header(
            replay.header(),
            replay.origin(),
            number,
            now,
            Map.of(Delivery.REPEATS, replay.origin().messageId(), Delivery.REPLAY, replay.job()));
    return new Decision.Carry(
        new HistoryEvent.Replayed(
            number,
            now,
            header,
            replay.schemaName(),
            replay.schemaNamespace(),
            targets,
            replay.origin(),
            replay.job(),
            replay.position(),
            replay.who(),
            replay.why()),
        replay.replyTo(),
        header.messageId());
  }

  static Decision resubmit(
      History history,
      @Nullable DeployedProduction production,
      Instant now,
      HistoryCommand.Resubmit resubmit) {
    DeadLetters.DeadLetter letter = history.deadLetter(resubmit.leg());
    if (letter == null) {
      return unknown(resubmit.replyTo());
    }
    if (production == null || production.item(letter.item()) == null) {
      return tell(
          resubmit.replyTo(),
          Result.REFUSED,
          production == null
              ? "its production does not run here"
              : "there is no item " + letter.item() + " any more");
    }
    HistoryEvent.Origin origin =
        new HistoryEvent.Origin(
            letter.leg().message(),
            letter.leg(),
            letter.bodyMessageId(),
            letter.bodyEvent(),
            letter.bodyOutput());
    long number = history.messages() + 1;
    MessageHeader header =
        header(
            resubmit.header(),
            origin,
            number,
            now,
            Map.of(Delivery.REPEATS, letter.bodyMessageId()));
    return new Decision.Carry(
        new HistoryEvent.Resubmitted(
            number,
            now,
            header,
            resubmit.schemaName(),
            resubmit.schemaNamespace(),
            List.of(letter.item()),
            origin,
            letter.event(),
            resubmit.body(),
            resubmit.who(),
            resubmit.why()),
        resubmit.replyTo(),
        header.messageId());
  }

  static Decision discard(History history, Instant now, HistoryCommand.DiscardDeadLetter discard) {
    DeadLetters.DeadLetter letter = history.deadLetter(discard.leg());
    return letter == null
        ? unknown(discard.replyTo())
        : new Decision.Carry(
            new HistoryEvent.DeadLetterDiscarded(
                letter.leg(), letter.item(), now, letter.event(), discard.who(), discard.why()),
            discard.replyTo(),
            letter.leg().toString());
  }

  private static Decision unknown(ActorRef<Reply> to) {
    return tell(to, Result.UNKNOWN, "no dead letter, or none any more");
  }

  private static Decision tell(ActorRef<Reply> to, Result result, String text) {
    return new Decision.Tell(to, new Reply(result, text));
  }

  /**
   * The header of a repetition: it has an id of its own, made of the one it repeats, and its time
   * to live begins now.
   */
  private static MessageHeader header(
      MessageHeader received,
      HistoryEvent.Origin origin,
      long number,
      Instant now,
      Map<String, String> marks) {
    Map<String, String> properties = new HashMap<>(received.customProperties());
    properties.keySet().removeAll(List.of(Delivery.REPEATS, Delivery.REPLAY));
    properties.putAll(marks);
    return new MessageHeader(
        origin.messageId() + ".r" + number,
        received.correlationId(),
        now,
        received.source(),
        "",
        received.bodyClassName(),
        received.contentType(),
        received.schemaVersion(),
        received.encoding(),
        received.priority(),
        received.ttl(),
        0,
        properties);
  }
}

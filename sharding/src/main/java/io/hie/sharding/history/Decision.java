package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.LegId;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a command means for a history, found by {@link Deciding} and done by the entity. */
sealed interface Decision {
  /** It is late, repeated or void. */
  record Nothing() implements Decision {}

  /** Tell the sender; there is nothing to write. */
  record Answer(HistoryCommand.Accept to, Acceptance acceptance) implements Decision {}

  /** Write this with what it links, and tell the sender when it is durable. */
  record TakeOver(
      HistoryCommand.Accept from,
      HistoryEvent.Accepted accepted,
      List<HistoryEvent.LinkBegun> links)
      implements Decision {}

  /** Write this for a person or a replay, and tell them when it is durable. */
  record Carry(HistoryEvent event, ActorRef<HistoryCommand.Reply> to, String text)
      implements Decision {}

  /** Tell a person or a replay; there is nothing to write. */
  record Tell(ActorRef<HistoryCommand.Reply> to, HistoryCommand.Reply reply) implements Decision {}

  /** Go on with what a process decided, and write it with the next write. */
  record Foresee(HistoryEvent.Handled handled) implements Decision {}

  /**
   * Write this outcome, together with others that come within milliseconds.
   *
   * @param answered what goes into the same write before it; null if nothing does
   */
  record Report(HistoryEvent.OfLeg outcome, HistoryEvent.@Nullable Answered answered)
      implements Decision {
    Report(HistoryEvent.OfLeg outcome) {
      this(outcome, null);
    }
  }

  /** Tell a sender that sends again how its message ended. */
  record AnswerAgain(HistoryCommand.Accept to, String messageId, Question question)
      implements Decision {}

  /** Let a sender that sends again wait for the answer to its first. */
  record Await(HistoryCommand.Accept from, long message, String messageId) implements Decision {}

  /** Write this now. */
  record Write(HistoryEvent.OfLeg event) implements Decision {}

  /** The leg is in no item's hand any more, and waits for its turn again. */
  record PutBack(LegId leg) implements Decision {}
}

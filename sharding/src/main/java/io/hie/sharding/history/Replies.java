package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Intake.Acceptance;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be told what of one history: when the write in progress has succeeded or failed, and
 * when a receiver has answered.
 */
final class Replies {
  private final String entityId;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final Asking asking = new Asking();

  /** Whose message is in the write in progress. */
  private HistoryCommand.@Nullable Accept accepting;

  /** Which order of a person or a replay is. */
  private Decision.@Nullable Carry carrying;

  Replies(String entityId, HistoryNode node, ActorContext<HistoryCommand> context) {
    this.entityId = entityId;
    this.node = node;
    this.context = context;
  }

  /** Tells a sender now. */
  static void answer(HistoryCommand.Accept sender, Acceptance acceptance) {
    sender.replyTo().tell(new HistoryCommand.AcceptReply(sender.token(), acceptance));
  }

  /** A sender is told of the write that comes next. */
  void whenWritten(HistoryCommand.Accept sender) {
    accepting = sender;
  }

  /** So is who ordered something. */
  void whenWritten(Decision.Carry carry) {
    carrying = carry;
  }

  /**
   * A write is durable.
   *
   * @param after the history since
   */
  void written(History after, List<HistoryEvent> events) {
    if (accepting != null) {
      accepted(accepting, events);
      accepting = null;
    }
    carried(HistoryCommand.Result.STORED);
    asking.settle(after.takeSettled(), events);
  }

  /** This life is over: what was to be written is not, and who waits for an answer gets none. */
  void failed() {
    if (accepting != null) {
      answer(accepting, new Acceptance.NotStored("the log could not be written"));
      accepting = null;
    }
    carried(HistoryCommand.Result.NOT_STORED);
    asking.clear();
  }

  /** Lets a sender that sends again wait for the answer to its first. */
  void await(Decision.Await await) {
    asking.add(await.message(), await.messageId(), await.from());
    stored(await.from(), await.messageId());
  }

  /** Tells a sender that sends again how its message ended, as soon as that is read. */
  void answerAgain(Decision.AnswerAgain again) {
    Question question = again.question();
    if (!question.isAnswered()) {
      answer(
          again.to(),
          question.failed().isEmpty()
              ? new Acceptance.Repeated(again.messageId())
              : Asking.of(again.messageId(), question, null));
      return;
    }
    context.pipeToSelf(
        node.answerReader().read(entityId, question.answer()),
        (answer, failure) -> new HistoryCommand.AnswerRead(again.to(), again.messageId(), answer));
  }

  void answerRead(HistoryCommand.AnswerRead read) {
    answer(
        read.to(),
        read.answer() == null
            ? new Acceptance.Unanswered(
                read.messageId(),
                "unreadable",
                "its receiver answered, and the answer cannot be read any more")
            : new Acceptance.Answered(read.messageId(), read.answer()));
  }

  /** A sender waits no more; tells the number of its message, or 0 if it was answered already. */
  long gaveUp(HistoryCommand.GaveUp gaveUp) {
    return asking.remove(gaveUp.token());
  }

  private void accepted(HistoryCommand.Accept sender, List<HistoryEvent> events) {
    String messageId = sender.envelope().header().messageId();
    for (HistoryEvent event : events) {
      if (event instanceof HistoryEvent.Accepted accepted && accepted.answering() != null) {
        asking.add(accepted.message(), messageId, sender);
        stored(sender, messageId);
        return;
      }
    }
    answer(sender, new Acceptance.Stored(messageId));
  }

  /** It is durable; its sender waits on, for what the receiver answers. */
  private static void stored(HistoryCommand.Accept sender, String messageId) {
    sender
        .replyTo()
        .tell(
            new HistoryCommand.AcceptReply(sender.token(), new Acceptance.Stored(messageId), true));
  }

  private void carried(HistoryCommand.Result result) {
    if (carrying != null) {
      boolean stored = result == HistoryCommand.Result.STORED;
      carrying
          .to()
          .tell(
              new HistoryCommand.Reply(
                  result, stored ? carrying.text() : "the log could not be written"));
      carrying = null;
    }
  }
}

package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake.Acceptance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The senders that wait for what a receiver answers, of one history. In memory only: after a crash
 * nobody is told anything, and a sender that sends again is let wait again or gets what is known.
 */
final class Asking {
  /** Senders of one message that wait at once; beyond them the eldest gets no answer in time. */
  private static final int MOST_FOR_ONE = 8;

  private record Sender(HistoryCommand.Accept accept, String messageId) {}

  private final Map<Long, List<Sender>> waiting = new HashMap<>();

  /**
   * A sender waits from now on.
   *
   * @param message number of the message
   * @param messageId its id, which is that of the first for a sender that sends again
   */
  void add(long message, String messageId, HistoryCommand.Accept sender) {
    List<Sender> senders = waiting.computeIfAbsent(message, number -> new ArrayList<>(1));
    if (senders.size() == MOST_FOR_ONE) {
      senders.removeFirst();
    }
    senders.add(new Sender(sender, messageId));
  }

  /** A sender waits no more; tells the number of its message, or 0 if it was answered already. */
  long remove(long token) {
    for (Iterator<Map.Entry<Long, List<Sender>>> all = waiting.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Long, List<Sender>> each = all.next();
      if (each.getValue().removeIf(sender -> sender.accept().token() == token)) {
        long message = each.getKey();
        if (each.getValue().isEmpty()) {
          all.remove();
        }
        return message;
      }
    }
    return 0;
  }

  void clear() {
    waiting.clear();
  }

  /**
   * Tells the senders whose questions ended.
   *
   * @param written the events of the write that ended them
   */
  void settle(Map<Long, Question> settled, List<HistoryEvent> written) {
    settled.forEach(
        (message, question) -> {
          List<Sender> senders = waiting.remove(message);
          if (senders != null) {
            Answer answer = question.isAnswered() ? answerIn(written, message) : null;
            senders.forEach(
                sender ->
                    Replies.answer(sender.accept(), of(sender.messageId(), question, answer)));
          }
        });
  }

  /** What a sender is told of a question that ended. */
  static Acceptance of(String messageId, Question question, @Nullable Answer answer) {
    if (answer != null) {
      return new Acceptance.Answered(messageId, answer);
    }
    return question.failed().isEmpty()
        ? new Acceptance.Stored(messageId)
        : new Acceptance.Unanswered(
            messageId, question.failed(), Question.inWords(question.failed()));
  }

  private static @Nullable Answer answerIn(List<HistoryEvent> written, long message) {
    for (HistoryEvent event : written) {
      if (event instanceof HistoryEvent.Answered answered && answered.leg().message() == message) {
        return answered.answer();
      }
    }
    return null;
  }
}

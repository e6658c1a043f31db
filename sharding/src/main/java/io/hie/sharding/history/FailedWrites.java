package io.hie.sharding.history;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.JournalProtocol;

/**
 * Lets a history hear of a failed write once. A journal answers for each event of the write; the
 * first answer ends the history's life, and the others would reach the next one, where Pekko 1.2
 * puts them among the commands that wait for recovery, and stops taking those up when it meets one:
 * a message that came meanwhile would lie there until another came. Uses an internal class of
 * Pekko, here and nowhere else.
 */
final class FailedWrites extends BehaviorInterceptor<Object, Object> {
  private static final int NONE = -1;

  /** The life that has heard of its failure. */
  private int heard = NONE;

  private FailedWrites() {
    super(Object.class);
  }

  /** The same behaviour, which hears of each failed write once. */
  @SuppressWarnings("unchecked") // the journal's answers are no commands, but come the same way
  static Behavior<HistoryCommand> heardOnce(Behavior<HistoryCommand> history) {
    Behavior<Object> ofAnything = (Behavior<Object>) (Behavior<?>) history;
    return (Behavior<HistoryCommand>)
        (Behavior<?>) Behaviors.intercept(FailedWrites::new, ofAnything);
  }

  @Override
  public Behavior<Object> aroundReceive(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> target) {
    int life = lifeOfFailure(message);
    if (life != NONE && life == heard) {
      return Behaviors.same();
    }
    heard = life == NONE ? heard : life;
    return target.apply(context, message);
  }

  /** Pekko numbers the lives of all persistent actors from 1. */
  private static int lifeOfFailure(Object message) {
    return switch (message) {
      case JournalProtocol.WriteMessageFailure failure -> failure.actorInstanceId();
      case JournalProtocol.WriteMessageRejected rejected -> rejected.actorInstanceId();
      default -> NONE;
    };
  }
}

package io.hie.sharding.history;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The histories of this node that hold a foreseen decision back, to write it with the outcome that
 * follows. One that does not follow soon must not leave the decision unwritten for long. One look
 * at all of them now and then instead of a timer for each message. Safe from any thread.
 */
final class HeldBack {
  /** How long a decision may stay unwritten, up to one look more. */
  private static final Duration MOST = Duration.ofMillis(400);

  private static final Duration LOOK = Duration.ofMillis(100);

  /** Time to look for what was held back long enough. */
  enum Look {
    LOOK
  }

  private final Map<ActorRef<HistoryCommand>, Long> since = new ConcurrentHashMap<>();

  /** A history holds something back from now on, if it did not already. */
  void add(ActorRef<HistoryCommand> history) {
    since.putIfAbsent(history, System.nanoTime());
  }

  /** It has written all it had. */
  void remove(ActorRef<HistoryCommand> history) {
    since.remove(history);
  }

  /** The actor that looks. */
  Behavior<Look> behavior() {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Look.LOOK, LOOK);
          return Behaviors.receiveMessage(
              look -> {
                look();
                return Behaviors.same();
              });
        });
  }

  private void look() {
    long now = System.nanoTime();
    since.forEach(
        (history, from) -> {
          if (now - from > MOST.toNanos() && since.remove(history, from)) {
            history.tell(new HistoryCommand.Flush());
          }
        });
  }
}

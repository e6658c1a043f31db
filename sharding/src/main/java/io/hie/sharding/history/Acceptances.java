package io.hie.sharding.history;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The submissions of this node that wait for an answer. Answers come from the histories straight to
 * here, on their threads; one that does not come in time (its history's node died) is told as not
 * stored, so that the sender sends again and is recognised if it was stored after all.
 */
final class Acceptances {
  private record Waiting(Intake.Listener listener, long deadlineNanos) {}

  private final AtomicLong tokens = new AtomicLong();
  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<ActorRef<HistoryCommand.AcceptReply>> replyTo =
      new CompletableFuture<>();

  /** The actor that keeps the address of the answers and looks for those that are late. */
  Behavior<Sweep> behavior() {
    return Behaviors.setup(
        context -> {
          replyTo.complete(DirectReply.to(context, this::onReply, "acceptances"));
          return Behaviors.withTimers(
              timers -> {
                timers.startTimerWithFixedDelay(Sweep.SWEEP, Duration.ofSeconds(1));
                return Behaviors.receiveMessage(
                    sweep -> {
                      sweep();
                      return Behaviors.same();
                    });
              });
        });
  }

  /** Time to look for late answers. */
  enum Sweep {
    SWEEP
  }

  /**
   * Where answers go. Waits for the actor to be there, which takes milliseconds at the start of a
   * node.
   */
  ActorRef<HistoryCommand.AcceptReply> replyTo() {
    return replyTo.join();
  }

  /** Notes who is to be told; the token comes back with the answer. */
  long expect(Intake.Listener listener) {
    long token = tokens.incrementAndGet();
    waiting.put(token, new Waiting(listener, System.nanoTime() + Intake.ACCEPT_TIMEOUT.toNanos()));
    return token;
  }

  private void onReply(HistoryCommand.AcceptReply reply) {
    Waiting expected = waiting.remove(reply.token());
    if (expected != null) {
      expected.listener().onAcceptance(reply.acceptance());
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    waiting.forEach(
        (token, expected) -> {
          if (now - expected.deadlineNanos() > 0 && waiting.remove(token, expected)) {
            expected.listener().onAcceptance(new Acceptance.NotStored("it was not stored in time"));
          }
        });
  }
}

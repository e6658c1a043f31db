package io.hie.sharding.history;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The submissions of this node that wait for an answer. Answers come from the histories straight to
 * here, on their threads; one that does not come in time (its history's node died) is told as not
 * stored, so that the sender sends again and is recognised if it was stored after all.
 */
final class Acceptances {
  /** How often is looked for what is late. */
  private static final Duration LOOK = Duration.ofMillis(200);

  /**
   * A submission.
   *
   * @param answerNanos by when a receiver's answer must be there, if one follows
   * @param onLate run when it is not
   * @param storedAs the id of the message once it is stored and the answer follows; null before
   */
  private record Waiting(
      Intake.Listener listener,
      long deadlineNanos,
      long answerNanos,
      LongConsumer onLate,
      @Nullable String storedAs) {}

  private final AtomicLong tokens = new AtomicLong();
  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<ActorRef<HistoryCommand.AcceptReply>> replyTo =
      new CompletableFuture<>();

  /** The actor that keeps the address of the answers and looks for those that are late. */
  Behavior<Sweep> behavior() {
    return Behaviors.setup(
        context -> {
          replyTo.complete(DirectRef.to(context, this::onReply, "acceptances"));
          return Behaviors.withTimers(
              timers -> {
                timers.startTimerWithFixedDelay(Sweep.SWEEP, LOOK);
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

  /** As {@link #expect(Intake.Listener, Duration, LongConsumer)}, where no answer follows. */
  long expect(Intake.Listener listener) {
    return expect(listener, Intake.ACCEPT_TIMEOUT, late -> {});
  }

  /**
   * Notes who is to be told; the token comes back with the answer.
   *
   * @param answerTimeout how long a receiver's answer is waited for, if one follows
   * @param onLate given the token of a submission whose answer did not come in that time, after its
   *     listener was told so
   */
  long expect(Intake.Listener listener, Duration answerTimeout, LongConsumer onLate) {
    long token = tokens.incrementAndGet();
    long now = System.nanoTime();
    waiting.put(
        token,
        new Waiting(
            listener,
            now + Intake.ACCEPT_TIMEOUT.toNanos(),
            now + answerTimeout.toNanos(),
            onLate,
            null));
    return token;
  }

  private void onReply(HistoryCommand.AcceptReply reply) {
    if (reply.answerFollows() != null
        && reply.answerFollows()
        && reply.acceptance() instanceof Acceptance.Stored stored) {
      waiting.computeIfPresent(
          reply.token(),
          (token, expected) ->
              new Waiting(
                  expected.listener(),
                  expected.answerNanos(),
                  expected.answerNanos(),
                  expected.onLate(),
                  stored.messageId()));
      return;
    }
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
            tellLate(token, expected);
          }
        });
  }

  private static void tellLate(long token, Waiting expected) {
    String storedAs = expected.storedAs();
    if (storedAs == null) {
      expected.listener().onAcceptance(new Acceptance.NotStored("it was not stored in time"));
      return;
    }
    expected
        .listener()
        .onAcceptance(
            new Acceptance.Unanswered(
                storedAs,
                Acceptance.Unanswered.LATE,
                "no answer came within MessageTimeout; its delivery goes on"));
    expected.onLate().accept(token);
  }
}

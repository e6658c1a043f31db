package io.hie.actormodel.item;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the actor of an item that is a behaviour: starts it, asks it, makes it anew when it ends,
 * and then fails what it had in hand. Safe from any thread.
 */
final class BehaviorHost<M> {
  /** Beyond any {@code MessageTimeout} in use; the engine gives up earlier. */
  static final Duration LONGEST_QUESTION = Duration.ofMinutes(10);

  private static final Duration STOP = Duration.ofSeconds(10);
  private static final AtomicLong MADE = new AtomicLong();

  private sealed interface Command<M> {}

  private record Tell<M>(M message) implements Command<M> {}

  private record Stop<M>(ActorRef<Done> replyTo) implements Command<M> {}

  /** Its actor ended while it had a message in hand. */
  static final class ActorEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ActorEndedException() {
      super("the item's actor ended before it answered");
    }
  }

  private final ItemContext context;
  private final Supplier<Behavior<M>> behavior;
  private final Map<Long, CompletableFuture<?>> open = new ConcurrentHashMap<>();
  private final AtomicLong questions = new AtomicLong();
  private volatile @Nullable ActorRef<Command<M>> keeper;

  BehaviorHost(ItemContext context, Supplier<Behavior<M>> behavior) {
    this.context = context;
    this.behavior = behavior;
  }

  CompletionStage<Void> start() {
    String name =
        "item-"
            + URLEncoder.encode(context.item(), StandardCharsets.UTF_8)
            + "-"
            + MADE.incrementAndGet();
    keeper = context.system().systemActorOf(keeping(), name, Props.empty());
    return CompletableFuture.completedFuture(null);
  }

  private Behavior<Command<M>> keeping() {
    return Behaviors.setup(
        actor -> {
          Keeper made = new Keeper(actor);
          return Behaviors.receive(
              (unused, command) -> made.onCommand(command),
              (unused, signal) -> made.onSignal(signal));
        });
  }

  <A> CompletionStage<A> ask(
      java.util.function.Function<ActorRef<StatusReply<A>>, M> question, Duration longest) {
    ActorRef<Command<M>> asked = keeper;
    if (asked == null) {
      return CompletableFuture.failedFuture(new ActorEndedException());
    }
    CompletableFuture<A> answer = new CompletableFuture<>();
    Long number = questions.incrementAndGet();
    open.put(number, answer);
    answer.whenComplete((result, failure) -> open.remove(number));
    AskPattern.<Command<M>, A>askWithStatus(
            asked,
            replyTo -> new Tell<>(question.apply(replyTo)),
            longest,
            context.system().scheduler())
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                answer.complete(result);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  CompletionStage<Void> stop() {
    ActorRef<Command<M>> stopped = keeper;
    keeper = null;
    if (stopped == null) {
      return CompletableFuture.completedFuture(null);
    }
    return AskPattern.<Command<M>, Done>ask(stopped, Stop::new, STOP, context.system().scheduler())
        .handle(
            (done, failure) -> {
              failOpen();
              return null;
            });
  }

  private void failOpen() {
    // Each takes itself out when it is done.
    for (CompletableFuture<?> answer : List.copyOf(open.values())) {
      answer.completeExceptionally(new ActorEndedException());
    }
  }

  /** The parent of the author's actor. */
  private final class Keeper {
    private final ActorContext<Command<M>> actor;
    private ActorRef<M> child;

    Keeper(ActorContext<Command<M>> actor) {
      this.actor = actor;
      this.child = spawn();
    }

    private ActorRef<M> spawn() {
      ActorRef<M> made = actor.spawnAnonymous(behavior.get());
      actor.watch(made);
      return made;
    }

    private Behavior<Command<M>> onCommand(Command<M> command) {
      return switch (command) {
        case Tell<M>(M message) -> {
          child.tell(message);
          yield Behaviors.same();
        }
        case Stop<M>(ActorRef<Done> replyTo) -> {
          replyTo.tell(Done.getInstance());
          yield Behaviors.stopped();
        }
      };
    }

    private Behavior<Command<M>> onSignal(Signal signal) {
      if (signal instanceof Terminated) {
        context.log().warn("the actor of {} ended; it is made anew", context.item());
        failOpen();
        child = spawn();
      }
      return Behaviors.same();
    }
  }
}

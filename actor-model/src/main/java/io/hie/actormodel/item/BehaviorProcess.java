package io.hie.actormodel.item;

import io.hie.actormodel.envelope.MessageEnvelope;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.pattern.StatusReply;

/**
 * A process that is a typed behaviour of its author's: for one that keeps state in memory, has
 * timers, or talks to other actors. Each message becomes a question to its actor; the answer may
 * come whenever it likes within {@code MessageTimeout}.
 *
 * <p>If the behaviour stops or throws, every question that is open fails, to be retried or parked
 * as the item's settings say, and the actor is made anew. Its state is then gone, as it is after a
 * crash of the node: what must last belongs somewhere durable.
 *
 * @param <M> what its actor is told
 */
public abstract class BehaviorProcess<M> implements Process {
  private final BehaviorHost<M> host;

  protected BehaviorProcess(ItemContext context) {
    this.host = new BehaviorHost<>(context, this::behavior);
  }

  /** The behaviour; asked for at each start of the actor, once the constructor is done. */
  protected abstract Behavior<M> behavior();

  /** What the actor is told of a message. It answers {@code replyTo} once. */
  protected abstract M question(MessageEnvelope message, ActorRef<StatusReply<Handling>> replyTo);

  @Override
  public final CompletionStage<Void> start() {
    return host.start();
  }

  @Override
  public final CompletionStage<Void> stop() {
    return host.stop();
  }

  /** Waits for the actor; the engine calls {@link #handleAsync} instead. */
  @Override
  public final Handling handle(MessageEnvelope message) {
    return handleAsync(message).toCompletableFuture().join();
  }

  @Override
  public final CompletionStage<Handling> handleAsync(MessageEnvelope message) {
    return host.ask(replyTo -> question(message, replyTo), BehaviorHost.LONGEST_QUESTION);
  }
}

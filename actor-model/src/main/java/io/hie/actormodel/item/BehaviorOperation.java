package io.hie.actormodel.item;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.pattern.StatusReply;

/**
 * An operation that is a typed behaviour of its author's. If the behaviour stops or throws, every
 * delivery that is open ends as {@link DeliveryResult.Ambiguous}, since nobody can say how far it
 * came, and the actor is made anew.
 *
 * @param <M> what its actor is told
 */
public abstract class BehaviorOperation<M> implements Operation {
  private final BehaviorHost<M> host;
  private final Duration longest;

  /**
   * @param longest how long a delivery may take before it is ambiguous
   */
  protected BehaviorOperation(ItemContext context, Duration longest) {
    this.host = new BehaviorHost<>(context, this::behavior);
    this.longest = longest;
  }

  /** The behaviour; asked for at each start of the actor, once the constructor is done. */
  protected abstract Behavior<M> behavior();

  /** What the actor is told of a delivery. It answers {@code replyTo} once. */
  protected abstract M question(Delivery delivery, ActorRef<StatusReply<DeliveryResult>> replyTo);

  @Override
  public final CompletionStage<Void> start() {
    return host.start();
  }

  @Override
  public final CompletionStage<Void> stop() {
    return host.stop();
  }

  @Override
  public final CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    return host.ask(replyTo -> question(delivery, replyTo), longest);
  }
}

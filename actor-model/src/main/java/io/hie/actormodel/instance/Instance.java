package io.hie.actormodel.instance;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletionStage;

/**
 * One of several instances of an item. What it does with a message is as if the item itself did it;
 * besides, the stages of {@link #handle} and {@link #deliver} may fail with {@link AwayException},
 * {@link InstanceFailedException} or {@link ThrownException}. They always complete: when the JVM
 * ends, at the latest. Safe from any thread.
 */
public interface Instance {

  /** Whether it takes messages now. */
  boolean isUp();

  /** As {@link io.hie.actormodel.item.Item#start}, once its JVM runs. */
  CompletionStage<Void> start();

  /** As {@link io.hie.actormodel.item.Process#handleAsync}. */
  CompletionStage<Handling> handle(Delivery message);

  /** As {@link io.hie.actormodel.item.Operation#deliver}. */
  CompletionStage<DeliveryResult> deliver(Delivery message);

  /** As {@link io.hie.actormodel.item.Item#change}. */
  void change(ItemDefinition definition);

  /** As {@link io.hie.actormodel.item.Item#stop}. */
  CompletionStage<Void> stop();

  /** Nothing of the message was handed over: the JVM is not there. It may go to another one. */
  final class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message for an operator, without patient data
     */
    public AwayException(String message) {
      super(message);
    }
  }

  /** The item threw when it was called, so it did not begin to deliver; the cause is what. */
  final class ThrownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ThrownException(RuntimeException cause) {
      super(cause);
    }
  }
}

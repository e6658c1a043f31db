package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which operations run on another node, of those of which there is one in the cluster. */
@FunctionalInterface
public interface Forwarding {
  /** All run here. */
  Forwarding NONE = item -> null;

  /**
   * The way to an operation that runs elsewhere; null if it is to run here. Asked whenever an
   * operation is started.
   */
  @Nullable Route route(ItemAddress item);

  /** The way to one. Safe from any thread. */
  interface Route {
    /**
     * As {@link io.hie.actormodel.item.Operation#deliver}. Fails with {@link
     * io.hie.actormodel.instance.Instance.AwayException} if nothing was delivered and the same can
     * be tried again. If the node dies that has it, it is ambiguous.
     */
    CompletionStage<DeliveryResult> deliver(Delivery delivery);

    /** Ends what {@link #deliver} returned, as soon as that can be said how. */
    void withdraw(Delivery delivery);
  }
}

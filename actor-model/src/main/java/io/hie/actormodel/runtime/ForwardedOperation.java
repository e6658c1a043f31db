package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands for an operation that runs on another node: what is handed to it is in hand here until
 * that node says how it ended. As many are out as the item has workers.
 */
final class ForwardedOperation implements Operation {
  private final Forwarding.Route route;

  /** By identity, as the messages in hand. */
  private final Set<Delivery> out =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  ForwardedOperation(Forwarding.Route route) {
    this.route = route;
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    out.add(delivery);
    return route.deliver(delivery).whenComplete((result, failure) -> out.remove(delivery));
  }

  @Override
  public CompletionStage<Void> stop() {
    List<Delivery> withdrawn;
    synchronized (out) {
      withdrawn = List.copyOf(out);
    }
    withdrawn.forEach(route::withdraw);
    return CompletableFuture.completedFuture(null);
  }
}

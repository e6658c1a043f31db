package io.hie.clusternode.deployment;

import io.hie.actormodel.instance.Instance.AwayException;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.runtime.Forwarding;
import io.hie.actormodel.runtime.ItemAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The way to an item on another node, which is known a moment after the items have started. */
record LateRoute(CompletableFuture<Function<ItemAddress, Forwarding.Route>> ways, ItemAddress item)
    implements Forwarding.Route {

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    Function<ItemAddress, Forwarding.Route> way = ways.getNow(null);
    return way == null
        ? CompletableFuture.failedFuture(new AwayException("this node is about to start"))
        : way.apply(item).deliver(delivery);
  }

  @Override
  public void withdraw(Delivery delivery) {
    Function<ItemAddress, Forwarding.Route> way = ways.getNow(null);
    if (way != null) {
      way.apply(item).withdraw(delivery);
    }
  }
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletionStage;

/** An operation that delivers from several JVMs. */
record SpreadOperation(Spread spread) implements Operation, SpreadItem {

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    return spread.with(delivery, instance -> instance.deliver(delivery));
  }

  @Override
  public CompletionStage<Void> start() {
    return spread.start();
  }

  @Override
  public void change(ItemDefinition definition) {
    spread.change(definition);
  }

  @Override
  public CompletionStage<Void> stop() {
    return spread.stop();
  }
}

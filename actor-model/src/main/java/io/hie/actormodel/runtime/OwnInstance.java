package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletionStage;

/** An instance in the node's own JVM: the item as it is. What it throws it throws here too. */
record OwnInstance(Item item) implements Instance {

  @Override
  public boolean isUp() {
    return true;
  }

  @Override
  public CompletionStage<Void> start() {
    return item.start();
  }

  @Override
  public CompletionStage<Handling> handle(Delivery message) {
    return ((Process) item).handleAsync(message.envelope());
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery message) {
    return ((Operation) item).deliver(message);
  }

  @Override
  public void change(ItemDefinition definition) {
    item.change(definition);
  }

  @Override
  public CompletionStage<Void> stop() {
    return item.stop();
  }
}

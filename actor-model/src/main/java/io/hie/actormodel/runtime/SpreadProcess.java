package io.hie.actormodel.runtime;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletionStage;

/** A process that decides in several JVMs. */
record SpreadProcess(Spread spread) implements Process, SpreadItem {

  CompletionStage<Handling> handleAsync(Delivery message) {
    return spread.with(message, instance -> instance.handle(message));
  }

  @Override
  public Handling handle(MessageEnvelope message) {
    throw new UnsupportedOperationException("which instance decides goes by the delivery's key");
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

package io.hie.sharding.history;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.runtime.Outcomes;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The way of items' reports to the histories, wherever those are by now. */
record ShardedOutcomes(ActorRef<ShardingEnvelope<HistoryCommand>> region) implements Outcomes {

  @Override
  public void handled(Delivery delivery, Handling handling) {
    tell(delivery.entityId(), new HistoryCommand.LegHandled(delivery.leg(), handling));
  }

  @Override
  public void delivered(Delivery delivery, DeliveryResult result) {
    tell(
        delivery.entityId(),
        new HistoryCommand.LegTried(delivery.leg(), delivery.attempt(), result));
  }

  @Override
  public void expired(Delivery delivery) {
    tell(delivery.entityId(), new HistoryCommand.LegExpired(delivery.leg()));
  }

  @Override
  public void discarded(Delivery delivery, String strategy) {
    tell(delivery.entityId(), new HistoryCommand.LegDiscarded(delivery.leg(), strategy));
  }

  @Override
  public void returned(Delivery delivery) {
    tell(delivery.entityId(), new HistoryCommand.LegReturned(delivery.leg()));
  }

  @Override
  public void ready(String entityId, String item) {
    tell(entityId, new HistoryCommand.ItemReady(item));
  }

  private void tell(String entityId, HistoryCommand command) {
    region.tell(new ShardingEnvelope<>(entityId, command));
  }
}

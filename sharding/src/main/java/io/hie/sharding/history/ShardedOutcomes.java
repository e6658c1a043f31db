package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.runtime.HookCopy;
import io.hie.actormodel.runtime.Outcomes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The way of items' reports to the histories, wherever those are by now. */
record ShardedOutcomes(
    Awake awake, ActorRef<ShardingEnvelope<HistoryCommand>> region, Acceptances acceptances)
    implements Outcomes {

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

  /** Accepted like what a service received, in the history that the message is in. */
  @Override
  public CompletionStage<?> copy(Delivery delivery, String target, String point) {
    CompletableFuture<Acceptance> stored = new CompletableFuture<>();
    MessageEnvelope copy = HookCopy.of(delivery, target, point);
    String item = delivery.envelope().header().destination();
    String id = copy.header().messageId();
    tell(
        delivery.entityId(),
        new HistoryCommand.Accept(
            copy,
            item,
            item,
            id,
            ShardedIntake.fingerprint(item, id, Payload.wrap(new byte[0])),
            acceptances.expect(
                acceptance -> {
                  if (acceptance instanceof Acceptance.NotStored not) {
                    stored.completeExceptionally(new IllegalStateException(not.reason()));
                  } else {
                    stored.complete(acceptance);
                  }
                }),
            acceptances.replyTo()));
    return stored;
  }

  private void tell(String entityId, HistoryCommand command) {
    ActorRef<HistoryCommand> history = awake.find(entityId);
    if (history != null) {
      history.tell(command);
    } else {
      region.tell(new ShardingEnvelope<>(entityId, command));
    }
  }
}

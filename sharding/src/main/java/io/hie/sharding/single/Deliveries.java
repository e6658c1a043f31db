package io.hie.sharding.single;

import io.hie.actormodel.instance.Instance.AwayException;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.runtime.Forwarding;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * What this node has in hand for operations that run on other nodes. Each is given to the seat of
 * its operation, wherever that is, and asked after now and then: a seat that does not know it lives
 * on another node by now, and what had become of it nobody can say. Safe from any thread.
 */
final class Deliveries {
  /** As in {@code pekko.remote.artery.large-message-destinations}: answers may carry bodies. */
  static final String NAME = "single-deliveries";

  private static final Duration ASK_EVERY = Duration.ofSeconds(1);
  private static final long ASK_AFTER_NANOS = Duration.ofSeconds(2).toNanos();

  private static final DeliveryResult.Reason GONE =
      new DeliveryResult.Reason(
          "node-gone", "the node that it was given to for delivery stopped or moved the item");

  /** What a seat says of a delivery. */
  sealed interface Answer extends CborSerializable {
    String delivery();
  }

  /** It ended like this. */
  record Ended(String delivery, DeliveryResult result) implements Answer {}

  /** Nothing was done with it; it may be given again. */
  record GivenBack(String delivery) implements Answer {}

  /** There is nothing of it here. */
  record Unknown(String delivery) implements Answer {}

  private record Ask() {}

  private record Out(ItemAddress item, CompletableFuture<DeliveryResult> result, long since) {}

  private final ActorRef<ShardingEnvelope<SeatEntity.Command>> region;
  private final Map<String, Out> out = new ConcurrentHashMap<>();
  private final CompletableFuture<ActorRef<Answer>> answers = new CompletableFuture<>();

  Deliveries(ActorSystem<?> system, ActorRef<ShardingEnvelope<SeatEntity.Command>> region) {
    this.region = region;
    system.systemActorOf(Behaviors.setup(this::answered), NAME, Props.empty());
  }

  private Behavior<Object> answered(ActorContext<Object> context) {
    answers.complete(context.getSelf().narrow());
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Ask(), ASK_EVERY);
          return Behaviors.receive(Object.class)
              .onMessage(
                  Ask.class,
                  ask -> {
                    askAfterAll();
                    return Behaviors.same();
                  })
              .onMessage(
                  Answer.class,
                  answer -> {
                    on(answer);
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private void on(Answer answer) {
    Out ended = out.remove(answer.delivery());
    if (ended == null) {
      return;
    }
    switch (answer) {
      case Ended how -> ended.result().complete(how.result());
      case GivenBack back ->
          ended
              .result()
              .completeExceptionally(new AwayException("it is about to run on another node"));
      case Unknown unknown -> ended.result().complete(new DeliveryResult.Ambiguous(GONE));
    }
  }

  private void askAfterAll() {
    long now = System.nanoTime();
    out.forEach(
        (key, each) -> {
          if (now - each.since() > ASK_AFTER_NANOS) {
            tell(each.item(), new SeatEntity.StillThere(key, answers.join()));
          }
        });
  }

  private void tell(ItemAddress item, SeatEntity.Command command) {
    region.tell(new ShardingEnvelope<>(SingleItem.idOf(item), command));
  }

  /** The way to an operation. */
  Forwarding.Route to(ItemAddress item) {
    return new Forwarding.Route() {
      @Override
      public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
        Out given = new Out(item, new CompletableFuture<>(), System.nanoTime());
        Out before = out.put(keyOf(delivery), given);
        if (before != null) {
          before.result().completeExceptionally(new AwayException("it was given anew"));
        }
        tell(item, new SeatEntity.Deliver(delivery, answers.join()));
        return given.result();
      }

      @Override
      public void withdraw(Delivery delivery) {
        tell(item, new SeatEntity.Withdraw(keyOf(delivery)));
      }
    };
  }

  /** One leg, whichever attempt it is: what was given twice is delivered once. */
  static String keyOf(Delivery delivery) {
    return delivery.entityId() + " " + delivery.leg();
  }
}

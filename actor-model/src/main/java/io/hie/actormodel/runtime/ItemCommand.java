package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.production.ItemDefinition;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What an item's actor is told. Everything but {@link Work} is control and passes all work in the
 * mailbox.
 */
public sealed interface ItemCommand {

  /** A message to work on. */
  record Work(Delivery delivery, long enqueuedNanos) implements ItemCommand {}

  /** Keep the queue and take nothing from it. */
  record Pause(ActorRef<Done> replyTo) implements ItemCommand {}

  record Resume(ActorRef<Done> replyTo) implements ItemCommand {}

  /**
   * Finish what is in hand, give the queue back to the histories and stop. Answered when nothing is
   * held any more.
   */
  record Stop(ActorRef<Done> replyTo) implements ItemCommand {}

  record GetStatus(ActorRef<ItemStatus> replyTo) implements ItemCommand {}

  /** Work off the queue, with nothing new in it, and stop. Answered as {@link Stop}. */
  record Drain(ActorRef<Done> replyTo) implements ItemCommand {}

  /**
   * Answered when the first start has ended: with nothing if it works, else with the reason why
   * not.
   */
  record AwaitStart(ActorRef<StartResult> replyTo) implements ItemCommand {}

  /**
   * How a start ended.
   *
   * @param problem empty if it works
   */
  record StartResult(String problem) {}

  /** The item's {@link Gate} is open. */
  record Open() implements ItemCommand {}

  /** Hand out nothing more; answered when nothing is in hand. Until {@link Release}. */
  record Quiesce(ActorRef<Done> replyTo) implements ItemCommand {}

  /** Go on after {@link Quiesce}. */
  record Release() implements ItemCommand {}

  /** Take other settings as it runs. */
  record Change(ItemDefinition definition, ActorRef<Done> replyTo) implements ItemCommand {}

  /** The item took hold of its outside, or could not. */
  record Started(@Nullable Throwable failure) implements ItemCommand {}

  /** The item let go of everything. */
  record Stopped() implements ItemCommand {}

  /** The item told how its outside is. */
  record OutsideChanged(Outside outside, String detail) implements ItemCommand {}

  /** A worker is free again. */
  record Freed() implements ItemCommand {}

  /** A delivery could not be handed over and stays in hand. */
  record CouldNotSend(Delivery delivery, String reason) implements ItemCommand {}

  /** Who lent this one wants it back, if it waits because it could not be handed over. */
  record GiveBack(Delivery delivery) implements ItemCommand {}

  /** The wait after {@link CouldNotSend} is over. */
  record TryAgain() implements ItemCommand {}

  /** The queue may hand out work again. */
  record Wake() implements ItemCommand {}

  /** Time to look how long the oldest message has waited. */
  record LookAtAge() implements ItemCommand {}

  /** The circuit breaker is in another state. */
  record BreakerChanged(BreakerState state) implements ItemCommand {}

  /** The circuit breaker was open for long enough. */
  record Probe() implements ItemCommand {}

  /** The item said that it cannot go on. */
  record Broke(Item item, Item.BrokenException why) implements ItemCommand {}

  /** The wait before another start is over. */
  record StartAgain() implements ItemCommand {}
}

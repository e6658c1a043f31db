package io.hie.actormodel.runtime;

import io.hie.actormodel.production.ItemDefinition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** An item that runs: its actor, and what was made for it. Belongs to its production's actor. */
final class ItemHandle {
  private final ActorContext<?> context;
  private final ItemQueue queue;
  private final Gate gate;
  private final ActorRef<ItemCommand> actor;
  private ProductionActor.Plan.Part part;

  private ItemHandle(
      ActorContext<?> context,
      ItemQueue queue,
      Gate gate,
      ActorRef<ItemCommand> actor,
      ProductionActor.Plan.Part part) {
    this.context = context;
    this.queue = queue;
    this.gate = gate;
    this.actor = actor;
    this.part = part;
  }

  /**
   * Starts an item.
   *
   * @param open whether it takes part at once, or when {@link #open} is called
   * @param paused whether it starts paused
   */
  static ItemHandle start(
      ActorContext<ProductionActor.Command> context,
      ProductionActor.Plan plan,
      ProductionActor.Plan.Part part,
      boolean open,
      boolean paused) {
    Gate gate = new Gate(open);
    ItemSpawner.Spawned spawned = ItemSpawner.spawn(context, plan, part, gate, paused);
    return new ItemHandle(context, spawned.queue(), gate, spawned.actor(), part);
  }

  ItemDefinition definition() {
    return part.definition();
  }

  ProductionActor.Plan.Part part() {
    return part;
  }

  ActorRef<ItemCommand> actor() {
    return actor;
  }

  /** It took the settings of this one as it runs. */
  void changedTo(ProductionActor.Plan.Part changed) {
    part = changed;
  }

  /** Lets it take part. */
  void open() {
    gate.open();
    actor.tell(new ItemCommand.Open());
  }

  /** Whether nothing is in its queue or in hand. */
  boolean isIdle() {
    return queue.isDry() && queue.inHand() == 0;
  }

  <T> CompletableFuture<T> ask(
      org.apache.pekko.japi.function.Function<ActorRef<T>, ItemCommand> command, Duration timeout) {
    return AskPattern.ask(actor, command, timeout, context.getSystem().scheduler())
        .toCompletableFuture();
  }
}

package io.hie.sharding.single;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.Items;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The right to run an item: the node that it lives on runs the item, and it ends only when the item
 * has let go of everything. Sharding sees to it that there is one, also while nodes come, go and
 * die.
 */
final class SeatEntity {
  /** How often it is looked whether the item is there for what waits for it. */
  private static final Duration LEND = Duration.ofMillis(100);

  /** What it is told. */
  sealed interface Command {}

  /** Be there, and say where. */
  record Ping(ActorRef<SingleItems.Here> replyTo) implements Command, CborSerializable {}

  /** Have the operation deliver this; answered when it is known how it ended. */
  record Deliver(Delivery delivery, ActorRef<Deliveries.Answer> replyTo)
      implements Command, CborSerializable {}

  /** Answered if a delivery is not here. */
  record StillThere(String delivery, ActorRef<Deliveries.Answer> replyTo)
      implements Command, CborSerializable {}

  /** Give a delivery back if it is not under way; {@link Deliver} is answered. */
  record Withdraw(String delivery) implements Command, CborSerializable {}

  /** Sharding's: end, since the item is to run elsewhere or nowhere. */
  record GoAway() implements Command, CborSerializable {}

  private record Answered(Deliveries.Answer answer) implements Command {}

  private record Lend() implements Command {}

  private record Unused() implements Command {}

  private record LetGo() implements Command {}

  private final ItemAddress item;
  private final SingleItems node;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Borrowed borrowed;
  private boolean leaving;

  static Behavior<Command> create(
      ItemAddress item, ActorRef<ClusterSharding.ShardCommand> shard, SingleItems node) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  // Nobody names the item any more: it is in no production.
                  context.setReceiveTimeout(node.forgetAfter(), new Unused());
                  context.getLog().info("{} is to run on this node", item);
                  node.grant(item);
                  return new SeatEntity(item, node, context, timers, shard).receive();
                }));
  }

  private SeatEntity(
      ItemAddress item,
      SingleItems node,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    this.timers = timers;
    this.item = item;
    this.node = node;
    this.context = context;
    this.shard = shard;
    ActorRef<Command> self = context.getSelf();
    this.borrowed =
        new Borrowed(
            item, Items.get(context.getSystem()), answer -> self.tell(new Answered(answer)));
  }

  private Behavior<Command> receive() {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, this::onCommand)
        .onSignal(
            PostStop.class,
            stopped -> {
              node.release(item);
              return Behaviors.same();
            })
        .build();
  }

  /** Looks again only while something waits: a timer that never ends keeps a seat for ever. */
  private void lend() {
    if (borrowed.lend()) {
      timers.startSingleTimer(new Lend(), LEND);
    }
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Ping ping ->
          ping.replyTo().tell(new SingleItems.Here(SingleItem.idOf(item), node.self()));
      case Deliver deliver -> {
        borrowed.deliver(deliver);
        if (leaving) {
          borrowed.giveBackWaiting();
        } else {
          lend();
        }
      }
      case StillThere ask -> borrowed.stillThere(ask);
      case Withdraw withdraw -> borrowed.withdraw(withdraw.delivery());
      case Answered answered -> borrowed.answer(answered.answer());
      case Lend lend -> {
        if (!leaving) {
          lend();
        }
      }
      case GoAway away -> {
        borrowed.giveBackWaiting();
        if (!leaving) {
          leaving = true;
          context.pipeToSelf(node.release(item), (done, failure) -> new LetGo());
        }
      }
      case Unused unused -> shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
      case LetGo done -> {
        context.getLog().info("{} does not run on this node any more", item);
        return Behaviors.stopped();
      }
    }
    return Behaviors.same();
  }
}

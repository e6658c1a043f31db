package io.hie.sharding.history;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What an item sees of a JVM that holds an instance of it and dies: with some messages, at their
 * first attempt, before or after the work was done. It is back a moment later.
 */
final class FlakyJvm implements InstanceJvm {
  private static final Reason LOST = new Reason("worker-lost", "it died");

  private final String name;
  private final long seed;

  /** How often an instance died. */
  final AtomicInteger deaths = new AtomicInteger();

  FlakyJvm(String name, long seed) {
    this.name = name;
    this.seed = seed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  @SuppressWarnings("NullAway") // the items of a Flow want no context
  public Instance instance(Blueprint blueprint, Listener listener) {
    return new Flaky(blueprint.type().create(blueprint.definition(), null), listener);
  }

  private final class Flaky implements Instance {
    private final Item item;
    private final Listener listener;
    private volatile boolean up;

    Flaky(Item item, Listener listener) {
      this.item = item;
      this.listener = listener;
    }

    @Override
    public boolean isUp() {
      return up;
    }

    @Override
    public CompletionStage<Void> start() {
      return item.start().thenRun(() -> up = true);
    }

    @Override
    public CompletionStage<Handling> handle(Delivery message) {
      return survived(message, given -> ((Process) item).handleAsync(given.envelope()));
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery message) {
      return survived(message, ((Operation) item)::deliver);
    }

    private <R> CompletionStage<R> survived(
        Delivery message, Function<Delivery, CompletionStage<R>> work) {
      if (!up) {
        return CompletableFuture.failedFuture(new AwayException(name + " is away"));
      }
      long fate =
          Math.floorMod(((seed ^ message.id().hashCode()) * 0x9E3779B97F4A7C15L) >>> 32, 9L);
      if (message.attempt() > 1 || fate > 1) {
        return work.apply(message);
      }
      die();
      return fate == 0
          ? CompletableFuture.failedFuture(new InstanceFailedException(LOST))
          : work.apply(message)
              .thenCompose(
                  done -> CompletableFuture.failedFuture(new InstanceFailedException(LOST)));
    }

    private void die() {
      deaths.incrementAndGet();
      up = false;
      listener.away("died");
      CompletableFuture.delayedExecutor(15, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                up = true;
                listener.up();
              });
    }

    @Override
    public void change(ItemDefinition definition) {
      item.change(definition);
    }

    @Override
    public CompletionStage<Void> stop() {
      up = false;
      return item.stop();
    }
  }
}

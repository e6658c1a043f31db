package io.hie.actormodel.runtime;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Service;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands for an item whose constructor failed, or whose class lacks one that it needs: it cannot
 * start, and its restart policy decides what comes next. Is never given a message.
 */
final class Unmade {
  private Unmade() {}

  static Item of(ItemKind kind, Throwable why) {
    return switch (kind) {
      case SERVICE -> new UnmadeService(why);
      case PROCESS -> new UnmadeProcess(why);
      case OPERATION -> new UnmadeOperation(why);
    };
  }

  private record UnmadeService(Throwable why) implements Service {
    @Override
    public CompletionStage<Void> start() {
      return CompletableFuture.failedFuture(why);
    }

    @Override
    public CompletionStage<Void> pause() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> resume() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private record UnmadeProcess(Throwable why) implements Process {
    @Override
    public CompletionStage<Void> start() {
      return CompletableFuture.failedFuture(why);
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      throw new IllegalStateException(why);
    }
  }

  private record UnmadeOperation(Throwable why) implements Operation {
    @Override
    public CompletionStage<Void> start() {
      return CompletableFuture.failedFuture(why);
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      throw new IllegalStateException(why);
    }
  }
}

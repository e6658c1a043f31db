package io.hie.clusternode.deployment;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.ConnectionTest.Finding;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the outside of items, some at a time, each for a bounded time. Only what documents name
 * that run is looked at: whoever could name another address had to deploy it first.
 */
final class ConnectionTests {
  private static final int AT_ONCE = 4;

  /** For one step, such as connecting. */
  private static final Duration STEP = Duration.ofSeconds(5);

  /** For all of it. */
  private static final Duration ALL = Duration.ofSeconds(15);

  private static final Executor BLOCKING = Executors.newVirtualThreadPerTaskExecutor();

  private final Semaphore room = new Semaphore(AT_ONCE);

  /** Looks; done with null if too many look already. */
  CompletionStage<@Nullable ConnectionTest> run(ItemType type, ItemDefinition definition) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<ConnectionTest> looking =
        CompletableFuture.supplyAsync(() -> look(type, definition), BLOCKING);
    looking.whenComplete((found, failure) -> room.release());
    return looking
        .copy()
        .completeOnTimeout(
            new ConnectionTest(
                Finding.TIMEOUT, "", "it took longer than " + ALL.toSeconds() + " s"),
            ALL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The code of a type may be somebody else's. */
  private static ConnectionTest look(ItemType type, ItemDefinition definition) {
    try {
      return type.testConnection(definition, STEP);
    } catch (MisconfiguredException wrong) {
      return new ConnectionTest(Finding.MISCONFIGURED, "", String.valueOf(wrong.getMessage()));
    } catch (RuntimeException | LinkageError failed) {
      return new ConnectionTest(
          Finding.UNREACHABLE,
          "",
          "the test of "
              + type.name()
              + " failed with "
              + failed.getClass().getSimpleName()
              + "; tell its author");
    }
  }
}

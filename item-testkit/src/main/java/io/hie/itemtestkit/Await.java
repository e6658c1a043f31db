package io.hie.itemtestkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits, for a bounded time, for what happens on other threads. */
final class Await {
  private static final long LOOK_NANOS = 1_000_000;

  private Await() {}

  static void until(BooleanSupplier condition, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + ItemTestKit.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(otherwise.get());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(ItemTestKit.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the item", interrupted);
    } catch (ExecutionException | TimeoutException failed) {
      throw new AssertionError("the item does not answer", failed);
    }
  }
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.MessageHook;
import io.hie.actormodel.production.HookClasses;
import io.hie.actormodel.production.HostSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of an item: code that is called, and items that get a copy. Each stage completes when
 * they are done or their time is over, and never exceptionally. Safe from any thread.
 */
final class ItemHooks {
  private static final Logger LOG = LoggerFactory.getLogger(ItemHooks.class);
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final CompletionStage<@Nullable Void> DONE =
      CompletableFuture.completedFuture(null);

  private final ItemAddress address;
  private final HostSettings host;
  private final List<MessageHook> hooks;
  private final Outcomes outcomes;
  private final Duration timeout;
  private final AtomicLong failures = new AtomicLong();

  ItemHooks(ItemAddress address, HostSettings host, List<MessageHook> hooks, Outcomes outcomes) {
    this.address = address;
    this.host = host;
    this.hooks = hooks;
    this.outcomes = outcomes;
    this.timeout = host.hookTimeout();
  }

  /** The hooks that an item's settings ask for; null if they ask for none. */
  static @Nullable ItemHooks of(
      ItemAddress address, HostSettings host, ClassLoader loader, Outcomes outcomes) {
    boolean none =
        host.hooks().isEmpty()
            && host.beforeItem() == null
            && host.afterItem() == null
            && host.onErrorItem() == null;
    return none
        ? null
        : new ItemHooks(address, host, HookClasses.make(host.hooks(), loader), outcomes);
  }

  CompletionStage<@Nullable Void> before(Delivery message) {
    return all(message, "before", host.beforeItem(), hook -> hook.before(message));
  }

  CompletionStage<@Nullable Void> after(Delivery message, String outcome) {
    return all(message, "after", host.afterItem(), hook -> hook.after(message, outcome));
  }

  CompletionStage<@Nullable Void> onError(Delivery message, Reason reason) {
    return all(message, "on-error", host.onErrorItem(), hook -> hook.onError(message, reason));
  }

  /** How often one threw or was too late. */
  long failures() {
    return failures.get();
  }

  private CompletionStage<@Nullable Void> all(
      Delivery message, String point, @Nullable String item, Consumer<MessageHook> call) {
    CompletionStage<@Nullable Void> copied = copy(message, point, item);
    return hooks.isEmpty() ? copied : copied.thenCombine(called(point, call), (a, b) -> null);
  }

  private CompletionStage<@Nullable Void> copy(
      Delivery message, String point, @Nullable String item) {
    if (item == null || HookCopy.is(message.envelope())) {
      return DONE;
    }
    return bounded(outcomes.copy(message, item, point).toCompletableFuture(), point);
  }

  private CompletionStage<@Nullable Void> called(String point, Consumer<MessageHook> call) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Future<?> thread =
        THREADS.submit(
            () -> {
              for (MessageHook hook : hooks) {
                try {
                  call.accept(hook);
                } catch (Throwable failed) {
                  failed(point, failed);
                }
              }
              done.complete(null);
            });
    return bounded(done, point)
        .whenComplete(
            (ok, never) -> {
              if (!thread.isDone()) {
                thread.cancel(true);
              }
            });
  }

  /** A stage that ends in time and well, whatever happens. */
  private CompletionStage<@Nullable Void> bounded(
      CompletableFuture<? extends @Nullable Object> stage, String point) {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    stage
        .thenApply(done -> done)
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failed(point, failure);
              }
              end.complete(null);
            });
    return end;
  }

  /** Told by type only: an exception may quote the message. Not each time, for it may be often. */
  private void failed(String point, Throwable failure) {
    long count = failures.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn(
          "{}: a hook {} a message failed with {}; {} of its hooks failed so far",
          address,
          point,
          failure.getClass().getSimpleName(),
          count);
    }
  }
}

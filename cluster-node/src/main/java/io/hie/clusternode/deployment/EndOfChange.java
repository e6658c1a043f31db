package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how a change ended, though the node that writes for all may die meanwhile: what is
 * not answered is said again, and if it turns out to have been written the first time, that is as
 * good. Else the change would be under way for ever.
 */
final class EndOfChange {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfChange.class);

  /**
   * How long {@link #applied} insists: a lost question, the time in which a dead node is replaced,
   * and another one. Within the time of a whole change.
   */
  private static final Duration INSIST = Duration.ofSeconds(45);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final ProductionStore store;
  private final BooleanSupplier stopped;

  /**
   * Of a node.
   *
   * @param stopped whether it has ended, and nothing more is to be written
   */
  EndOfChange(ProductionStore store, BooleanSupplier stopped) {
    this.store = store;
    this.stopped = stopped;
  }

  /**
   * Done when it is written down that a version is applied; fails if somebody undid it, or if
   * nobody writes for too long, and then it has to be undone.
   */
  CompletionStage<ProductionRecord> applied(
      ProductionRecord begun, ProductionEvent.ChangeApplied applied) {
    long until = System.nanoTime() + INSIST.toNanos();
    return write(
        begun,
        new End(
            applied.version(),
            applied,
            record -> record.version(applied.version()) != null,
            () -> stopped.getAsBoolean() || System.nanoTime() - until > 0));
  }

  /**
   * Done when it is written down that a version was undone. Insists until it is, whether somebody
   * waits for it or not.
   */
  CompletionStage<ProductionRecord> undone(
      ProductionRecord begun, ProductionEvent.ChangeUndone undone) {
    return write(
        begun,
        new End(undone.version(), undone, record -> isUndone(record, undone.version()), stopped));
  }

  private static boolean isUndone(ProductionRecord record, long version) {
    ProductionRecord.Undone undone = record.undone();
    return undone != null && undone.version() == version;
  }

  /**
   * An end to be written.
   *
   * @param isIn whether it is in a record
   * @param givenUp whether it is not tried again
   */
  private record End(
      long version,
      ProductionEvent event,
      Predicate<ProductionRecord> isIn,
      BooleanSupplier givenUp) {}

  private CompletionStage<ProductionRecord> write(ProductionRecord before, End end) {
    return store
        .append(before, end.event())
        .exceptionallyCompose(
            failure ->
                Refusals.causeOf(failure) instanceof ProductionStore.StaleException
                    ? look(before, end, failure)
                    : again(failure, end, () -> write(before, end)));
  }

  /** Somebody wrote since: perhaps it was this, and the answer was lost. */
  private CompletionStage<ProductionRecord> look(
      ProductionRecord before, End end, Throwable stale) {
    return store
        .find(before.workspace(), before.project())
        .handle(
            (record, failure) ->
                failure == null
                    ? decide(record, end, stale)
                    : again(failure, end, () -> look(before, end, stale)))
        .thenCompose(decided -> decided);
  }

  private CompletionStage<ProductionRecord> decide(
      ProductionRecord record, End end, Throwable stale) {
    if (end.isIn().test(record)) {
      return CompletableFuture.completedFuture(record);
    }
    ProductionRecord.Pending pending = record.pending();
    return pending != null && pending.version().number() == end.version()
        ? write(record, end)
        : CompletableFuture.failedFuture(Refusals.causeOf(stale));
  }

  private interface Step {
    CompletionStage<ProductionRecord> run();
  }

  private static CompletionStage<ProductionRecord> again(Throwable failure, End end, Step step) {
    if (end.givenUp().getAsBoolean()) {
      return CompletableFuture.failedFuture(failure);
    }
    LOG.info(
        "How a change ended is not written down yet ({}); it is tried again",
        Refusals.causeOf(failure).getClass().getSimpleName());
    Executor later = CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.completedFuture(failure).thenComposeAsync(waited -> step.run(), later);
  }
}

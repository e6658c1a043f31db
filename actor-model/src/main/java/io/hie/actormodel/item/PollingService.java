package io.hie.actormodel.item;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.ItemContext.Outside;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * A service that asks for messages at intervals: a table, a queue, a directory. Its author says how
 * to ask, and what to do when a message is stored.
 *
 * <p>One poll is under way at a time, on a virtual thread, so it may block. The next one begins an
 * interval after all that it found was stored or refused. None begins while the service is paused
 * or the engine takes nothing in. A poll that throws shows as {@code CONNECTING} with the class of
 * what it threw, and the next one is tried as usual.
 *
 * <p>A crash between {@link #poll} and {@link #stored} makes the next poll find the same message
 * again: give it the same sender and control id, and the engine stores it once.
 */
public abstract class PollingService implements Service {
  private final ItemContext context;
  private final Duration every;
  private final Object lock = new Object();
  private @Nullable Cancellable timer;
  private @Nullable CompletableFuture<Void> idle; // completes when the poll under way is over
  private boolean stopped;
  private boolean paused;

  /**
   * @param every the interval; more than nothing
   */
  protected PollingService(ItemContext context, Duration every) {
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException("the interval is " + every + ", which is no time at all");
    }
    this.context = context;
    this.every = every;
  }

  /** Looks for messages; empty if there are none. May block. */
  protected abstract List<Submission> poll() throws Exception;

  /** A message is durable, or was before: it need not be found again. May block. */
  protected abstract void stored(Submission submission) throws Exception;

  @Override
  public CompletionStage<Void> start() {
    schedule();
    return CompletableFuture.completedFuture(null);
  }

  /** Completes when the poll under way, if any, is over. */
  @Override
  public CompletionStage<Void> stop() {
    synchronized (lock) {
      stopped = true;
      if (timer != null) {
        timer.cancel();
      }
      return idle == null ? CompletableFuture.completedFuture(null) : idle;
    }
  }

  @Override
  public CompletionStage<Void> pause() {
    synchronized (lock) {
      paused = true;
      return idle == null ? CompletableFuture.completedFuture(null) : idle;
    }
  }

  @Override
  public CompletionStage<Void> resume() {
    synchronized (lock) {
      paused = false;
    }
    return CompletableFuture.completedFuture(null);
  }

  private void schedule() {
    synchronized (lock) {
      if (!stopped) {
        timer =
            context
                .system()
                .scheduler()
                .scheduleOnce(every, this::begin, context.system().executionContext());
      }
    }
  }

  private void begin() {
    // The engine tells when it is open again, once; the timer asks again anyway.
    boolean open = context.intake().isOpen(() -> {});
    synchronized (lock) {
      if (stopped) {
        return;
      }
      if (paused || !open) {
        schedule();
        return;
      }
      idle = new CompletableFuture<>();
    }
    context.blocking().execute(this::run);
  }

  private void run() {
    List<CompletableFuture<Void>> all = List.of();
    try {
      all = poll().stream().map(this::submit).toList();
      context.status().outside(Outside.CONNECTED, "");
    } catch (Exception failed) {
      failed(failed);
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, failure) -> finish());
  }

  private CompletableFuture<Void> submit(Submission submission) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context
        .intake()
        .submit(
            submission,
            acceptance -> {
              switch (acceptance) {
                case Acceptance.Stored stored -> tellStored(submission, done);
                case Acceptance.Repeated repeated -> tellStored(submission, done);
                case Acceptance.Answered answered -> tellStored(submission, done);
                case Acceptance.Unanswered unanswered -> tellStored(submission, done);
                case Acceptance.NotStored notStored -> done.complete(null);
              }
            });
    return done;
  }

  private void tellStored(Submission submission, CompletableFuture<Void> done) {
    context
        .blocking()
        .execute(
            () -> {
              try {
                stored(submission);
              } catch (Exception failed) {
                failed(failed);
              } finally {
                done.complete(null);
              }
            });
  }

  /** Only the class is told: a text may quote what it choked on. */
  private void failed(Exception failed) {
    context
        .status()
        .outside(Outside.CONNECTING, "the poll failed with " + failed.getClass().getSimpleName());
  }

  private void finish() {
    CompletableFuture<Void> over;
    synchronized (lock) {
      over = idle;
      idle = null;
    }
    if (over != null) {
      over.complete(null);
    }
    schedule();
  }
}

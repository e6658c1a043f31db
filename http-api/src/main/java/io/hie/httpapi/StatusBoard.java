package io.hie.httpapi;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was seen last, for all who ask. A look asks every item and the log, so that there is one at
 * a time, and the next one only after twenty times as long as it took, between 50 ms and a second:
 * however many ask, looking takes a twentieth of the time. Who asks after a {@link #changed change}
 * sees it. Safe from any thread.
 *
 * @param <T> what is seen
 */
final class StatusBoard<T> {
  private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();
  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SHARE = 20;
  private static final int MOST_ANSWERS = 200;

  private final Supplier<? extends CompletionStage<T>> looking;
  private final LongSupplier nanos;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicReference<@Nullable Look<T>> last = new AtomicReference<>();

  /**
   * @param looking must not block
   */
  StatusBoard(Supplier<? extends CompletionStage<T>> looking, LongSupplier nanos) {
    this.looking = looking;
    this.nanos = nanos;
  }

  /**
   * What was seen.
   *
   * @param answers made of it, to be made once; of a bounded number
   */
  record Seen<T>(T what, Map<Object, Object> answers) {

    /** What is made of it for all who ask in the same way. */
    @SuppressWarnings("unchecked") // each kind of key has one kind of answer
    <A> A answer(Object key, Supplier<A> making) {
      Object known = answers.get(key);
      if (known != null) {
        return (A) known;
      }
      A made = making.get();
      if (answers.size() < MOST_ANSWERS) {
        answers.put(key, made);
      }
      return made;
    }
  }

  private static final class Look<T> {
    final long change;
    final long began;
    final CompletableFuture<Seen<T>> seen = new CompletableFuture<>();
    volatile long freshUntil;

    Look(long change, long began) {
      this.change = change;
      this.began = began;
    }
  }

  /** Something is other than it was: what is asked from now on is looked at anew. */
  void changed() {
    changes.incrementAndGet();
  }

  /** What there is to be seen; not to be completed by others. */
  CompletableFuture<Seen<T>> seen() {
    while (true) {
      Look<T> before = last.get();
      if (before != null && isGood(before)) {
        return before.seen;
      }
      Look<T> next = new Look<>(changes.get(), nanos.getAsLong());
      if (last.compareAndSet(before, next)) {
        look(next);
        return next.seen;
      }
    }
  }

  private boolean isGood(Look<T> look) {
    return look.change == changes.get()
        && (!look.seen.isDone()
            || (!look.seen.isCompletedExceptionally() && nanos.getAsLong() - look.freshUntil < 0));
  }

  private void look(Look<T> look) {
    CompletionStage<T> looked;
    try {
      looked = looking.get();
    } catch (RuntimeException failure) {
      looked = CompletableFuture.failedFuture(failure); // else all who ask wait for ever
    }
    looked.whenComplete(
        (what, failure) -> {
          if (failure == null) {
            long now = nanos.getAsLong();
            look.freshUntil = now + Math.clamp(SHARE * (now - look.began), LEAST_NANOS, MOST_NANOS);
            look.seen.complete(new Seen<>(what, new ConcurrentHashMap<>()));
          } else {
            look.seen.completeExceptionally(failure);
          }
        });
  }
}

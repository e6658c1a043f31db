package io.hie.actormodel.history.search;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages. Never in the way of one: what it knows follows the log, mostly by less than a
 * second, and by more while a node is busy. Safe from any thread; a question may fail with {@link
 * UnavailableException} or {@link RefusedException}.
 */
public interface MessageSearch {

  /**
   * Messages in the order of their times, newest first.
   *
   * @param next what to ask {@code after} for the page behind this one; null if this is the last
   */
  record Page(List<FoundMessage> messages, @Nullable String next) {}

  /**
   * How far a part of the log has been taken in.
   *
   * @param next the first place that has not been
   * @param end where the log ended when it was last looked at
   * @param rebuilding whether it is made again from the beginning
   */
  record Progress(int partition, long next, long end, boolean rebuilding) {
    /** What is still to be taken in. */
    public long behind() {
      return Math.max(0, end - next);
    }
  }

  /** It cannot be asked now; the text says why, without naming a place or a password. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The question is not one that it answers; the text says how to put it. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Calls back with messages that are new or have changed, after they were taken in, on a thread
   * that must not be held up.
   */
  void listen(Consumer<Collection<FoundMessage>> listener);

  /** Finds messages. */
  CompletionStage<Page> find(MessageQuery query);

  /** How far it is, by partition of the log. */
  CompletionStage<List<Progress>> progress();

  /**
   * Begins to make all of it again from the log. What is known stays to be found until it has been
   * replaced.
   */
  CompletionStage<List<Progress>> rebuild();
}

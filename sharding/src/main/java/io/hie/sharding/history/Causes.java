package io.hie.sharding.history;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What is behind a failure. */
final class Causes {
  private Causes() {}

  /** The failure without the wrapping of stages. */
  static Throwable of(@Nullable Throwable failure) {
    if (failure == null) {
      return new IllegalStateException("nothing was answered");
    }
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}

package io.hie.persistence.kafka.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The appends that are on their way, by persistence id. Not thread-safe. */
final class UnderWay {
  private static final class Appends {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private int count;
    private long last;
  }

  private final Map<String, Appends> byId = new HashMap<>();

  /**
   * An append begins.
   *
   * @param last number of its last event
   * @return number of the last event of the one before it that is on its way; 0 if none is
   */
  long begin(String persistenceId, long last) {
    Appends appends = byId.computeIfAbsent(persistenceId, id -> new Appends());
    long previous = appends.last;
    appends.count++;
    appends.last = last;
    return previous;
  }

  /**
   * An append has ended.
   *
   * @return what to complete if it was the last of its id; not to be done under a lock
   */
  @Nullable CompletableFuture<Void> end(String persistenceId) {
    Appends appends = byId.get(persistenceId);
    if (appends != null && --appends.count == 0) {
      byId.remove(persistenceId);
      return appends.over;
    }
    return null;
  }

  /** Done when what is on its way now, and what joins it, has ended. */
  CompletableFuture<Void> over(String persistenceId) {
    Appends appends = byId.get(persistenceId);
    return appends == null ? CompletableFuture.completedFuture(null) : appends.over;
  }
}

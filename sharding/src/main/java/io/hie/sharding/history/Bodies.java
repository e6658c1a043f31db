package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of open legs that are still in memory. They are kept while the node's budget lasts,
 * since most are delivered within milliseconds; beyond it they are left out and read back from the
 * log when it is their turn.
 */
final class Bodies {
  /** What all histories of a node may keep together. */
  static final class Budget {
    private final long most;
    private final AtomicLong used = new AtomicLong();

    Budget(long mostBytes) {
      this.most = mostBytes;
    }

    private boolean take(int bytes) {
      if (used.addAndGet(bytes) <= most) {
        return true;
      }
      used.addAndGet(-bytes);
      return false;
    }

    private void giveBack(long bytes) {
      used.addAndGet(-bytes);
    }

    long used() {
      return used.get();
    }
  }

  private final Budget budget;

  /** By number of the received message, then by id of the message that the body is of. */
  private final Map<Long, Map<String, Payload>> kept = new HashMap<>();

  /** What is nowhere else yet, and is kept whatever the budget says. */
  private final Map<Long, Map<String, Payload>> pinned = new HashMap<>();

  Bodies(Budget budget) {
    this.budget = budget;
  }

  /** Keeps a body that is in the log, if there is room. */
  void keep(long message, String id, Payload body) {
    if (budget.take(body.size())) {
      Payload before = kept.computeIfAbsent(message, number -> new HashMap<>(2)).put(id, body);
      if (before != null) {
        budget.giveBack(before.size());
      }
    }
  }

  /** Keeps a body that is not in the log yet. */
  void pin(long message, String id, Payload body) {
    pinned.computeIfAbsent(message, number -> new HashMap<>(2)).put(id, body);
  }

  /** All that was pinned is in the log now. */
  void unpin() {
    if (!pinned.isEmpty()) {
      pinned.forEach((message, bodies) -> bodies.forEach((id, body) -> keep(message, id, body)));
      pinned.clear();
    }
  }

  @Nullable Payload find(long message, String id) {
    Payload body = kept.getOrDefault(message, Map.of()).get(id);
    return body != null ? body : pinned.getOrDefault(message, Map.of()).get(id);
  }

  /** The message is closed. */
  void drop(long message) {
    Map<String, Payload> gone = kept.remove(message);
    if (gone != null) {
      budget.giveBack(gone.values().stream().mapToLong(Payload::size).sum());
    }
  }

  void dropAll() {
    Map.copyOf(kept).keySet().forEach(this::drop);
    pinned.clear();
  }
}

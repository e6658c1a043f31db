package io.hie.clusternode.deployment;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one workspace from filling the node's queues while another sends too. Whatever is under way
 * to the log has to be waited for by all that come after it, whosever it is; so each workspace has
 * only a few messages on that way at once, and the others of it wait here, in their order. While a
 * workspace is alone nothing waits. Safe from any thread.
 */
final class FairShares {
  private static final long SECOND = 1_000_000_000;

  private final int most;
  private final LongSupplier nanos;
  private final Later later;
  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final AtomicReference<Senders> senders = new AtomicReference<>(new Senders(null, null));

  /** When a workspace has sent last. */
  private record Sender(String workspace, long at) {}

  /** The last that has sent, and the last other than that. */
  private record Senders(@Nullable Sender last, @Nullable Sender other) {
    Senders with(String workspace, long now) {
      return last == null || last.workspace().equals(workspace)
          ? new Senders(new Sender(workspace, now), other)
          : new Senders(new Sender(workspace, now), last);
    }

    @Nullable Sender otherThan(String workspace) {
      return last != null && last.workspace().equals(workspace) ? other : last;
    }
  }

  /** Has something done after a while that is short for people. */
  @FunctionalInterface
  interface Later {
    void run(Runnable what);
  }

  /**
   * @param most messages of a workspace that are under way to the log at once while others send
   * @param later tells a share to look whether what is under way stands still
   */
  FairShares(int most, LongSupplier nanos, Later later) {
    this.most = most;
    this.nanos = nanos;
    this.later = later;
  }

  /** That of a workspace. */
  Share of(String workspace) {
    return shares.computeIfAbsent(workspace, Share::new);
  }

  /**
   * What one workspace has under way. Messages that waited go one after the other, and what comes
   * while they do waits behind them: a sender that does not wait for answers has its messages in
   * the order in which it sent them.
   */
  final class Share {
    private final String workspace;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
    private int beyond; // that may go though the share is used up
    private long left;
    private boolean going; // some thread has those that waited go
    private boolean watched;

    private Share(String workspace) {
      this.workspace = workspace;
    }

    /** Has a message go its way now, or when it is its turn; it must {@link #leave} then. */
    void enter(Runnable message) {
      long now = nanos.getAsLong();
      senders.updateAndGet(all -> all.with(workspace, now));
      synchronized (this) {
        if (going || !waiting.isEmpty() || !mayGo(now)) {
          waiting.add(message);
          watch();
          return;
        }
        underWay++;
      }
      message.run();
    }

    /** A message is in the log, or will not be. */
    void leave() {
      synchronized (this) {
        underWay--;
        left++;
        beyond = 0;
      }
      haveGo();
    }

    private void haveGo() {
      synchronized (this) {
        if (going) {
          return;
        }
        going = true;
      }
      for (Runnable next = next(); next != null; next = next()) {
        next.run();
      }
    }

    private synchronized @Nullable Runnable next() {
      if (waiting.isEmpty() || !mayGo(nanos.getAsLong())) {
        going = false;
        return null;
      }
      beyond -= underWay >= most && beyond > 0 ? 1 : 0;
      underWay++;
      return waiting.remove();
    }

    private boolean mayGo(long now) {
      return underWay < most || beyond > 0 || !isContended(now);
    }

    private boolean isContended(long now) {
      Sender other = senders.get().otherThan(workspace);
      return other != null && now - other.at() < SECOND;
    }

    /** What is under way may wait for a shard that moves; then what is behind it need not. */
    private void watch() {
      if (!watched) {
        watched = true;
        long before = left;
        later.run(() -> look(before));
      }
    }

    private void look(long before) {
      synchronized (this) {
        watched = false;
        beyond = left == before ? most : 0;
      }
      haveGo();
      synchronized (this) {
        if (!waiting.isEmpty()) {
          watch();
        }
      }
    }
  }
}

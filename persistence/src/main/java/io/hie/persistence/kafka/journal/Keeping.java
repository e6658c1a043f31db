package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogTail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions are on this node: those it was told to keep, those it owns, and for a while
 * those it did. Safe from any thread.
 *
 * <p>A partition that is wanted is read from the log; lines of progress tell how far. One that is
 * no longer wanted is dropped after a grace, so that a node that is away for a moment moves
 * nothing.
 */
final class Keeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
  private static final Duration TELL = Duration.ofSeconds(2);
  private static final Duration LEAST_SWEEP = Duration.ofMillis(100);
  private static final Duration MOST_SWEEP = Duration.ofSeconds(30);
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final Executor VIRTUAL = work -> Thread.ofVirtual().name("hie-view").start(work);

  /** One partition. */
  private final class Part {
    final PartitionLog events;
    final SnapshotPartition snapshots;

    /** Done when it has caught up since it is kept; null while it is not kept. */
    volatile @Nullable CompletableFuture<Void> caughtUp;

    volatile boolean assigned;
    long unusedSince = System.nanoTime();

    Part(PartitionLog events, SnapshotPartition snapshots) {
      this.events = events;
      this.snapshots = snapshots;
      this.caughtUp = events.kept() ? DONE : null;
      this.assigned = events.kept();
    }

    long position() {
      return events.position() + snapshots.position();
    }

    long end() {
      return events.end() + snapshots.end();
    }

    CompletableFuture<Void> read() {
      return tail.between(
              () -> {
                events.keep();
                snapshots.keep();
              })
          .thenCompose(
              kept -> CompletableFuture.allOf(tail.barrier(events), tail.barrier(snapshots)));
    }
  }

  private final LogTail tail;
  private final long graceNanos;
  private final List<Part> parts = new ArrayList<>();
  private final Object lock = new Object();
  private boolean sweeping;
  private volatile boolean closed;

  Keeping(
      LogTail tail,
      List<PartitionLog> events,
      List<SnapshotPartition> snapshots,
      Duration dropAfter) {
    this.tail = tail;
    this.graceNanos = dropAfter.toNanos();
    for (int i = 0; i < events.size(); i++) {
      parts.add(new Part(events.get(i), snapshots.get(i)));
    }
  }

  /**
   * From now on these are to be kept, and no others but what this node owns.
   *
   * @return done when all of them have caught up
   */
  CompletableFuture<Void> keep(Set<Integer> partitions) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    synchronized (lock) {
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        boolean wanted = partitions.contains(i);
        if (part.assigned && !wanted) {
          part.unusedSince = System.nanoTime();
        }
        part.assigned = wanted;
      }
    }
    List<Part> cold = new ArrayList<>();
    for (int partition : new TreeSet<>(partitions)) {
      CompletableFuture<Void> caughtUp = begin(partition);
      if (!caughtUp.isDone()) {
        cold.add(parts.get(partition));
      }
      all.add(caughtUp);
    }
    CompletableFuture<Void> done =
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    tell(cold, done);
    sweepLater();
    return done;
  }

  /** Done when a partition has caught up; it is read if it is not here. */
  CompletableFuture<Void> ready(int partition) {
    Part part = parts.get(partition);
    CompletableFuture<Void> known = part.caughtUp;
    if (known == DONE && part.assigned) {
      return known;
    }
    boolean cold = known == null;
    CompletableFuture<Void> caughtUp = begin(partition);
    if (cold) {
      tell(List.of(part), caughtUp);
      sweepLater();
    }
    return caughtUp;
  }

  private CompletableFuture<Void> begin(int partition) {
    Part part = parts.get(partition);
    CompletableFuture<Void> known;
    CompletableFuture<Void> caughtUp;
    synchronized (lock) {
      part.unusedSince = System.nanoTime();
      known = part.caughtUp;
      if (known != null && !known.isCompletedExceptionally()) {
        return known;
      }
      caughtUp = part.read();
      part.caughtUp = caughtUp;
    }
    return caughtUp.whenComplete(
        (done, failure) -> {
          synchronized (lock) {
            if (part.caughtUp == caughtUp) {
              part.caughtUp = failure == null ? DONE : null;
            }
          }
        });
  }

  private void tell(List<Part> cold, CompletableFuture<Void> done) {
    if (cold.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    done.whenComplete(
        (there, failure) -> {
          if (failure == null) {
            LOG.info(
                "{} partitions of the log are in the view: {} records read in {} ms",
                cold.size(),
                cold.stream().mapToLong(Part::position).sum(),
                Duration.ofNanos(System.nanoTime() - started).toMillis());
          }
        });
    tellLater(cold, done, started);
  }

  private void tellLater(List<Part> cold, CompletableFuture<Void> done, long started) {
    later(
        TELL,
        () -> {
          if (!done.isDone()) {
            long read = cold.stream().mapToLong(Part::position).sum();
            LOG.info(
                "Reading {} partitions of the log into the view: {} of {} records, {} a second",
                cold.size(),
                read,
                cold.stream().mapToLong(Part::end).sum(),
                read * 1_000_000_000L / Math.max(1, System.nanoTime() - started));
            tellLater(cold, done, started);
          }
        });
  }

  /** Whether a partition is here and has caught up. */
  boolean isWarm(int partition) {
    return parts.get(partition).caughtUp == DONE;
  }

  /** How far a partition is. */
  Progress progress(int partition) {
    Part part = parts.get(partition);
    return new Progress(
        part.events.kept(),
        part.caughtUp == DONE,
        part.events.owned(),
        part.position(),
        part.end());
  }

  /** The partitions that are here. */
  Set<Integer> kept() {
    return IntStream.range(0, parts.size())
        .filter(each -> parts.get(each).events.kept())
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  // --- dropping

  private void sweepLater() {
    synchronized (lock) {
      if (sweeping || parts.stream().noneMatch(each -> !each.assigned && each.caughtUp != null)) {
        return;
      }
      sweeping = true;
    }
    long nanos = Math.clamp(graceNanos / 4, LEAST_SWEEP.toNanos(), MOST_SWEEP.toNanos());
    later(Duration.ofNanos(nanos), this::sweep);
  }

  private void sweep() {
    List<CompletableFuture<Void>> drops = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int partition = i;
      if (mayGo(parts.get(i))) {
        drops.add(tail.between(() -> drop(partition)));
      }
    }
    CompletableFuture.allOf(drops.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !closed) {
                LOG.warn("A partition could not be dropped from the view; it stays", failure);
              }
              synchronized (lock) {
                sweeping = false;
              }
              sweepLater();
            });
  }

  private boolean mayGo(Part part) {
    synchronized (lock) {
      return part.caughtUp == DONE
          && !part.assigned
          && System.nanoTime() - part.unusedSince > graceNanos;
    }
  }

  private void drop(int partition) {
    Part part = parts.get(partition);
    synchronized (lock) {
      if (!mayGo(part)) {
        return;
      }
      part.unusedSince = System.nanoTime();
      part.caughtUp = null;
    }
    if (!part.events.drop(part.snapshots)) {
      // Something of it is this node's. Whoever has asked for it meanwhile finds it here anyway.
      synchronized (lock) {
        if (part.caughtUp == null) {
          part.caughtUp = DONE;
        }
      }
      return;
    }
    LOG.info("Partition {} of the log is no longer kept by this node", partition);
  }

  private void later(Duration delay, Runnable work) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, VIRTUAL)
        .execute(
            () -> {
              if (!closed) {
                work.run();
              }
            });
  }

  @Override
  public void close() {
    closed = true;
  }
}

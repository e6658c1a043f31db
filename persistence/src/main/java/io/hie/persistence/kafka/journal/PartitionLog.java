package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.fold.Fold;
import io.hie.persistence.kafka.fold.Head;
import io.hie.persistence.kafka.fold.Verdict;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.log.LogAppender;
import io.hie.persistence.kafka.log.Owner;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition as this node sees it: reads it, claims it, writes it.
 *
 * <p>Records are folded strictly in the order of their offsets, whichever way they come. An
 * acknowledgement of our own write with the very next offset is as good as having read it: nobody
 * wrote in between, so it is folded at once and its writer told. One with a later offset waits
 * until the tail has read what is missing.
 *
 * <p>Safe from any thread. Whoever waits is told outside the lock.
 */
final class PartitionLog implements LogTail.Reader {
  private static final int HEADS_IN_MEMORY = 4_096;

  /** A claim of this node. */
  private static final class Claimed {
    final Owner owner;
    final CompletableFuture<Void> ready = new CompletableFuture<>();
    boolean applied;
    boolean lost;

    /**
     * Some write ended in doubt. The next to recover claims anew, which voids what is still late.
     */
    boolean doubtful;

    Claimed(Owner owner) {
      this.owner = owner;
    }
  }

  /** The writes of one persistence id that are under way. */
  private static final class UnderWay {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    int count;
    long last;
  }

  private final int number;
  private final TopicPartition partition;
  private final UUID node;
  private final View view;
  private final LogAppender writer;
  private final Runnable nudge;
  private final Supplier<CompletableFuture<Void>> snapshotsRead;

  private final Object lock = new Object();
  private final Map<String, Owner> owners;
  private final Map<String, Claimed> claimed = new HashMap<>();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private final TreeMap<Long, Pending> acknowledged = new TreeMap<>();
  private final Map<Long, Verdict> readFirst = new HashMap<>();
  private final Map<String, Head> heads =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
          return size() > HEADS_IN_MEMORY;
        }
      };
  private long next;
  private long readUpTo;
  private long epoch;
  private int sent;

  /**
   * A partition that goes on where the view is.
   *
   * @param node this run of this node
   * @param nudge tells the tail that something is wanted
   * @param snapshotsRead done when all snapshots of the partition that are in the log are in the
   *     view
   */
  PartitionLog(
      TopicPartition partition,
      UUID node,
      View view,
      LogAppender writer,
      Runnable nudge,
      Supplier<CompletableFuture<Void>> snapshotsRead) {
    this.number = partition.partition();
    this.partition = partition;
    this.node = node;
    this.view = view;
    this.writer = writer;
    this.nudge = nudge;
    this.snapshotsRead = snapshotsRead;
    this.owners = view.owners(number);
    this.next = view.nextOffset(Source.EVENTS, number);
  }

  // --- writing

  /**
   * Makes this node the owner of a scope, if it is not.
   *
   * @return done when it is, and all that was written before is in the view
   */
  CompletableFuture<Void> acquire(String scope) {
    synchronized (lock) {
      Claimed known = claimed.get(scope);
      if (known != null && !known.lost && !known.doubtful) {
        return known.ready;
      }
      return claim(scope).ready;
    }
  }

  private Claimed claim(String scope) {
    Claimed claim = new Claimed(new Owner(node, ++epoch));
    claimed.put(scope, claim);
    CompletableFuture<Void> told = new CompletableFuture<>();
    told.thenCompose(applied -> snapshotsRead.get())
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                claim.ready.complete(null);
              } else {
                synchronized (lock) {
                  claimed.remove(scope, claim);
                }
                claim.ready.completeExceptionally(failure);
              }
            });
    send(new Claim(claim.owner, scope), scope, scope, told, null);
    return claim;
  }

  /** Appends events; done when they count. */
  CompletableFuture<Void> append(String scope, String persistenceId, List<StoredEvent> events) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      Claimed claim = claimed.get(scope);
      if (claim == null) {
        claim = claim(scope);
      } else if (claim.lost) {
        done.completeExceptionally(new FencedException(number, Verdict.FENCED));
        return done;
      }
      UnderWay writes = underWay.computeIfAbsent(persistenceId, id -> new UnderWay());
      Append append = new Append(claim.owner, persistenceId, writes.last, events);
      writes.count++;
      writes.last = append.last();
      send(append, scope, persistenceId, done, writes);
    }
    return done;
  }

  /** Deletes events; done when it counts. */
  CompletableFuture<Void> deleteTo(String scope, String persistenceId, long to) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      Claimed claim = claimed.get(scope);
      if (claim == null) {
        claim = claim(scope);
      } else if (claim.lost) {
        done.completeExceptionally(new FencedException(number, Verdict.FENCED));
        return done;
      }
      send(
          new DeleteTo(claim.owner, persistenceId, Math.max(0, to)),
          scope,
          persistenceId,
          done,
          null);
    }
    return done;
  }

  private void send(
      LogRecord record,
      String scope,
      String key,
      CompletableFuture<Void> done,
      @Nullable UnderWay writes) {
    sent++;
    writer.send(
        partition,
        key.getBytes(StandardCharsets.UTF_8),
        LogCodec.encode(record),
        new Pending(record, scope, key, done, writes));
  }

  /** A record of ours that we were not told about yet. */
  private final class Pending implements LogAppender.Acknowledgement {
    private final LogRecord record;
    private final String scope;
    private final String key;
    private final CompletableFuture<Void> done;
    private final @Nullable UnderWay writes;

    private Pending(
        LogRecord record,
        String scope,
        String key,
        CompletableFuture<Void> done,
        @Nullable UnderWay writes) {
      this.record = record;
      this.scope = scope;
      this.key = key;
      this.done = done;
      this.writes = writes;
    }

    @Override
    public void written(long offset) {
      List<Runnable> toTell = new ArrayList<>(2);
      boolean gap;
      synchronized (lock) {
        Verdict verdict = readFirst.remove(offset);
        if (verdict != null) {
          finish(this, verdict, toTell);
        } else {
          acknowledged.put(offset, this);
          foldAcknowledged(toTell);
        }
        gap = !acknowledged.isEmpty();
      }
      if (gap) {
        nudge.run();
      }
      toTell.forEach(Runnable::run);
    }

    @Override
    public void failed(Exception cause) {
      UnderWay over;
      synchronized (lock) {
        Claimed claim = claimed.get(scope);
        if (claim != null && claim.owner.equals(record.owner())) {
          claim.doubtful = true;
        }
        over = over(this);
      }
      done.completeExceptionally(cause);
      if (over != null) {
        over.over.complete(null);
      }
    }
  }

  // --- folding

  private void foldAcknowledged(List<Runnable> toTell) {
    while (!acknowledged.isEmpty() && acknowledged.firstKey() == next) {
      Pending pending = acknowledged.pollFirstEntry().getValue();
      finish(pending, fold(next, pending.record), toTell);
    }
  }

  private Verdict fold(long offset, LogRecord record) {
    Verdict verdict =
        switch (record) {
          case Claim claim -> {
            view.apply(number, offset, claim, Verdict.APPLIED, Head.NONE);
            owners.put(claim.scope(), claim.owner());
            notice(claim);
            yield Verdict.APPLIED;
          }
          case Append append ->
              foldWritten(offset, append, scopeOf(append.persistenceId()), append.persistenceId());
          case DeleteTo delete ->
              foldWritten(offset, delete, scopeOf(delete.persistenceId()), delete.persistenceId());
        };
    next = offset + 1;
    return verdict;
  }

  private Verdict foldWritten(long offset, LogRecord record, String scope, String persistenceId) {
    Head head = head(persistenceId);
    Verdict verdict = Fold.verdict(record, owners.get(scope), head);
    view.apply(number, offset, record, verdict, head);
    if (verdict == Verdict.APPLIED) {
      heads.put(persistenceId, Fold.after(record, head));
    }
    return verdict;
  }

  private static String scopeOf(String persistenceId) {
    // The number of partitions has no influence on the scope.
    return Placement.of(persistenceId, 1).scope();
  }

  private Head head(String persistenceId) {
    return heads.computeIfAbsent(persistenceId, id -> view.head(number, id));
  }

  private void notice(Claim claim) {
    Claimed ours = claimed.get(claim.scope());
    if (ours == null) {
      return;
    }
    if (ours.owner.equals(claim.owner())) {
      ours.applied = true;
    } else if (ours.applied) {
      ours.lost = true;
    }
  }

  private void finish(Pending pending, Verdict verdict, List<Runnable> toTell) {
    UnderWay over = over(pending);
    toTell.add(
        () -> {
          if (verdict == Verdict.APPLIED) {
            pending.done.complete(null);
          } else {
            pending.done.completeExceptionally(new FencedException(number, verdict));
          }
          if (over != null) {
            over.over.complete(null);
          }
        });
  }

  private @Nullable UnderWay over(Pending pending) {
    if (--sent == 0) {
      readFirst.clear();
    }
    UnderWay writes = pending.writes;
    if (writes != null && --writes.count == 0) {
      underWay.remove(pending.key, writes);
      return writes;
    }
    return null;
  }

  // --- reading

  /**
   * Number of the last event of an id, after what is under way has ended and this node is the owner
   * of the scope.
   */
  CompletableFuture<Long> highest(String scope, String persistenceId) {
    CompletableFuture<Void> quiet;
    synchronized (lock) {
      UnderWay writes = underWay.get(persistenceId);
      quiet = writes == null ? CompletableFuture.completedFuture(null) : writes.over;
    }
    return quiet
        .thenCompose(over -> acquire(scope))
        .thenApply(
            owned -> {
              synchronized (lock) {
                return head(persistenceId).highest();
              }
            });
  }

  /** How far an id is as far as this node has read. */
  Head knownHead(String persistenceId) {
    synchronized (lock) {
      return head(persistenceId);
    }
  }

  @Override
  public TopicPartition partition() {
    return partition;
  }

  @Override
  public boolean wanted() {
    synchronized (lock) {
      Claimed whole = claimed.get(Placement.PARTITION);
      boolean owned = whole != null && whole.applied && !whole.lost;
      return !owned || !acknowledged.isEmpty() || next < readUpTo;
    }
  }

  @Override
  public long position() {
    synchronized (lock) {
      return next;
    }
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> read) {
    List<Runnable> toTell = new ArrayList<>(2);
    synchronized (lock) {
      if (read.offset() < next) {
        return;
      }
      LogRecord record = LogCodec.decode(read.value());
      Verdict verdict = fold(read.offset(), record);
      Pending ours = acknowledged.remove(read.offset());
      if (ours != null) {
        finish(ours, verdict, toTell);
      } else if (record.owner().node().equals(node) && sent > 0) {
        readFirst.put(read.offset(), verdict);
      }
      foldAcknowledged(toTell);
    }
    toTell.forEach(Runnable::run);
  }

  @Override
  public void readTo(long offset) {
    List<Runnable> toTell = new ArrayList<>(2);
    synchronized (lock) {
      if (offset > next) {
        view.skipTo(Source.EVENTS, number, offset);
        next = offset;
        foldAcknowledged(toTell);
      }
    }
    toTell.forEach(Runnable::run);
  }

  @Override
  public void end(long end) {
    synchronized (lock) {
      readUpTo = Math.max(readUpTo, end);
    }
  }
}

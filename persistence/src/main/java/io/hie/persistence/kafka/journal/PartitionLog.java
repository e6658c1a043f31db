package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.fold.Fold;
import io.hie.persistence.kafka.fold.Head;
import io.hie.persistence.kafka.fold.Verdict;
import io.hie.persistence.kafka.log.LogAppender;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.log.Owner;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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
  private final int number;
  private final TopicPartition partition;
  private final UUID node;
  private final View view;
  private final LogAppender appender;
  private final Runnable nudge;
  private final Supplier<CompletableFuture<Void>> snapshotsRead;

  private final Object lock = new Object();
  private final Claims claims;
  private final Heads heads;
  private final UnderWay underWay = new UnderWay();

  /** Ours, acknowledged, with something before them that we have not seen. */
  private final TreeMap<Long, Pending> acknowledged = new TreeMap<>();

  /** Ours that we read before they were acknowledged. */
  private final Map<Long, Verdict> readFirst = new HashMap<>();

  private long next;
  private long readUpTo;
  private int sent;
  private boolean kept;

  /**
   * A partition that goes on where the view is.
   *
   * @param node this run of this node
   * @param kept whether it is to be read
   * @param nudge tells the tail that something is wanted
   * @param snapshotsRead done when all snapshots of the partition that are in the log are in the
   *     view
   */
  PartitionLog(
      TopicPartition partition,
      UUID node,
      View view,
      boolean kept,
      LogAppender appender,
      Runnable nudge,
      Supplier<CompletableFuture<Void>> snapshotsRead) {
    this.number = partition.partition();
    this.partition = partition;
    this.node = node;
    this.view = view;
    this.kept = kept;
    this.appender = appender;
    this.nudge = nudge;
    this.snapshotsRead = snapshotsRead;
    this.claims = new Claims(node, view.owners(number));
    this.heads = new Heads(view, number);
    this.next = view.nextOffset(Source.EVENTS, number);
  }

  // --- writing

  /**
   * Makes this node the owner of the scope of an id that recovers, if it is not. Where a stay of
   * the scope on this node begins, it claims in any case: the claim that it knows may be of an
   * earlier stay, and others may have written since.
   *
   * @return done when it is, and all that was written before is in the view
   */
  CompletableFuture<Void> acquire(String scope, String persistenceId) {
    synchronized (lock) {
      if (!kept) {
        return CompletableFuture.failedFuture(new NotKeptException(number));
      }
      Claims.Own known = claims.own(scope);
      return known != null && Claims.holds(known) && !Placement.beginsStay(persistenceId)
          ? known.ready
          : claim(scope).ready;
    }
  }

  private Claims.Own claim(String scope) {
    Claims.Own claim = claims.make(scope);
    CompletableFuture<Void> told = new CompletableFuture<>();
    told.thenCompose(applied -> snapshotsRead.get())
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                claim.ready.complete(null);
                return;
              }
              synchronized (lock) {
                claims.forget(scope, claim);
              }
              claim.ready.completeExceptionally(failure);
            });
    send(new Claim(claim.owner, scope), scope, scope, told);
    return claim;
  }

  /** Appends events; done when they count. */
  CompletableFuture<Void> append(String scope, String persistenceId, List<StoredEvent> events) {
    return write(
        scope,
        persistenceId,
        owner -> {
          long previous = underWay.begin(persistenceId, events.getLast().seqNr());
          return new Append(owner, persistenceId, previous, events);
        });
  }

  /** Deletes events; done when it counts. */
  CompletableFuture<Void> deleteTo(String scope, String persistenceId, long to) {
    return write(
        scope, persistenceId, owner -> new DeleteTo(owner, persistenceId, Math.max(0, to)));
  }

  private CompletableFuture<Void> write(
      String scope, String persistenceId, Function<Owner, LogRecord> record) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      Claims.Own claim = claims.own(scope);
      if (claim == null && kept) {
        claim = claim(scope);
      } else if (claim == null) {
        done.completeExceptionally(new NotKeptException(number));
        return done;
      } else if (claim.isLost()) {
        done.completeExceptionally(new FencedException(number, Verdict.FENCED));
        return done;
      }
      send(record.apply(claim.owner), scope, persistenceId, done);
    }
    return done;
  }

  private void send(LogRecord record, String scope, String key, CompletableFuture<Void> done) {
    sent++;
    appender.send(
        partition,
        key.getBytes(StandardCharsets.UTF_8),
        LogCodec.encode(record),
        new Pending(record, scope, done));
  }

  /** A record of ours that we were not told about yet. */
  private final class Pending implements LogAppender.Acknowledgement {
    private final LogRecord record;
    private final String scope;
    private final CompletableFuture<Void> done;

    private Pending(LogRecord record, String scope, CompletableFuture<Void> done) {
      this.record = record;
      this.scope = scope;
      this.done = done;
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
      CompletableFuture<Void> over;
      synchronized (lock) {
        claims.doubt(scope, record.owner());
        over = ended(record);
      }
      done.completeExceptionally(cause);
      if (over != null) {
        over.complete(null);
      }
    }
  }

  private void finish(Pending pending, Verdict verdict, List<Runnable> toTell) {
    CompletableFuture<Void> over = ended(pending.record);
    toTell.add(
        () -> {
          if (verdict == Verdict.APPLIED) {
            pending.done.complete(null);
          } else {
            pending.done.completeExceptionally(new FencedException(number, verdict));
          }
          if (over != null) {
            over.complete(null);
          }
        });
  }

  private @Nullable CompletableFuture<Void> ended(LogRecord record) {
    if (--sent == 0) {
      readFirst.clear();
    }
    return record instanceof Append append ? underWay.end(append.persistenceId()) : null;
  }

  // --- folding

  private void foldAcknowledged(List<Runnable> toTell) {
    while (!acknowledged.isEmpty() && acknowledged.firstKey() == next) {
      long offset = next;
      Pending pending = acknowledged.firstEntry().getValue();
      // Stays until it is folded: the view may fail, and then the tail tries again.
      Verdict verdict = fold(offset, pending.record);
      acknowledged.remove(offset);
      finish(pending, verdict, toTell);
    }
  }

  private Verdict fold(long offset, LogRecord record) {
    Verdict verdict =
        switch (record) {
          case Claim claim -> {
            view.apply(number, offset, claim, Verdict.APPLIED, Head.NONE);
            claims.folded(claim);
            yield Verdict.APPLIED;
          }
          case Append append -> foldWritten(offset, append, append.persistenceId());
          case DeleteTo delete -> foldWritten(offset, delete, delete.persistenceId());
        };
    next = offset + 1;
    return verdict;
  }

  private Verdict foldWritten(long offset, LogRecord record, String persistenceId) {
    Head head = heads.of(persistenceId);
    Owner owner = claims.ownerOf(Placement.scopeOf(persistenceId));
    Verdict verdict = Fold.verdict(record, owner, head);
    view.apply(number, offset, record, verdict, head);
    if (verdict == Verdict.APPLIED) {
      heads.put(persistenceId, Fold.after(record, head));
    }
    return verdict;
  }

  // --- reading

  /**
   * Number of the last event of an id, after what is under way has ended and this node is the owner
   * of the scope.
   */
  CompletableFuture<Long> highest(String scope, String persistenceId) {
    CompletableFuture<Void> over;
    synchronized (lock) {
      over = underWay.over(persistenceId);
    }
    return over.thenCompose(quiet -> acquire(scope, persistenceId))
        .thenApply(owned -> knownHead(persistenceId).highest());
  }

  /** How far an id is as far as this node has read. */
  Head knownHead(String persistenceId) {
    synchronized (lock) {
      return heads.of(persistenceId);
    }
  }

  @Override
  public TopicPartition partition() {
    return partition;
  }

  @Override
  public boolean kept() {
    synchronized (lock) {
      return kept;
    }
  }

  @Override
  public boolean wanted() {
    synchronized (lock) {
      return kept && (!claims.ownPartition() || !acknowledged.isEmpty() || next < readUpTo);
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

  // --- being on this node

  /** Whether the partition is this node's, as far as it has read. */
  boolean owned() {
    synchronized (lock) {
      return kept && claims.ownPartition();
    }
  }

  /** Up to where it is known that there is something to read. */
  long end() {
    synchronized (lock) {
      return readUpTo;
    }
  }

  /** Begins to read. On the tail's thread. */
  void keep() {
    synchronized (lock) {
      kept = true;
    }
  }

  /**
   * Forgets the partition and its snapshots, unless this node owns something in it or writes. On
   * the tail's thread, so that nothing is being read.
   */
  boolean drop(SnapshotPartition snapshots) {
    synchronized (lock) {
      if (sent > 0 || claims.holdsAny()) {
        return false;
      }
      kept = false;
      snapshots.dropped();
      view.drop(number);
      claims.forgetOwners();
      heads.clear();
      next = 0;
      readUpTo = 0;
      return true;
    }
  }
}

package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the snapshots topic, taken into the view for as long as it is kept. What this node
 * writes itself is taken in when it is acknowledged, if nothing lies between it and what is there;
 * so an owner need not read its own snapshots back. Safe from any thread.
 */
final class SnapshotPartition implements LogTail.Reader {
  private final TopicPartition partition;
  private final View view;
  private final BooleanSupplier own;
  private long next;
  private long end;
  private boolean kept;

  /**
   * @param own whether this node is the only one that should write it now; asked without a lock of
   *     its own being taken by who answers
   */
  SnapshotPartition(TopicPartition partition, View view, boolean kept, BooleanSupplier own) {
    this.kept = kept;
    this.own = own;
    this.partition = partition;
    this.view = view;
    this.next = view.nextOffset(Source.SNAPSHOTS, partition.partition());
  }

  @Override
  public TopicPartition partition() {
    return partition;
  }

  @Override
  public synchronized boolean kept() {
    return kept;
  }

  @Override
  public boolean wanted() {
    boolean alone = own.getAsBoolean();
    synchronized (this) {
      return kept && (!alone || next < end);
    }
  }

  @Override
  public synchronized long position() {
    return next;
  }

  @Override
  public synchronized void read(ConsumerRecord<byte[], byte[]> record) {
    if (record.offset() >= next) {
      view.applySnapshot(
          partition.partition(),
          record.offset(),
          LogCodec.decodeSnapshotKey(record.key()),
          record.value());
      next = record.offset() + 1;
    }
  }

  /**
   * A record of ours was acknowledged.
   *
   * @return whether it is in the view; if not, it will be when the log was read up to it
   */
  synchronized boolean wrote(long offset, SnapshotKey key, byte @Nullable [] value) {
    if (kept && offset == next) {
      view.applySnapshot(partition.partition(), offset, key, value);
      next = offset + 1;
    }
    end = kept ? Math.max(end, offset + 1) : end;
    return offset < next;
  }

  @Override
  public synchronized void readTo(long offset) {
    if (offset > next) {
      view.skipTo(Source.SNAPSHOTS, partition.partition(), offset);
      next = offset;
    }
  }

  @Override
  public synchronized void end(long newEnd) {
    end = Math.max(end, newEnd);
  }

  /** Up to where it is known that there is something to read. */
  synchronized long end() {
    return end;
  }

  /** Begins to read. On the tail's thread. */
  synchronized void keep() {
    kept = true;
  }

  /** Reads no more and is at its beginning again. On the tail's thread. */
  synchronized void dropped() {
    kept = false;
    next = 0;
    end = 0;
  }
}

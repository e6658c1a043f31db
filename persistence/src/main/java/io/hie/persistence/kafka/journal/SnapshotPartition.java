package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a partition of the snapshots topic into the view, for as long as it is kept. */
final class SnapshotPartition implements LogTail.Reader {
  private final TopicPartition partition;
  private final View view;
  private volatile long next;
  private volatile long end;
  private volatile boolean kept;

  SnapshotPartition(TopicPartition partition, View view, boolean kept) {
    this.kept = kept;
    this.partition = partition;
    this.view = view;
    this.next = view.nextOffset(Source.SNAPSHOTS, partition.partition());
  }

  @Override
  public TopicPartition partition() {
    return partition;
  }

  @Override
  public boolean kept() {
    return kept;
  }

  @Override
  public boolean wanted() {
    return kept;
  }

  @Override
  public long position() {
    return next;
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record) {
    if (record.offset() >= next) {
      view.applySnapshot(
          partition.partition(),
          record.offset(),
          LogCodec.decodeSnapshotKey(record.key()),
          record.value());
      next = record.offset() + 1;
    }
  }

  @Override
  public void readTo(long offset) {
    if (offset > next) {
      view.skipTo(Source.SNAPSHOTS, partition.partition(), offset);
      next = offset;
    }
  }

  @Override
  public void end(long newEnd) {
    end = Math.max(end, newEnd);
  }

  /** Up to where it is known that there is something to read. */
  long end() {
    return end;
  }

  /** Begins to read. On the tail's thread. */
  void keep() {
    kept = true;
  }

  /** Reads no more and is at its beginning again. On the tail's thread. */
  void dropped() {
    kept = false;
    next = 0;
    end = 0;
  }
}

package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a partition of the snapshots topic into the view, always. */
final class SnapshotPartition implements LogTail.Reader {
  private final TopicPartition partition;
  private final View view;
  private volatile long next;

  SnapshotPartition(TopicPartition partition, View view) {
    this.partition = partition;
    this.view = view;
    this.next = view.nextOffset(Source.SNAPSHOTS, partition.partition());
  }

  @Override
  public TopicPartition partition() {
    return partition;
  }

  @Override
  public boolean wanted() {
    return true;
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
  public void end(long end) {
    // It reads to the end anyway.
  }
}

package io.hie.persistence.kafka.log;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The way into the log. Records of a partition go in the order of the calls. */
@FunctionalInterface
public interface LogAppender {
  /** Told once what became of a record. */
  interface Acknowledgement {
    /** It is in the log. In the order of the offsets of a partition. */
    void written(long offset);

    /** It may or may not be in the log. On a thread that holds no lock of the caller. */
    void failed(Exception cause);
  }

  /**
   * Appends a record. Never blocks.
   *
   * @param value null for the deletion of what has the key, in a compacted topic
   */
  void send(TopicPartition to, byte[] key, byte @Nullable [] value, Acknowledgement whenDone);
}

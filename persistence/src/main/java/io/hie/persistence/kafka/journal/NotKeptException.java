package io.hie.persistence.kafka.journal;

/** This node has not read a partition, so it can tell nothing of what is in it. */
public final class NotKeptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotKeptException(int partition) {
    super(
        "partition "
            + partition
            + " of the log is not kept by this node; ask one that keeps it, or let its shard start"
            + " here, which reads it");
  }
}

package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.fold.Verdict;

/**
 * A write does not count, so nothing was stored. The writer must recover before it writes again.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FencedException(int partition, Verdict verdict) {
    super(
        "partition "
            + partition
            + " of the log is written by another node now, so this write is void ("
            + verdict
            + "); whoever wrote it has to recover first");
  }
}

package io.hie.persistence.kafka.fold;

/** What a record of the log is worth. */
public enum Verdict {
  /** It counts. */
  APPLIED,
  /** Void: its writer is not the latest to have claimed its scope. */
  FENCED,
  /** Void: the log already has events with its numbers, or lacks the one it follows. */
  OUT_OF_SEQUENCE
}

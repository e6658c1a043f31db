package io.hie.persistence.kafka.log;

/** Whose snapshot, and after which of its events. Compaction keeps one of each. */
public record SnapshotKey(String persistenceId, long seqNr) {}

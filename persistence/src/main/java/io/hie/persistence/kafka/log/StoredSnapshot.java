package io.hie.persistence.kafka.log;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it lies in the log.
 *
 * @param timestamp when it was taken, in milliseconds since 1970
 */
public record StoredSnapshot(long timestamp, Serialized payload, @Nullable Serialized metadata) {}

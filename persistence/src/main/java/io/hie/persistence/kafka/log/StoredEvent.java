package io.hie.persistence.kafka.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in the log.
 *
 * @param writerUuid the incarnation of the actor that wrote it
 * @param seqNr its number among the events of its persistence id, from 1
 * @param timestamp when it was persisted, in milliseconds since 1970
 * @param manifest what an event adapter gave it, else empty
 * @param metadata what the writer put beside it
 * @param tags what the event was tagged with
 */
public record StoredEvent(
    String writerUuid,
    long seqNr,
    long timestamp,
    String manifest,
    Serialized payload,
    @Nullable Serialized metadata,
    List<String> tags) {
  public StoredEvent {
    tags = List.copyOf(tags);
  }
}

package io.hie.sharding.replay;

import io.hie.sharding.CborSerializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages go once more: those received that fit all that is said. What went once more before
 * is not received and never chosen.
 *
 * @param history id of the only history to look at; null for all of the production
 * @param from not received before then; null for the beginning
 * @param until not received after then
 * @param partition with {@code offset}: only what is in this partition of the log
 * @param offset from this offset on
 * @param item what this item was given goes to it once more; for a service, what it received; null
 *     for all that was received, to where its service sends it now
 * @param type name of the message's schema, such as ADT_A01
 * @param filter a rule over its fields, see docs/rules.md
 */
public record Selection(
    String workspace,
    String project,
    @Nullable String history,
    @Nullable Instant from,
    Instant until,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable String item,
    @Nullable String type,
    @Nullable String filter)
    implements CborSerializable {

  /** What is wrong with it for a journal; null if nothing is. */
  @Nullable String problem(boolean partitionOffsets) {
    if ((partition == null) != (offset == null)) {
      return "a partition and an offset go together";
    }
    if (partition != null && !partitionOffsets) {
      return "the JDBC journal has no partitions and offsets; say from and until times instead, or"
          + " keep messages in Kafka";
    }
    if (partition != null && (item != null || history != null)) {
      return "an offset chooses received messages of a partition; it does not go with an item or a"
          + " key";
    }
    if (history != null && !history.startsWith(workspace + "/" + project + "/")) {
      return "that history belongs to another production";
    }
    return null;
  }

  /** Whether a received message fits, as far as its type and time say. */
  boolean fits(String schemaName, Instant received) {
    return (type == null || type.equals(schemaName))
        && (from == null || !received.isBefore(from))
        && !received.isAfter(until);
  }
}

package io.hie.persistence.kafka.view;

import io.hie.actormodel.history.DeadLetterTags;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.StoredEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * The dead letters that nobody has dealt with, of all persistence ids of a partition, in the order
 * of the log: so that listing them reads those and nothing else. Kept by the tags of events, in the
 * batch that takes in the events themselves. Two entries each: by place in the log, and by event,
 * to find the first again.
 *
 * <p>Beside them the news: every event that begins or ends a dead letter, until somebody who tells
 * others of it lets it go.
 */
final class OpenLetters {
  static final char BY_PLACE = 'd';
  static final char BY_EVENT = 'D';
  static final char NEWS = 'n';

  /** Places within one record of the log; a record has fewer events. */
  private static final int PLACE_BITS = 12;

  private OpenLetters() {}

  static void apply(Gathered batch, int partition, long offset, Append append)
      throws RocksDBException {
    int nth = 0;
    int news = 0;
    for (StoredEvent event : append.events()) {
      for (String tag : event.tags()) {
        boolean begins = tag.equals(DeadLetterTags.DEAD_LETTER);
        if (begins || DeadLetterTags.ended(tag) > 0) {
          batch.put(place(NEWS, partition, (offset << PLACE_BITS) | news++), which(append, event));
        }
        if (begins) {
          byte[] place = place(BY_PLACE, partition, (offset << PLACE_BITS) | nth++);
          batch.put(place, which(append, event));
          batch.put(
              ViewKeys.ofId(BY_EVENT, partition, append.persistenceId(), event.seqNr()), place);
        }
      }
    }
  }

  /** The entries that an append puts an end to. */
  static List<byte[]> settledBy(Rocks rocks, int partition, Append append) {
    List<byte[]> entries = new ArrayList<>();
    for (StoredEvent event : append.events()) {
      for (String tag : event.tags()) {
        long ended = DeadLetterTags.ended(tag);
        if (ended > 0) {
          byte[] byEvent = ViewKeys.ofId(BY_EVENT, partition, append.persistenceId(), ended);
          byte[] place = rocks.get(byEvent);
          if (place != null) {
            entries.add(place);
            entries.add(byEvent);
          }
        }
      }
    }
    return entries;
  }

  private static byte[] which(Append append, StoredEvent event) {
    byte[] id = append.persistenceId().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + id.length).putLong(event.seqNr()).put(id).array();
  }

  /** Forgets the news of a partition before a place. */
  static void forget(Rocks rocks, int partition, long before) {
    rocks.write(
        batch -> batch.deleteRange(place(NEWS, partition, 0), place(NEWS, partition, before)));
  }

  /** Some of a partition, from a place on: open letters or news. */
  static List<View.Tagged> page(Rocks rocks, char what, int partition, long from, int most) {
    List<View.Tagged> page = new ArrayList<>();
    rocks.scan(
        place(what, partition, from),
        Rocks.prefixEnd(prefix(what, partition)),
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(value);
          long seqNr = in.getLong();
          page.add(
              new View.Tagged(
                  ViewKeys.number(key),
                  new String(value, Long.BYTES, value.length - Long.BYTES, StandardCharsets.UTF_8),
                  seqNr));
          return page.size() < most;
        });
    return page;
  }

  private static byte[] place(char what, int partition, long place) {
    byte[] prefix = prefix(what, partition);
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(place).array();
  }

  private static byte[] prefix(char what, int partition) {
    return ByteBuffer.allocate(4)
        .put((byte) what)
        .put((byte) '|')
        .putShort((short) partition)
        .array();
  }
}

package io.hie.persistence.kafka.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.persistence.kafka.fold.Fold;
import io.hie.persistence.kafka.fold.Head;
import io.hie.persistence.kafka.fold.Verdict;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import io.hie.persistence.kafka.log.Owner;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * What the log says, by persistence id, in RocksDB. What a record changes and how far the log was
 * read go to disk in one piece, so after a crash the view is as it was at some offset, and goes on
 * from there; it needs no write-ahead log of its own. Records of one partition must be applied by
 * one thread at a time; reading is safe from any thread.
 */
public final class View implements AutoCloseable {
  private final Path directory;
  private final Rocks rocks;

  /**
   * Opens the view in a directory, or makes an empty one.
   *
   * @param directory for this view alone
   * @throws ViewException if it cannot be opened, as when another process has it open
   */
  public View(Path directory) {
    this.directory = directory;
    this.rocks = new Rocks(directory);
  }

  /** What makes a view anew, for error texts. */
  public static String resetCommand(Path directory) {
    return "./hie view reset --data " + directory.toAbsolutePath().getParent();
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  // --- what it is a view of

  /**
   * Makes sure that this is a view of that log.
   *
   * @param identity of the log, such as the ids of its topics
   * @throws ViewException if it is a view of another one
   */
  public void belongsTo(String identity) {
    byte[] key = ViewKeys.about("log");
    byte[] known = rocks.get(key);
    if (known == null) {
      rocks.write(batch -> batch.put(key, identity.getBytes(UTF_8)));
    } else if (!identity.equals(new String(known, UTF_8))) {
      throw new ViewException(
          "the view in "
              + directory
              + " was made from another log than the one configured (topics made anew, or another"
              + " cluster); if the configured log is the right one, stop the node, run \""
              + resetCommand(directory)
              + "\" and start it again");
    }
  }

  /**
   * Whether the records that the log has lost at its beginning are given up; see {@link ViewReset}.
   */
  public boolean acceptsLostRecords() {
    return rocks.get(ViewKeys.about("accepts-lost-records")) != null;
  }

  void acceptLostRecords() {
    rocks.write(batch -> batch.put(ViewKeys.about("accepts-lost-records"), new byte[0]));
  }

  /** The offset of the next record to be applied. */
  public long nextOffset(Source source, int partition) {
    byte[] value = rocks.get(ViewKeys.offset(source, partition));
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** Notes that there is nothing to apply before {@code next}. */
  public void skipTo(Source source, int partition, long next) {
    rocks.write(batch -> batch.putLatest(ViewKeys.offset(source, partition), number(next)));
  }

  /**
   * Whether something of a partition is in the view. A partition that is not in it is read from its
   * beginning.
   */
  public boolean has(int partition) {
    return nextOffset(Source.EVENTS, partition) > 0 || nextOffset(Source.SNAPSHOTS, partition) > 0;
  }

  /**
   * Forgets a partition: what is in it and how far it was read at once, so that it is made again
   * from nothing if it is wanted again. Its disk space is free afterwards, up to a few files.
   */
  public void drop(int partition) {
    rocks.deletePrefixes(ViewKeys.allOf(partition));
  }

  // --- events

  /** Who claimed what in a partition, by scope. */
  public Map<String, Owner> owners(int partition) {
    Map<String, Owner> owners = new HashMap<>();
    byte[] prefix = ViewKeys.claims(partition);
    rocks.scan(
        prefix,
        Rocks.prefixEnd(prefix),
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(value);
          owners.put(
              ViewKeys.id(key), new Owner(new UUID(in.getLong(), in.getLong()), in.getLong()));
          return true;
        });
    return owners;
  }

  /** How far a persistence id is. */
  public Head head(int partition, String persistenceId) {
    byte[] value = rocks.get(ViewKeys.ofId(ViewKeys.HEAD, partition, persistenceId));
    if (value == null) {
      return Head.NONE;
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    return new Head(in.getLong(), in.getLong());
  }

  /**
   * Takes in a record of the events topic.
   *
   * @param verdict of the fold over it
   * @param before how far its persistence id was; not looked at for a claim
   */
  public void apply(int partition, long offset, LogRecord record, Verdict verdict, Head before) {
    List<byte[]> settled =
        verdict == Verdict.APPLIED && record instanceof Append append
            ? OpenLetters.settledBy(rocks, partition, append)
            : List.of();
    rocks.write(
        batch -> {
          if (verdict == Verdict.APPLIED) {
            applied(batch, partition, offset, record, before);
          }
          for (byte[] letter : settled) {
            batch.delete(letter);
          }
          batch.putLatest(ViewKeys.offset(Source.EVENTS, partition), number(offset + 1));
        });
  }

  private void applied(Gathered batch, int partition, long offset, LogRecord record, Head before)
      throws RocksDBException {
    Head after = Fold.after(record, before);
    switch (record) {
      case Claim claim ->
          batch.put(
              ViewKeys.ofId(ViewKeys.CLAIM, partition, claim.scope()),
              ByteBuffer.allocate(24)
                  .putLong(claim.owner().node().getMostSignificantBits())
                  .putLong(claim.owner().node().getLeastSignificantBits())
                  .putLong(claim.owner().epoch())
                  .array());
      case Append append -> {
        for (StoredEvent event : append.events()) {
          batch.put(
              ViewKeys.ofId(ViewKeys.EVENT, partition, append.persistenceId(), event.seqNr()),
              LogCodec.encode(event));
        }
        head(batch, partition, append.persistenceId(), after);
        OpenLetters.apply(batch, partition, offset, append);
      }
      case DeleteTo delete -> {
        batch.deleteRange(
            ViewKeys.ofId(ViewKeys.EVENT, partition, delete.persistenceId(), 0),
            ViewKeys.ofId(
                ViewKeys.EVENT, partition, delete.persistenceId(), after.deletedTo() + 1));
        head(batch, partition, delete.persistenceId(), after);
      }
    }
  }

  private static void head(Gathered batch, int partition, String id, Head head)
      throws RocksDBException {
    batch.put(
        ViewKeys.ofId(ViewKeys.HEAD, partition, id),
        ByteBuffer.allocate(16).putLong(head.highest()).putLong(head.deletedTo()).array());
  }

  /**
   * Some events of a persistence id, by ascending number, for as long as there is room: at least
   * one if there is any.
   *
   * @param from number of the first wanted
   * @param to number of the last wanted
   * @param mostEvents how many at most
   * @param mostBytes of events, about, after which no more are added
   */
  public List<StoredEvent> events(
      int partition, String id, long from, long to, int mostEvents, long mostBytes) {
    List<StoredEvent> events = new ArrayList<>();
    if (from > to) {
      return events;
    }
    byte[] first = ViewKeys.ofId(ViewKeys.EVENT, partition, id, Math.max(0, from));
    byte[] past =
        to == Long.MAX_VALUE
            ? Rocks.prefixEnd(ViewKeys.ofId(ViewKeys.EVENT, partition, id))
            : ViewKeys.ofId(ViewKeys.EVENT, partition, id, to + 1);
    long[] bytes = {0};
    rocks.scan(
        first,
        past,
        (key, value) -> {
          events.add(LogCodec.decodeEvent(value));
          bytes[0] += value.length;
          return events.size() < mostEvents && bytes[0] < mostBytes;
        });
    return events;
  }

  /** One event of a persistence id; empty if there is none of that number. */
  public Optional<StoredEvent> event(int partition, String id, long number) {
    return Optional.ofNullable(rocks.get(ViewKeys.ofId(ViewKeys.EVENT, partition, id, number)))
        .map(LogCodec::decodeEvent);
  }

  /**
   * An event that has a tag.
   *
   * @param place where it is among those of its partition; grows with the log
   */
  public record Tagged(long place, String persistenceId, long seqNr) {}

  /**
   * Some of the dead letters of a partition that nobody has dealt with, in the order of the log.
   *
   * @param from the first place wanted, from 0
   */
  public List<Tagged> deadLetters(int partition, long from, int most) {
    return OpenLetters.page(rocks, OpenLetters.BY_PLACE, partition, from, most);
  }

  /**
   * Some of the events of a partition that began or ended a dead letter and were not forgotten, in
   * the order of the log.
   *
   * @param from the first place that is wanted
   */
  public List<Tagged> letterNews(int partition, long from, int most) {
    return OpenLetters.page(rocks, OpenLetters.NEWS, partition, from, most);
  }

  /** Forgets the news of dead letters before a place; what is open stays. */
  public void forgetLetterNews(int partition, long before) {
    OpenLetters.forget(rocks, partition, before);
  }

  /**
   * Some persistence ids that have events, ascending in the view's order.
   *
   * @param after the last one that was given; empty for the first page
   */
  public List<String> ids(int partition, String after, int most) {
    List<String> ids = new ArrayList<>();
    byte[] all = ViewKeys.heads(partition);
    rocks.scan(
        after.isEmpty() ? all : ViewKeys.ofId(ViewKeys.HEAD, partition, after),
        Rocks.prefixEnd(all),
        (key, value) -> {
          String id = ViewKeys.idWithLength(key);
          if (!id.equals(after)) {
            ids.add(id);
          }
          return ids.size() < most;
        });
    return ids;
  }

  // --- snapshots

  /** Takes in a record of the snapshots topic; without a value it is a deletion. */
  public void applySnapshot(int partition, long offset, SnapshotKey key, byte @Nullable [] value) {
    byte[] at = ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, key.persistenceId(), key.seqNr());
    rocks.write(
        batch -> {
          if (value == null) {
            batch.delete(at);
          } else {
            batch.put(at, value);
          }
          batch.putLatest(ViewKeys.offset(Source.SNAPSHOTS, partition), number(offset + 1));
        });
  }

  /** Numbers of the events that there are snapshots after, ascending. */
  public List<Long> snapshots(int partition, String persistenceId, long from, long to) {
    List<Long> numbers = new ArrayList<>();
    byte[] prefix = ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, persistenceId);
    rocks.scan(
        prefix,
        Rocks.prefixEnd(prefix),
        (key, value) -> {
          long number = ViewKeys.number(key);
          if (number >= from && number <= to) {
            numbers.add(number);
          }
          return number <= to;
        });
    return numbers;
  }

  /** The bytes of a snapshot. */
  public Optional<byte[]> snapshot(int partition, SnapshotKey key) {
    return Optional.ofNullable(
        rocks.get(ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, key.persistenceId(), key.seqNr())));
  }

  /** All that is in the view in its order, for tests that compare two. */
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    rocks.scan(
        new byte[0],
        new byte[] {(byte) 0xFF},
        (key, value) -> {
          visitor.accept(key, value);
          return true;
        });
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** Writes out what is in memory and closes. What is lost if this is not called is read again. */
  @Override
  public void close() {
    rocks.close();
  }
}

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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What the log says, by persistence id, in RocksDB. What a record changes and how far the log was
 * read go to disk in one batch, so after a crash the view is as it was at some offset, and goes on
 * from there; it needs no write-ahead log of its own. Records of one partition must be applied by
 * one thread at a time; reading is safe from any thread.
 */
public final class View implements AutoCloseable {
  private static final long CACHE_BYTES = 64L << 20;
  private static final long WRITE_BUFFER_BYTES = 32L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final Path directory;
  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(10);
  private final Options options = new Options();
  private final WriteOptions withoutWal = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;

  /** Closing a database that is being read crashes the JVM. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Opens the view in a directory, or makes an empty one.
   *
   * @param directory for this view alone
   * @throws ViewException if it cannot be opened, as when another process has it open
   */
  public View(Path directory) {
    this.directory = directory;
    options
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxBackgroundJobs(2)
        .setKeepLogFileNum(3)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true));
    try {
      Files.createDirectories(directory);
      db = RocksDB.open(options, directory.toString());
    } catch (IOException | RocksDBException failed) {
      closeOptions();
      throw new ViewException(
          "the view of the log in "
              + directory
              + " cannot be opened ("
              + failed.getMessage()
              + "); if no other node uses it, delete it: it will be made again from the log",
          failed);
    }
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
    byte[] known = get(key);
    if (known == null) {
      write(batch -> batch.put(key, identity.getBytes(UTF_8)));
    } else if (!identity.equals(new String(known, UTF_8))) {
      throw new ViewException(
          "the view in "
              + directory
              + " was made from another log than the one configured (topics made anew, or another"
              + " cluster); if the configured log is the right one, delete that directory and it will"
              + " be made again");
    }
  }

  /** The offset of the next record to be applied. */
  public long nextOffset(Source source, int partition) {
    byte[] value = get(ViewKeys.offset(source, partition));
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** Notes that there is nothing to apply before {@code next}. */
  public void skipTo(Source source, int partition, long next) {
    write(batch -> batch.put(ViewKeys.offset(source, partition), number(next)));
  }

  // --- events

  /** Who claimed what in a partition, by scope. */
  public Map<String, Owner> owners(int partition) {
    Map<String, Owner> owners = new HashMap<>();
    byte[] prefix = ViewKeys.claims(partition);
    scan(
        prefix,
        prefixEnd(prefix),
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
    byte[] value = get(ViewKeys.ofId(ViewKeys.HEAD, partition, persistenceId));
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
    write(
        batch -> {
          if (verdict == Verdict.APPLIED) {
            applied(batch, partition, record, before);
          }
          batch.put(ViewKeys.offset(Source.EVENTS, partition), number(offset + 1));
        });
  }

  private static void applied(WriteBatch batch, int partition, LogRecord record, Head before)
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

  private static void head(WriteBatch batch, int partition, String id, Head head)
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
            ? prefixEnd(ViewKeys.ofId(ViewKeys.EVENT, partition, id))
            : ViewKeys.ofId(ViewKeys.EVENT, partition, id, to + 1);
    long[] bytes = {0};
    scan(
        first,
        past,
        (key, value) -> {
          events.add(LogCodec.decodeEvent(value));
          bytes[0] += value.length;
          return events.size() < mostEvents && bytes[0] < mostBytes;
        });
    return events;
  }

  // --- snapshots

  /** Takes in a record of the snapshots topic; without a value it is a deletion. */
  public void applySnapshot(int partition, long offset, SnapshotKey key, byte @Nullable [] value) {
    byte[] at = ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, key.persistenceId(), key.seqNr());
    write(
        batch -> {
          if (value == null) {
            batch.delete(at);
          } else {
            batch.put(at, value);
          }
          batch.put(ViewKeys.offset(Source.SNAPSHOTS, partition), number(offset + 1));
        });
  }

  /** Numbers of the events that there are snapshots after, ascending. */
  public List<Long> snapshots(int partition, String persistenceId, long from, long to) {
    List<Long> numbers = new ArrayList<>();
    byte[] prefix = ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, persistenceId);
    scan(
        prefix,
        prefixEnd(prefix),
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
        get(ViewKeys.ofId(ViewKeys.SNAPSHOT, partition, key.persistenceId(), key.seqNr())));
  }

  // --- RocksDB

  /** All that is in the view in its order, for tests that compare two. */
  public void forEach(java.util.function.BiConsumer<byte[], byte[]> visitor) {
    scan(
        new byte[0],
        new byte[] {(byte) 0xFF},
        (key, value) -> {
          visitor.accept(key, value);
          return true;
        });
  }

  @FunctionalInterface
  private interface Change {
    void into(WriteBatch batch) throws RocksDBException;
  }

  @FunctionalInterface
  private interface Visitor {
    boolean goOnAfter(byte[] key, byte[] value);
  }

  private void write(Change change) {
    whileOpen(
        () -> {
          try (WriteBatch batch = new WriteBatch()) {
            change.into(batch);
            db.write(withoutWal, batch);
          }
          return true;
        });
  }

  private byte @Nullable [] get(byte[] key) {
    return whileOpen(() -> Optional.ofNullable(db.get(key))).orElse(null);
  }

  private void scan(byte[] from, byte[] past, Visitor visitor) {
    whileOpen(
        () -> {
          try (Slice bound = new Slice(past);
              ReadOptions bounded = new ReadOptions().setIterateUpperBound(bound);
              RocksIterator iterator = db.newIterator(bounded)) {
            iterator.seek(from);
            while (iterator.isValid() && visitor.goOnAfter(iterator.key(), iterator.value())) {
              iterator.next();
            }
            iterator.status();
          }
          return true;
        });
  }

  @FunctionalInterface
  private interface Use<T> {
    T run() throws RocksDBException;
  }

  private <T> T whileOpen(Use<T> use) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new ViewException("the node is stopping; the view of the log is closed");
      }
      return use.run();
    } catch (RocksDBException failed) {
      throw new ViewException(
          "the view of the log in " + directory + " cannot be used: " + failed.getMessage(),
          failed);
    } finally {
      open.readLock().unlock();
    }
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** The first key after all that begin with {@code prefix}. */
  private static byte[] prefixEnd(byte[] prefix) {
    byte[] end = prefix.clone();
    for (int i = end.length - 1; i >= 0; i--) {
      if (++end[i] != 0) {
        return end;
      }
    }
    throw new IllegalArgumentException("no key is after this prefix");
  }

  /** Writes out what is in memory and closes. What is lost if this is not called is read again. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        db.close();
        closeOptions();
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  private void closeOptions() {
    withoutWal.close();
    options.close();
    filter.close();
    cache.close();
  }
}

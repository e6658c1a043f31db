package io.hie.persistence.kafka.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.persistence.kafka.view.ViewException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What the topic says, on disk. A value and its offset are one batch and there is no write-ahead
 * log: after a crash it is as it was at some offset. Written by one thread, read by any.
 */
final class KeyTable implements AutoCloseable {
  private static final long CACHE_BYTES = 16L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final byte[] TOPIC = {'t'};

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

  @FunctionalInterface
  private interface Use<T extends @Nullable Object> {
    T run() throws RocksDBException;
  }

  KeyTable(Path directory) {
    this.directory = directory;
    options
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxBackgroundJobs(1)
        .setKeepLogFileNum(2)
        .setTableFormatConfig(
            new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
    try {
      Files.createDirectories(directory);
      db = RocksDB.open(options, directory.toString());
    } catch (IOException | RocksDBException failed) {
      closeOptions();
      throw new ViewException(
          "the keys in "
              + directory
              + " cannot be opened ("
              + failed.getMessage()
              + "); if no other node uses it, delete it: it will be made again from the topic",
          failed);
    }
  }

  /** Empties itself if it is not of this topic. */
  void belongsTo(String topicId) {
    byte[] known = get(TOPIC);
    if (known == null || !topicId.equals(new String(known, UTF_8))) {
      clear();
      use(
          () -> {
            db.put(withoutWal, TOPIC, topicId.getBytes(UTF_8));
            return true;
          });
    }
  }

  void clear() {
    use(
        () -> {
          db.deleteRange(withoutWal, new byte[] {0}, new byte[] {(byte) 0xFF});
          return true;
        });
  }

  /** The offset of the next record to be taken in. */
  long next(int partition) {
    byte[] value = get(offsetKey(partition));
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  byte @Nullable [] find(String id) {
    return get(key(id));
  }

  /**
   * Takes a value in.
   *
   * @return whether there was another one
   */
  boolean put(String id, byte[] value, int partition, long offset) {
    byte[] key = key(id);
    return use(
        () -> {
          boolean replaces = db.get(key) != null;
          try (WriteBatch batch = new WriteBatch()) {
            batch.put(key, value);
            batch.put(
                offsetKey(partition), ByteBuffer.allocate(Long.BYTES).putLong(offset + 1).array());
            db.write(withoutWal, batch);
          }
          return replaces;
        });
  }

  /** Makes what was replaced vanish from the files. */
  void purge() {
    use(
        () -> {
          try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
              CompactRangeOptions all =
                  new CompactRangeOptions()
                      .setBottommostLevelCompaction(
                          CompactRangeOptions.BottommostLevelCompaction.kForce)) {
            db.flush(flush);
            db.compactRange(db.getDefaultColumnFamily(), null, null, all);
          }
          return true;
        });
  }

  private byte @Nullable [] get(byte[] key) {
    return this.<byte @Nullable []>use(() -> db.get(key));
  }

  private static byte[] key(String id) {
    byte[] name = id.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + name.length).put((byte) 'k').put(name).array();
  }

  private static byte[] offsetKey(int partition) {
    return ByteBuffer.allocate(3).put((byte) 'o').putShort((short) partition).array();
  }

  private <T extends @Nullable Object> T use(Use<T> use) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new ViewException("the node is stopping; the keys are closed");
      }
      return use.run();
    } catch (RocksDBException failed) {
      throw new ViewException(
          "the keys in " + directory + " cannot be used: " + failed.getMessage(), failed);
    } finally {
      open.readLock().unlock();
    }
  }

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

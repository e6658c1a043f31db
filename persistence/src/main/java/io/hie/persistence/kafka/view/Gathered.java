package io.hie.persistence.kafka.view;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Changes that were not handed to RocksDB yet. A hand-over costs as much for one record as for a
 * hundred, so it is made when somebody reads, or when much has gathered. Waiting costs nothing in
 * safety: without a write-ahead log, what RocksDB has only in its memory is lost in a crash just as
 * well, and is read again from the log. Not thread-safe.
 */
final class Gathered implements AutoCloseable {
  private static final long LARGE_BYTES = 256 << 10;
  private static final long TOO_LARGE_BYTES = 4 << 20;

  private final WriteBatch batch = new WriteBatch();

  /** Values that each change overwrites: only the last ones are written. */
  private final TreeMap<byte[], byte[]> latest = new TreeMap<>(Arrays::compareUnsigned);

  void add(Rocks.Change change) throws RocksDBException {
    batch.setSavePoint();
    boolean whole = false;
    try {
      change.into(this);
      whole = true;
    } finally {
      if (whole) {
        batch.popSavePoint();
      } else {
        batch.rollbackToSavePoint();
      }
    }
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    batch.put(key, value);
  }

  void delete(byte[] key) throws RocksDBException {
    latest.remove(key);
    batch.delete(key);
  }

  void deleteRange(byte[] from, byte[] past) throws RocksDBException {
    latest.subMap(from, past).clear();
    batch.deleteRange(from, past);
  }

  /** Puts a value that is put again and again. The last thing that a change does. */
  void putLatest(byte[] key, byte[] value) {
    latest.put(key, value);
  }

  boolean isEmpty() {
    return batch.count() == 0 && latest.isEmpty();
  }

  boolean isLarge() {
    return batch.getDataSize() >= LARGE_BYTES;
  }

  /** So much that no more is to be added before it is handed over. */
  boolean isTooLarge() {
    return batch.getDataSize() >= TOO_LARGE_BYTES;
  }

  /** All of it; may be called again if it could not be written. */
  WriteBatch toBatch() throws RocksDBException {
    for (Map.Entry<byte[], byte[]> each : latest.entrySet()) {
      batch.put(each.getKey(), each.getValue());
    }
    latest.clear();
    return batch;
  }

  void clear() {
    batch.clear();
    latest.clear();
  }

  @Override
  public void close() {
    batch.close();
  }
}

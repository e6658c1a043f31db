package io.hie.persistence.kafka.view;

import java.util.Arrays;
import java.util.BitSet;
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

  private static final int MARKS = 1 << 16;

  private final WriteBatch batch = new WriteBatch();

  /** Hashes of the keys in it, so that who reads another one need not wait for a hand-over. */
  private final BitSet marks = new BitSet(MARKS);

  /** Of keys and values. RocksDB knows it too, and to ask it costs more than to count. */
  private long bytes;

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
    mark(key);
    bytes += key.length + value.length;
    batch.put(key, value);
  }

  void delete(byte[] key) throws RocksDBException {
    mark(key);
    bytes += key.length;
    latest.remove(key);
    batch.delete(key);
  }

  void deleteRange(byte[] from, byte[] past) throws RocksDBException {
    marks.set(0, MARKS);
    bytes += from.length + past.length;
    latest.subMap(from, past).clear();
    batch.deleteRange(from, past);
  }

  /** Puts a value that is put again and again. The last thing that a change does. */
  void putLatest(byte[] key, byte[] value) {
    mark(key);
    if (latest.put(key, value) == null) {
      bytes += key.length + value.length;
    }
  }

  private void mark(byte[] key) {
    marks.set(Arrays.hashCode(key) & (MARKS - 1));
  }

  /** Whether it may change this key. It does not if this says no. */
  boolean mayHave(byte[] key) {
    return marks.get(Arrays.hashCode(key) & (MARKS - 1));
  }

  boolean isEmpty() {
    return batch.count() == 0 && latest.isEmpty();
  }

  boolean isLarge() {
    return bytes >= LARGE_BYTES;
  }

  /** About how many bytes it has. */
  long size() {
    return bytes;
  }

  /** So much that no more is to be added before it is handed over. */
  boolean isTooLarge() {
    return bytes >= TOO_LARGE_BYTES;
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
    marks.clear();
    bytes = 0;
  }

  @Override
  public void close() {
    batch.close();
  }
}

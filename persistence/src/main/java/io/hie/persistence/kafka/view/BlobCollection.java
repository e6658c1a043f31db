package io.hie.persistence.kafka.view;

import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Whether bodies are moved so that the space of deleted ones comes free. RocksDB moves a quarter of
 * all, garbage or not, each time it sorts, which costs the more the longer the log is; and what is
 * in the view is nearly all kept for ever. So it does only where much is garbage, or a partition
 * was dropped. For one thread at a time.
 */
final class BlobCollection {
  private final RocksDB db;

  /** Whether a partition was dropped in this life. */
  private boolean dropped;

  private boolean collecting;
  private long bytesUntilLook;

  BlobCollection(RocksDB db) {
    this.db = db;
  }

  /** So much was written; looks now and then. */
  void written(long bytes) throws RocksDBException {
    bytesUntilLook -= bytes;
    if (bytesUntilLook < 0) {
      bytesUntilLook = RocksOptions.WRITE_BUFFER_BYTES;
      look();
    }
  }

  /** A partition's bodies are garbage now. */
  void dropped() throws RocksDBException {
    dropped = true;
    look();
  }

  /** Looks, and tells whether bodies are moved from now on. */
  boolean look() throws RocksDBException {
    long garbage = db.getLongProperty("rocksdb.live-blob-file-garbage-size");
    long all = db.getLongProperty("rocksdb.live-blob-file-size");
    boolean wanted = dropped || garbage > all / 4;
    if (wanted != collecting) {
      db.setOptions(
          MutableColumnFamilyOptions.builder().setEnableBlobGarbageCollection(wanted).build());
      collecting = wanted;
    }
    return collecting;
  }
}

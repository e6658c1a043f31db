package io.hie.persistence.kafka.view;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** How the view is laid out on the disk, and what native memory it may take. */
final class RocksOptions implements AutoCloseable {
  /** What is written to memory before it is sorted into a file. */
  static final long WRITE_BUFFER_BYTES = 64L << 20;

  private static final long CACHE_BYTES = 64L << 20;

  /** The cache is in 4 parts; what is larger than a part is read from the disk each time. */
  private static final int CACHE_PARTS_BITS = 2;

  private static final long VALUES_BESIDE_FROM_BYTES = 512;

  static {
    RocksDB.loadLibrary();
  }

  private final LRUCache cache = new LRUCache(CACHE_BYTES, CACHE_PARTS_BITS);
  private final BloomFilter filter = new BloomFilter(10);
  private final Options options = new Options();
  private final WriteOptions withoutWal = new WriteOptions().setDisableWAL(true);

  RocksOptions() {
    options
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxBackgroundJobs(2)
        // What comes is sorted seldom and in one go; a read looks into a few files more.
        .setLevel0FileNumCompactionTrigger(8)
        .setLevel0SlowdownWritesTrigger(24)
        .setLevel0StopWritesTrigger(40)
        .setKeepLogFileNum(3)
        // Bodies lie beside the sorted files, so that sorting moves keys and not what they stand
        // for.
        .setEnableBlobFiles(true)
        .setMinBlobSize(VALUES_BESIDE_FROM_BYTES)
        .setEnableBlobGarbageCollection(false) // see BlobCollection
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                // In small pieces: filter and index of a file of a million keys have megabytes,
                // which this cache does not keep, and every read would load them again.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinTopLevelIndexAndFilter(true)
                .setCacheIndexAndFilterBlocks(true));
  }

  Options database() {
    return options;
  }

  WriteOptions withoutWal() {
    return withoutWal;
  }

  /** After the database. */
  @Override
  public void close() {
    withoutWal.close();
    options.close();
    filter.close();
    cache.close();
  }
}

package io.hie.persistence.kafka.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RocksDB with one column family and no write-ahead log: after a crash it is as it was after
 * some change, and lacks what came later. Changes gather in {@link Gathered} and are handed to it
 * many at a time, by a thread of its own, so that who brings a change does not wait for the disk's
 * side of it; whoever reads what has gathered hands it over first. Safe from any thread; may be
 * closed while it is used.
 */
final class Rocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rocks.class);

  @FunctionalInterface
  interface Change {
    void into(Gathered batch) throws RocksDBException;
  }

  @FunctionalInterface
  interface Visitor {
    boolean goOnAfter(byte[] key, byte[] value);
  }

  @FunctionalInterface
  private interface Use<T> {
    T run() throws RocksDBException;
  }

  private final Path directory;
  private final RocksOptions options = new RocksOptions();
  private final RocksDB db;

  /** Guarded by {@link #handing}. */
  private final BlobCollection blobs;

  /** The two that changes gather in by turns. */
  private final List<Gathered> both = List.of(new Gathered(), new Gathered());

  /** Held by the one who hands over. Taken before {@link #lock}. */
  private final Object handing = new Object();

  private final Object lock = new Object();

  /** What comes goes in here; guarded by {@link #lock}. */
  private Gathered gathered = both.getFirst();

  /**
   * Empty, or what is being handed over, or could not be and goes first; guarded by {@link
   * #handing}, and which it is and what keys it has by {@link #lock} too.
   */
  private Gathered other = both.getLast();

  private final ExecutorService hands =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("hie-view-writer").daemon(true).factory());

  /** Whether that thread has been told. */
  private final AtomicBoolean told = new AtomicBoolean();

  /** Closing a database that is being read crashes the JVM. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  Rocks(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      db = RocksDB.open(options.database(), directory.toString());
      blobs = new BlobCollection(db);
    } catch (IOException | RocksDBException failed) {
      hands.shutdown();
      both.forEach(Gathered::close);
      options.close();
      throw new ViewException(
          "the view of the log in "
              + directory
              + " cannot be opened ("
              + failed.getMessage()
              + "); stop the node that uses it, or if none does, run \""
              + View.resetCommand(directory)
              + "\": it will be made again from the log",
          failed);
    }
  }

  /**
   * Takes in all of a change or nothing.
   *
   * @param change must not read
   */
  void write(Change change) {
    whileOpen(
        () -> {
          boolean large;
          boolean tooLarge;
          synchronized (lock) {
            large = gathered.isLarge();
            tooLarge = gathered.isTooLarge();
          }
          if (tooLarge) {
            // Before it is added, so that what cannot be handed over is refused.
            handOver();
          } else if (large && told.compareAndSet(false, true)) {
            hands.execute(this::handOverAside);
          }
          synchronized (lock) {
            gathered.add(change);
          }
          return true;
        });
  }

  private void handOverAside() {
    told.set(false);
    try {
      whileOpen(
          () -> {
            handOver();
            return true;
          });
    } catch (ViewException failed) {
      // It is kept, and whoever reads or brings too much is told.
      LOG.debug("The view of the log could not be written", failed);
    }
  }

  /** Afterwards all that was gathered before is to be read. */
  private void handOver() throws RocksDBException {
    synchronized (handing) {
      handOver(other);
      synchronized (lock) {
        if (gathered.isEmpty()) {
          return;
        }
        Gathered full = gathered;
        gathered = other;
        other = full;
      }
      handOver(other);
    }
  }

  private void handOver(Gathered full) throws RocksDBException {
    if (!full.isEmpty()) {
      long bytes = full.size();
      db.write(options.withoutWal(), full.toBatch());
      synchronized (lock) {
        full.clear();
      }
      blobs.written(bytes);
    }
  }

  /** Whether bodies are moved; looked at again. */
  boolean collects() {
    return whileOpen(
        () -> {
          synchronized (handing) {
            return blobs.look();
          }
        });
  }

  /** Deletes all that begins with any of the prefixes, in one batch, and gives the space back. */
  void deletePrefixes(List<byte[]> prefixes) {
    write(
        batch -> {
          for (byte[] prefix : prefixes) {
            batch.deleteRange(prefix, prefixEnd(prefix));
          }
        });
    whileOpen(
        () -> {
          List<byte[]> ranges = new ArrayList<>();
          prefixes.forEach(prefix -> ranges.addAll(List.of(prefix, prefixEnd(prefix))));
          // Files may only go when it is on the disk that what they had is deleted.
          handOver();
          synchronized (handing) {
            blobs.dropped();
          }
          try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
          }
          db.deleteFilesInRanges(db.getDefaultColumnFamily(), ranges, false);
          return true;
        });
  }

  byte @Nullable [] get(byte[] key) {
    return whileOpen(
            () -> {
              boolean here;
              synchronized (lock) {
                here = gathered.mayHave(key) || other.mayHave(key);
              }
              if (here) {
                handOver();
              }
              return Optional.ofNullable(db.get(key));
            })
        .orElse(null);
  }

  /**
   * Visits what is from {@code from} to before {@code past}, in order, until the visitor has had
   * enough.
   */
  void scan(byte[] from, byte[] past, Visitor visitor) {
    whileOpen(
        () -> {
          handOver();
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

  /** The first key after all that begin with {@code prefix}. */
  static byte[] prefixEnd(byte[] prefix) {
    byte[] end = prefix.clone();
    for (int i = end.length - 1; i >= 0; i--) {
      if (++end[i] != 0) {
        return end;
      }
    }
    throw new IllegalArgumentException("no key is after this prefix");
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

  /** Writes out what is in memory and closes. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        hands.shutdown();
        try {
          handOver();
        } catch (RocksDBException lost) {
          LOG.warn(
              "The last records in the view of the log will be read again: {}", lost.getMessage());
        }
        both.forEach(Gathered::close);
        db.close();
        options.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}

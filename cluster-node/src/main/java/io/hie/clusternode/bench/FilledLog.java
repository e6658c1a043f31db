package io.hie.clusternode.bench;

import io.hie.persistence.kafka.journal.KafkaLog;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log of many keys, an event of each in turns, so that those of one key lie far from each other.
 * The bytes are random, as sealed bodies are. Filling may be stopped, by a kill too, and goes on
 * where it was.
 */
final class FilledLog {
  /** Pekko's own serializer of bytes. */
  private static final int BYTES_SERIALIZER = 4;

  private static final int UNDER_WAY = 4_000;
  private static final int RANDOM_BYTES = 1 << 20;

  private final int keys;
  private final int size;
  private final byte[] random;
  private final boolean exists;

  /**
   * The log in a directory: one that was filled before, or else a new one.
   *
   * @throws IllegalArgumentException if there is something else, or one of other keys or sizes; the
   *     text says what
   */
  FilledLog(Path directory, int keys, int size) throws IOException {
    this.keys = keys;
    this.size = size;
    this.random = new byte[RANDOM_BYTES + size];
    new Random(keys).nextBytes(random);
    Files.createDirectories(directory);
    Path note = directory.resolve("bench-recovery");
    String wanted = "--keys " + keys + " --size " + size;
    this.exists = Files.exists(note);
    if (exists) {
      String found = Files.readString(note).strip();
      if (!found.equals(wanted)) {
        throw new IllegalArgumentException(
            directory + " was filled with " + found + "; name those, or another folder");
      }
      return;
    }
    try (Stream<Path> there = Files.list(directory)) {
      if (there.findAny().isPresent()) {
        throw new IllegalArgumentException(
            directory + " is neither empty nor a log that this benchmark has filled");
      }
    }
    Files.writeString(note, wanted + "\n");
  }

  /** Whether it was begun by an earlier run. */
  boolean exists() {
    return exists;
  }

  static String id(long key) {
    return "bench|" + key;
  }

  /** How many events of a key there are among {@code events}. */
  long of(int key, long events) {
    return events / keys + (key < events % keys ? 1 : 0);
  }

  /**
   * Writes what is missing up to so many events.
   *
   * @return how many that were
   */
  long fill(KafkaLog log, long events, PrintWriter out) throws InterruptedException {
    long edge = exists ? edge(log) : 0;
    if (edge - UNDER_WAY > events) {
      throw new IllegalStateException(
          "the log has more events than " + events + ", about " + edge + "; name those");
    }
    Semaphore room = new Semaphore(UNDER_WAY);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    long added = 0;
    long started = System.nanoTime();
    long told = started;
    for (long i = Math.max(0, edge - UNDER_WAY); i < events && failure.get() == null; i++) {
      // What was under way when the last run ended may be there or not.
      if (i < edge + UNDER_WAY && exists && isThere(log, i)) {
        continue;
      }
      room.acquire();
      added++;
      log.append(id(i % keys), List.of(event(i)))
          .whenComplete(
              (done, failed) -> {
                if (failed != null) {
                  failure.compareAndSet(null, failed);
                }
                room.release();
              });
      if (System.nanoTime() - told > 10_000_000_000L) {
        told = System.nanoTime();
        out.printf(Locale.ROOT, "%,d of %,d events are in the log%n", i, events);
        out.flush();
      }
    }
    room.acquire(UNDER_WAY);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(
          "the log could not be filled: " + failed.getMessage(), failed);
    }
    out.printf(
        Locale.ROOT,
        "%,d events of %,d keys, %d bytes each; %,d of them written now, %,.0f a second%n",
        events,
        keys,
        size,
        added,
        added * 1e9 / (System.nanoTime() - started));
    out.flush();
    return added;
  }

  private StoredEvent event(long i) {
    int from = (int) (i * 31 % RANDOM_BYTES);
    return new StoredEvent(
        "bench",
        i / keys + 1,
        System.currentTimeMillis(),
        "",
        new Serialized(BYTES_SERIALIZER, "", Arrays.copyOfRange(random, from, from + size)),
        null,
        List.of());
  }

  private boolean isThere(KafkaLog log, long i) {
    return log.highest(id(i % keys)).join() > i / keys;
  }

  /** The number of an event near which those begin that are missing. */
  private long edge(KafkaLog log) {
    long there = Math.max(0, (log.highest(id(0)).join() - 1) * keys - UNDER_WAY);
    long missing = there + keys + 2L * UNDER_WAY;
    while (missing - there > 1) {
      long middle = (there + missing) / 2;
      if (isThere(log, middle)) {
        there = middle;
      } else {
        missing = middle;
      }
    }
    return missing;
  }
}

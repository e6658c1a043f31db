package io.hie.chaostests.load;

import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.message.MessageGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends a load and waits until all of it is acknowledged. One thread serves every connection, which
 * keeps the cost of a message near 10 µs. Nothing is given up before the deadline: whatever happens
 * to a connection, its messages are sent again, in order, until they are answered AA or AR.
 */
public final class LoadClient {
  private static final long TICK_MILLIS = 5;
  private static final long LEDGER_FLUSH_NANOS = 200_000_000;

  private final LoadSettings settings;
  private final MessageGenerator generator;
  private final LoadLedger ledger;
  private final LoadStats stats = new LoadStats();
  private volatile boolean stopped;

  public LoadClient(LoadSettings settings, MessageGenerator generator, LoadLedger ledger) {
    this.settings = settings;
    this.generator = generator;
    this.ledger = ledger;
  }

  public LoadStats stats() {
    return stats;
  }

  /** No new messages from now on; those on their way are still waited for. From any thread. */
  public void stop() {
    stopped = true;
  }

  /**
   * Runs to the end in the calling thread.
   *
   * @param progress told of the figures every 50 ms
   * @return whether every message was answered before the deadline
   * @throws IOException if the ledger cannot be written
   */
  public boolean run(Consumer<LoadSnapshot> progress) throws IOException {
    long start = System.nanoTime();
    stats.measuredFrom = start + settings.warmUp().toNanos();
    try (Selector selector = Selector.open()) {
      List<Lane> lanes = new ArrayList<>();
      for (int i = 0; i < settings.connections(); i++) {
        lanes.add(new Lane(i, settings, generator, ledger, stats, selector, start));
      }
      try {
        return loop(selector, lanes, start, progress);
      } catch (UncheckedIOException e) {
        throw e.getCause(); // of the ledger, from inside a selector's action
      } finally {
        for (Lane lane : lanes) {
          lane.close();
        }
        ledger.flush();
        stats.publish();
        progress.accept(stats.snapshot());
      }
    }
  }

  private boolean loop(
      Selector selector, List<Lane> lanes, long start, Consumer<LoadSnapshot> progress)
      throws IOException {
    long lastTick = start - 1_000_000_000L;
    long lastProgress = start;
    long lastFlush = start;
    long wait = settings.ratePerSecond() > 0 ? 1 : TICK_MILLIS;
    while (true) {
      selector.select(LoadClient::onReady, wait);
      long now = System.nanoTime();
      if (now - lastTick >= wait * 1_000_000) {
        lastTick = now;
        boolean ending = stopped || now - start >= settings.sendFor().toNanos();
        boolean done = true;
        for (Lane lane : lanes) {
          lane.tick(now, ending);
          done &= lane.isDone();
        }
        if (done) {
          return true;
        }
        if (now - start > settings.deadline().toNanos()) {
          return false;
        }
        if (now - lastProgress > 50_000_000) {
          lastProgress = now;
          stats.publish();
          progress.accept(stats.snapshot());
        }
        if (now - lastFlush > LEDGER_FLUSH_NANOS) {
          lastFlush = now;
          ledger.flush();
        }
      }
    }
  }

  private static void onReady(SelectionKey key) {
    ((Lane) key.attachment()).onReady();
  }
}

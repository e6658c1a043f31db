package io.hie.chaostests.http;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.load.Histogram;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks for the same thing again and again and counts the answers. One thread serves every
 * connection. Requests of a rate that are late are sent as soon as a connection is free, and their
 * time counts from when they were due, too.
 */
public final class ReadClient {
  private static final long TELL_NANOS = 50_000_000;

  private final ReadSettings settings;
  private final Histogram times = new Histogram();
  private final Histogram fromDue = new Histogram();
  private long asked;
  private long answered;
  private long refused;
  private long counted;
  private long bytes;
  private long start;
  private long last;

  public ReadClient(ReadSettings settings) {
    this.settings = settings;
  }

  /**
   * Runs to the end in the calling thread.
   *
   * @param progress told of the figures every 50 ms and at the end
   * @throws ChaosException if the node closes a connection or does not answer in time
   */
  public void run(Consumer<ReadSnapshot> progress) throws IOException {
    List<ReadConnection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      byte[] request = settings.request();
      for (int i = 0; i < settings.connections(); i++) {
        connections.add(new ReadConnection(settings.target(), request, selector));
      }
      loop(selector, connections, progress);
      progress.accept(snapshot());
    } finally {
      connections.forEach(ReadConnection::close);
    }
  }

  private void loop(
      Selector selector, List<ReadConnection> connections, Consumer<ReadSnapshot> progress)
      throws IOException {
    start = System.nanoTime();
    last = start;
    long told = start;
    boolean closedLoop = settings.ratePerSecond() == 0;
    long end = start + settings.sendFor().toNanos();
    while (true) {
      long now = System.nanoTime();
      boolean ending = now - end >= 0;
      boolean busy = false;
      for (ReadConnection each : connections) {
        if (!each.isBusy() && !ending) {
          askIfDue(each, now);
        }
        busy |= each.isBusy();
        if (each.isBusy() && now - each.sent > settings.answerTimeout().toNanos()) {
          throw new ChaosException(
              "no answer within " + settings.answerTimeout().toSeconds() + " s");
        }
      }
      if (ending && !busy) {
        return;
      }
      if (now - told > TELL_NANOS) {
        told = now;
        progress.accept(snapshot());
      }
      selector.select(1);
      for (SelectionKey key : selector.selectedKeys()) {
        ReadConnection ready = (ReadConnection) key.attachment();
        ReadConnection.Answer answer = ready.read();
        if (answer != null) {
          count(ready, answer);
          if (closedLoop && !ending) {
            askIfDue(ready, System.nanoTime());
          }
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void askIfDue(ReadConnection connection, long now) throws IOException {
    double rate = settings.ratePerSecond();
    long due = rate == 0 ? now : start + (long) (asked * 1e9 / rate);
    if (due - now <= 0) {
      asked++;
      connection.ask(due, now);
    }
  }

  private void count(ReadConnection connection, ReadConnection.Answer answer) {
    long now = System.nanoTime();
    bytes = answer.bodyBytes();
    if (answer.status() != 200) {
      refused++;
      return;
    }
    answered++;
    if (now - start >= settings.warmUp().toNanos()) {
      counted++;
      last = now;
      times.addNanos(now - connection.sent);
      if (settings.ratePerSecond() > 0) {
        fromDue.addNanos(now - connection.due);
      }
    }
  }

  private ReadSnapshot snapshot() {
    double seconds = Math.max(1, last - start - settings.warmUp().toNanos()) / 1e9;
    return new ReadSnapshot(
        answered,
        refused,
        counted / seconds,
        times.micros(0.5),
        times.micros(0.99),
        times.maxMicros(),
        fromDue.micros(0.99),
        bytes);
  }
}

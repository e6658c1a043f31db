package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.log.LogWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what the log waits for: in the node's log when it begins, every half minute, and when it is
 * over; and to whoever asks whether the node is ready.
 */
final class Waiting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_SECONDS = 1;
  private static final long TELL_NANOS = Duration.ofSeconds(30).toNanos();

  private final String brokers;
  private final LogTail tail;
  private final LogWriter writer;
  private final Behind behind;
  private boolean waiting;
  private long toldAt;
  private volatile boolean closed;

  Waiting(String brokers, LogTail tail, LogWriter writer, Behind behind) {
    this.brokers = brokers;
    this.behind = behind;
    this.tail = tail;
    this.writer = writer;
  }

  /** What it waits for; empty if for nothing. */
  Optional<String> reason() {
    Duration silence = tail.silence();
    if (silence.compareTo(PATIENCE) > 0) {
      return Optional.of(
          "waiting for Kafka at " + brokers + ", which has not answered for " + seconds(silence));
    }
    Duration stuck = writer.stuck();
    if (stuck.compareTo(PATIENCE) > 0) {
      return Optional.of(
          "waiting for Kafka at "
              + brokers
              + ", which answers and has stored nothing for "
              + seconds(stuck)
              + "; see that as many brokers run as hie.kafka.min-insync-replicas asks for");
    }
    return behind.reason();
  }

  private static String seconds(Duration time) {
    return time.toSeconds() + " s";
  }

  /** Begins to look. */
  void start() {
    CompletableFuture.delayedExecutor(LOOK_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              if (!closed) {
                look();
                start();
              }
            });
  }

  private void look() {
    behind.look(System.nanoTime());
    Optional<String> reason = reason();
    long now = System.nanoTime();
    if (reason.isPresent()) {
      if (!waiting || now - toldAt > TELL_NANOS) {
        LOG.warn("{}", reason.get());
        toldAt = now;
      }
    } else if (waiting) {
      LOG.info("Kafka at {} answers again, and the view is up to date", brokers);
    }
    waiting = reason.isPresent();
  }

  @Override
  public void close() {
    closed = true;
  }
}

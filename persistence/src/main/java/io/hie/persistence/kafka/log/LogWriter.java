package io.hie.persistence.kafka.log;

import io.hie.persistence.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The way into the log: one idempotent producer for the node. It waits for no company ({@code
 * linger.ms=0}), but with one request under way at a time what comes meanwhile from all actors
 * gathers in the next one, so batches grow with the load.
 *
 * <p>What is handed to the producer and not acknowledged is bounded by number and bytes; more waits
 * in order, and when too much waits it is refused. Safe from any thread; never blocks. Records of a
 * partition go in the order of the calls.
 */
public final class LogWriter implements LogAppender, AutoCloseable {
  /** Too many records wait for a slow or absent Kafka. */
  public static final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadedException(long waiting) {
      super(
          "Kafka does not keep up: "
              + waiting
              + " bytes wait to be written, which is all that hie.kafka.in-flight.waiting-bytes"
              + " allows");
    }
  }

  private record Waiting(
      ProducerRecord<byte[], byte[]> record, long bytes, Acknowledgement whenDone) {}

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final KafkaSettings settings;
  private final Executor failures;
  private final Object lock = new Object();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long bytesWaiting;
  private int recordsInFlight;
  private long bytesInFlight;
  private boolean draining;
  private long movedAt = System.nanoTime();

  /**
   * A writer for the node.
   *
   * @param failures runs what must not be done on the producer's thread or under a lock
   */
  public LogWriter(KafkaSettings settings, Executor failures) {
    this(producer(settings), settings, failures);
    try {
      // So that no write has to wait until the producer has learnt about its topic.
      producer.partitionsFor(settings.eventsTopic());
      producer.partitionsFor(settings.snapshotsTopic());
    } catch (RuntimeException failed) {
      producer.close(Duration.ZERO);
      throw failed;
    }
  }

  LogWriter(Producer<byte[], byte[]> producer, KafkaSettings settings, Executor failures) {
    this.producer = producer;
    this.settings = settings;
    this.failures = failures;
  }

  private static Producer<byte[], byte[]> producer(KafkaSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "hie-log-writer");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    // A topic that nobody writes to for a while is not forgotten.
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(3650).toMillis());
    // What is known of the topics stays known while no broker answers: a producer that begins anew
    // makes each call wait for it, and those calls are made by actors. Brokers that come back under
    // the same names are found again; new names take a restart of the node.
    config.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.largestRecord());
    // Never the bound that is met first, so that a call never blocks on it.
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * settings.mostBytesInFlight() + (32 << 20));
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis());
    config.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(10_000, settings.deliveryTimeout().toMillis()));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void send(
      TopicPartition to, byte[] key, byte @Nullable [] value, Acknowledgement whenDone) {
    long bytes = (long) key.length + (value == null ? 0 : value.length);
    Waiting record =
        new Waiting(new ProducerRecord<>(to.topic(), to.partition(), key, value), bytes, whenDone);
    synchronized (lock) {
      if (!waiting.isEmpty() && bytesWaiting + bytes > settings.mostBytesWaiting()) {
        OverloadedException overloaded = new OverloadedException(bytesWaiting);
        failures.execute(() -> whenDone.failed(overloaded));
        return;
      }
      waiting.add(record);
      bytesWaiting += bytes;
    }
    drain();
  }

  /** Hands on what there is room for. One thread at a time, and outside the lock. */
  private void drain() {
    synchronized (lock) {
      if (draining) {
        return;
      }
      draining = true;
    }
    while (true) {
      Waiting next;
      synchronized (lock) {
        next = waiting.peek();
        if (next == null || !hasRoomFor(next)) {
          draining = false;
          return;
        }
        waiting.remove();
        bytesWaiting -= next.bytes();
        if (recordsInFlight++ == 0) {
          movedAt = System.nanoTime();
        }
        bytesInFlight += next.bytes();
      }
      hand(next);
    }
  }

  private boolean hasRoomFor(Waiting record) {
    return recordsInFlight < settings.mostRecordsInFlight()
        && (recordsInFlight == 0 || bytesInFlight + record.bytes() <= settings.mostBytesInFlight());
  }

  private void hand(Waiting record) {
    try {
      producer.send(record.record(), (metadata, failure) -> done(record, metadata, failure));
    } catch (RuntimeException refused) {
      done(record, null, refused);
    }
  }

  private void done(
      Waiting record, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure == null && metadata != null) {
      record.whenDone().written(metadata.offset());
    } else {
      Exception cause =
          failure != null ? failure : new IllegalStateException("Kafka gave the record no offset");
      failures.execute(() -> record.whenDone().failed(cause));
    }
    boolean more;
    synchronized (lock) {
      recordsInFlight--;
      movedAt = System.nanoTime();
      bytesInFlight -= record.bytes();
      more = !waiting.isEmpty();
    }
    if (more) {
      // Not here: handing on may wait for what only this thread can bring.
      failures.execute(this::drain);
    }
  }

  /** For how long no record that is on its way has come to an end; zero if none is on its way. */
  public Duration stuck() {
    synchronized (lock) {
      return recordsInFlight == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAt);
    }
  }

  /** Waits a little for what is under way, and closes. */
  @Override
  public void close() {
    producer.close(CLOSE);
  }
}

package io.hie.persistence.kafka.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.topics.Topics;
import io.hie.persistence.keys.WrappedKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a compacted topic, with all of them in a table on this node's disk.
 *
 * <p>Compaction takes only segments that are closed, and a segment closes when something is written
 * after its time. So something is written to every partition every half of {@code
 * hie.kafka.keys-lag}, and a value that was replaced is gone from the topic after one and a half of
 * it and a minute.
 */
public final class KafkaKeys implements WrappedKeys, KeyTail.Reader {
  /** The key of the records that only close segments. */
  static final String NOTHING = "";

  private static final int MOST_WAITING = 50_000;
  private static final Duration PURGE_AFTER_AT_MOST = Duration.ofSeconds(60);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fresh(byte[] value, int partition, long offset) {}

  private final KafkaSettings settings;
  private final KeyTable table;
  private final KeyTail tail;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "hie-keys-chores");
            made.setDaemon(true);
            return made;
          });

  /** Written, and not in the table yet. */
  private final Map<String, Fresh> fresh = new ConcurrentHashMap<>();

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean purging = new AtomicBoolean();

  /**
   * Opens the store: makes or checks its topic and reads what this node lacks of it. Blocks until
   * it has.
   *
   * @throws io.hie.persistence.kafka.topics.UnsuitableTopicException if the topic must not be used
   * @throws io.hie.persistence.kafka.view.ViewException if the table cannot be used
   */
  public static KafkaKeys open(KafkaSettings settings) {
    KafkaKeys keys = new KafkaKeys(settings, Topics.ensureKeys(settings));
    try {
      keys.start();
      return keys;
    } catch (RuntimeException failed) {
      keys.close();
      throw failed;
    }
  }

  private KafkaKeys(KafkaSettings settings, String topicId) {
    this.settings = settings;
    this.table = new KeyTable(settings.keysDirectory());
    try {
      table.belongsTo(topicId);
      this.tail = new KeyTail(settings, table, this);
      this.producer = producer(settings);
      // So that no write has to wait until the producer has learnt about the topic.
      producer.partitionsFor(settings.keysTopic());
    } catch (RuntimeException failed) {
      table.close();
      throw failed;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "hie-keys-writer");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(3650).toMillis());
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
    // More than MOST_WAITING records can take, so that a call never blocks on it.
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20);
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) settings.deliveryTimeout().toMillis());
    config.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(10_000, settings.deliveryTimeout().toMillis()));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void start() {
    tail.start();
    touch();
    long halfLag = settings.keysLag().toMillis() / 2;
    chores.scheduleWithFixedDelay(this::touch, halfLag, halfLag, TimeUnit.MILLISECONDS);
    // What a node that was killed had not come to.
    purgeSoon();
  }

  /** Lets each partition begin a new segment if it is time. */
  private void touch() {
    for (int partition = 0; partition < settings.partitions(); partition++) {
      producer.send(
          new ProducerRecord<>(
              settings.keysTopic(), partition, NOTHING.getBytes(UTF_8), new byte[] {0}));
    }
  }

  private void purgeSoon() {
    if (purging.compareAndSet(false, true)) {
      chores.schedule(
          () -> {
            purging.set(false);
            table.purge();
          },
          Math.min(PURGE_AFTER_AT_MOST.toMillis(), settings.keysLag().toMillis()),
          TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public CompletionStage<Optional<byte[]>> find(String id) {
    Optional<byte[]> here = here(id);
    return here.isPresent()
        ? CompletableFuture.completedFuture(here)
        : tail.barrier(partition(id)).thenApply(readAll -> here(id));
  }

  private Optional<byte[]> here(String id) {
    Fresh written = fresh.get(id);
    return written != null ? Optional.of(written.value()) : Optional.ofNullable(table.find(id));
  }

  @Override
  public CompletionStage<Void> put(String id, byte[] value) {
    if (id.isEmpty() || value.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "an id is not empty, and a value has " + MOST_BYTES + " bytes at most");
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IllegalStateException("Kafka does not keep up with new keys"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(settings.keysTopic(), partition(id), id.getBytes(UTF_8), value),
        (metadata, failure) -> written(id, value, metadata, failure, done));
    return done;
  }

  private void written(
      String id,
      byte[] value,
      @Nullable RecordMetadata metadata,
      @Nullable Exception failure,
      CompletableFuture<Void> done) {
    waiting.decrementAndGet();
    if (failure != null || metadata == null) {
      done.completeExceptionally(
          failure != null ? failure : new IllegalStateException("Kafka gave the record no offset"));
      return;
    }
    Fresh written = new Fresh(value, metadata.partition(), metadata.offset());
    fresh.put(id, written);
    if (tail.position(written.partition()) > written.offset()) {
      fresh.remove(id, written);
    }
    done.complete(null);
  }

  @Override
  public void read(int partition, long offset, String id, byte[] value) {
    if (table.put(id, value, partition, offset)) {
      purgeSoon();
    }
  }

  @Override
  public void taken(String id, long offset) {
    fresh.computeIfPresent(id, (key, written) -> written.offset() <= offset ? null : written);
  }

  private int partition(String id) {
    return Placement.of("k|" + id, settings.partitions()).partition();
  }

  @Override
  public void close() {
    chores.shutdownNow();
    producer.close(CLOSE);
    tail.close();
    table.close();
  }
}

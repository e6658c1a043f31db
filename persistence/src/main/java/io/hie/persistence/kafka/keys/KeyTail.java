package io.hie.persistence.kafka.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.view.ViewException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all partitions of the topic of keys, always, on a thread of its own. */
final class KeyTail implements AutoCloseable {
  /** Who takes in what is read, on the tail's thread. */
  interface Reader {
    /** Takes a record in. */
    void read(int partition, long offset, String id, byte[] value);

    /** A record was taken in and the tail's position is behind it. */
    void taken(String id, long offset);
  }

  private record Barrier(int partition, CompletableFuture<Void> reached) {}

  private record Waiter(int partition, long offset, CompletableFuture<Void> reached) {}

  private static final Logger LOG = LoggerFactory.getLogger(KeyTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final KafkaSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final AtomicLongArray positions;
  private final Reader reader;
  private final ConcurrentLinkedQueue<Barrier> barriers = new ConcurrentLinkedQueue<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;

  /** A tail that goes on where the table is, or from the beginning if the topic ends before. */
  KeyTail(KafkaSettings settings, KeyTable table, Reader reader) {
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "hie-keys-tail");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    this.settings = settings;
    this.reader = reader;
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        IntStream.range(0, settings.partitions())
            .mapToObj(number -> new TopicPartition(settings.keysTopic(), number))
            .toList();
    this.positions = new AtomicLongArray(partitions.size());
    this.thread = new Thread(this::run, "hie-keys-tail");
    thread.setDaemon(true);
    try {
      seek(table);
    } catch (RuntimeException failed) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw failed;
    }
  }

  private void seek(KeyTable table) {
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
    boolean ahead =
        partitions.stream()
            .anyMatch(each -> table.next(each.partition()) > ends.getOrDefault(each, 0L));
    if (ahead) {
      LOG.warn("The keys on this node are ahead of topic {}; read anew", settings.keysTopic());
      table.clear();
    }
    for (TopicPartition each : partitions) {
      long next = ahead ? 0 : table.next(each.partition());
      consumer.seek(each, next);
      positions.set(each.partition(), next);
    }
  }

  /** Begins to read, and waits until all that is there now is read. */
  void start() {
    thread.start();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            partitions.stream()
                .map(each -> barrier(each.partition()))
                .toArray(CompletableFuture<?>[]::new));
    try {
      all.get(settings.catchUpTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException failed) {
      throw new ViewException(
          "topic "
              + settings.keysTopic()
              + " could not be read to its end; see that Kafka answers, or raise"
              + " hie.kafka.catch-up-timeout",
          failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ViewException("stopped while the keys were read", stopped);
    }
  }

  /** The offset of the next record of a partition. */
  long position(int partition) {
    return positions.get(partition);
  }

  /** Done when all that is in a partition at some moment after this call is taken in. */
  CompletableFuture<Void> barrier(int partition) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    barriers.add(new Barrier(partition, reached));
    consumer.wakeup();
    if (closed) {
      reached.completeExceptionally(stopping());
    }
    return reached;
  }

  private static IllegalStateException stopping() {
    return new IllegalStateException("the node is stopping");
  }

  private void run() {
    while (!closed) {
      try {
        turn();
      } catch (WakeupException woken) {
        // There is something new to look at.
      } catch (RuntimeException failed) {
        if (!closed) {
          LOG.error("The keys could not be read; trying again in a second", failed);
          pause();
        }
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    waiters.forEach(each -> each.reached().completeExceptionally(stopping()));
    barriers.forEach(each -> each.reached().completeExceptionally(stopping()));
  }

  private void pause() {
    try {
      if (!closing.await(1, TimeUnit.SECONDS)) {
        partitions.forEach(each -> consumer.seek(each, positions.get(each.partition())));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    setBarriers();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        take(partition.partition(), record);
      }
    }
    for (TopicPartition each : partitions) {
      positions.set(each.partition(), consumer.position(each, ANSWER));
    }
    waiters.removeIf(
        each -> positions.get(each.partition()) >= each.offset() && each.reached().complete(null));
  }

  private void take(int partition, ConsumerRecord<byte[], byte[]> record) {
    String id = new String(record.key(), UTF_8);
    boolean counts = !id.equals(KafkaKeys.NOTHING) && record.value() != null;
    if (counts) {
      reader.read(partition, record.offset(), id, record.value());
    }
    positions.set(partition, record.offset() + 1);
    if (counts) {
      reader.taken(id, record.offset());
    }
  }

  private void setBarriers() {
    List<Barrier> asked = new ArrayList<>(barriers);
    if (asked.isEmpty()) {
      return;
    }
    Set<TopicPartition> of =
        asked.stream().map(each -> partitions.get(each.partition())).collect(Collectors.toSet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(of, ANSWER);
    for (Barrier barrier : asked) {
      long end = ends.getOrDefault(partitions.get(barrier.partition()), Long.MAX_VALUE);
      if (positions.get(barrier.partition()) >= end) {
        barrier.reached().complete(null);
      } else {
        waiters.add(new Waiter(barrier.partition(), end, barrier.reached()));
      }
    }
    barriers.removeAll(asked);
  }

  @Override
  public void close() {
    closed = true;
    closing.countDown();
    consumer.wakeup();
    if (thread.isAlive()) {
      try {
        thread.join(5_000);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    } else {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}

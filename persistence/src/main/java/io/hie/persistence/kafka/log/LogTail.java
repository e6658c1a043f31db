package io.hie.persistence.kafka.log;

import io.hie.persistence.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of the log: one consumer on a thread of its own reads what its readers want. A reader
 * that learns its partition in another way (the owner, from its own acknowledgements) wants
 * nothing; how long its partition is, it is told every second, so that it notices what a stranger
 * wrote.
 */
public final class LogTail implements AutoCloseable {
  /** Who wants a partition read. Called on the tail's thread; asked from any. */
  public interface Reader {
    /** What is read. */
    TopicPartition partition();

    /** Whether its partition is on this node at all. */
    boolean kept();

    /** Whether there is anything to be read for it now. */
    boolean wanted();

    /** Offset of the next record that it has not seen. */
    long position();

    /** A record. It may be one that the reader has seen. */
    void read(ConsumerRecord<byte[], byte[]> record);

    /** There is nothing before {@code next} that was not read. */
    void readTo(long next);

    /** The log has records up to before {@code end}. */
    void end(long end);
  }

  private record Task(Runnable work, CompletableFuture<Void> done) {}

  private record Barrier(Reader reader, CompletableFuture<Void> reached) {}

  private record Waiter(Reader reader, long offset, CompletableFuture<Void> reached) {}

  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration LOOK_ANSWER = Duration.ofSeconds(3);
  private static final long LOOK_FOR_STRANGERS_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Reader> readers;
  private final Set<TopicPartition> active = new HashSet<>();
  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Barrier> barriers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Waiter> newWaiters = new ConcurrentLinkedQueue<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean closed;

  /** Whether there is something new to look at. */
  private volatile boolean nudged;

  private volatile boolean polling;
  private long lookedAt = System.nanoTime();
  private volatile long answeredAt = System.nanoTime();

  /** A tail for these readers, which begins with {@link #start}. */
  public LogTail(KafkaSettings settings, List<Reader> readers) {
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "hie-log-tail");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    // A standby at 100 messages a second would ask for each of their records apart.
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 << 10);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 30);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.readers =
        readers.stream().collect(Collectors.toMap(Reader::partition, Function.identity()));
    consumer.assign(this.readers.keySet());
    consumer.pause(this.readers.keySet());
    // One that is not read needs a position too, else Kafka's client refuses to read the others.
    readers.forEach(each -> consumer.seek(each.partition(), each.position()));
    this.thread = new Thread(this::run, "hie-log-tail");
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /** First and next offsets of all partitions; before {@link #start} only. */
  public Map<TopicPartition, Long> beginnings() {
    return consumer.beginningOffsets(readers.keySet(), ANSWER);
  }

  /** The offsets after the last records of all partitions; before {@link #start} only. */
  public Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(readers.keySet(), ANSWER);
  }

  /**
   * Does something between two records, on the tail's thread, so that what a reader wants may
   * change and nothing that was fetched before reaches it after.
   */
  public CompletableFuture<Void> between(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tasks.add(new Task(work, done));
    nudge();
    return done;
  }

  /** Done when the reader has seen all that is in its partition at some moment after this call. */
  public CompletableFuture<Void> barrier(Reader reader) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    barriers.add(new Barrier(reader, reached));
    nudge();
    return reached;
  }

  /** Done when the reader has seen all before an offset. */
  public CompletableFuture<Void> whenAt(Reader reader, long offset) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    newWaiters.add(new Waiter(reader, offset, reached));
    nudge();
    return reached;
  }

  /** For how long Kafka has not answered; about a second if it does. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - answeredAt);
  }

  /** A reader has come to want something. */
  public void nudge() {
    nudged = true;
    // Only where it waits for records: to be woken again and again while it asks where the log ends
    // would keep the answer from ever coming.
    if (polling) {
      consumer.wakeup();
    }
  }

  private void run() {
    while (!closed) {
      try {
        turn();
      } catch (WakeupException woken) {
        // There is something new to look at.
      } catch (TimeoutException noAnswer) {
        LOG.debug("Kafka does not answer", noAnswer);
      } catch (RuntimeException failed) {
        if (!closed) {
          LOG.error("The log could not be read; trying again in a second", failed);
          active.clear();
          pause();
        }
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    IllegalStateException stopped = new IllegalStateException("the node is stopping");
    waiters.forEach(each -> each.reached().completeExceptionally(stopped));
    newWaiters.forEach(each -> each.reached().completeExceptionally(stopped));
    barriers.forEach(each -> each.reached().completeExceptionally(stopped));
    tasks.forEach(each -> each.done().completeExceptionally(stopped));
  }

  private void pause() {
    try {
      closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    nudged = false;
    doTasks();
    chooseWhatToRead();
    setBarriers();
    lookForStrangers();
    ConsumerRecords<byte[], byte[]> records = poll();
    if (!records.isEmpty()) {
      answeredAt = System.nanoTime();
    }
    for (TopicPartition partition : records.partitions()) {
      Reader reader = reader(partition);
      records.records(partition).forEach(reader::read);
    }
    for (TopicPartition partition : active) {
      reader(partition).readTo(consumer.position(partition, ANSWER));
    }
    releaseWaiters();
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    polling = true;
    try {
      return consumer.poll(nudged ? Duration.ZERO : POLL);
    } finally {
      polling = false;
    }
  }

  private void doTasks() {
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.work().run();
        task.done().complete(null);
      } catch (RuntimeException failed) {
        task.done().completeExceptionally(failed);
      }
      chooseWhatToRead();
    }
  }

  private Reader reader(TopicPartition partition) {
    return Objects.requireNonNull(readers.get(partition));
  }

  private void chooseWhatToRead() {
    List<TopicPartition> toPause = new ArrayList<>();
    List<TopicPartition> toResume = new ArrayList<>();
    for (Reader reader : readers.values()) {
      TopicPartition partition = reader.partition();
      boolean wanted = reader.wanted();
      if (wanted && active.add(partition)) {
        consumer.seek(partition, reader.position());
        toResume.add(partition);
      } else if (!wanted && active.remove(partition)) {
        toPause.add(partition);
      }
    }
    consumer.pause(toPause);
    consumer.resume(toResume);
  }

  private void setBarriers() {
    List<Barrier> asked = new ArrayList<>(barriers);
    if (asked.isEmpty()) {
      return;
    }
    Set<TopicPartition> partitions =
        asked.stream().map(each -> each.reader().partition()).collect(Collectors.toSet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
    for (Barrier barrier : asked) {
      long end = end(ends, barrier.reader());
      barrier.reader().end(end);
      waiters.add(new Waiter(barrier.reader(), end, barrier.reached()));
    }
    barriers.removeAll(asked);
    chooseWhatToRead();
    releaseWaiters();
  }

  private void lookForStrangers() {
    if (System.nanoTime() - lookedAt < LOOK_FOR_STRANGERS_NANOS) {
      return;
    }
    lookedAt = System.nanoTime();
    for (TopicPartition partition : active) {
      consumer
          .currentLag(partition)
          .ifPresent(lag -> reader(partition).end(consumer.position(partition, ANSWER) + lag));
    }
    Set<TopicPartition> unread = new HashSet<>(readers.keySet());
    unread.removeAll(active);
    unread.removeIf(partition -> !reader(partition).kept());
    if (unread.isEmpty() && !readers.isEmpty()) {
      // Asked all the same, since it tells whether Kafka answers.
      unread.add(readers.keySet().iterator().next());
    }
    if (!unread.isEmpty()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(unread, LOOK_ANSWER);
      answeredAt = System.nanoTime();
      unread.forEach(partition -> reader(partition).end(end(ends, reader(partition))));
      chooseWhatToRead();
    }
  }

  private static long end(Map<TopicPartition, Long> ends, Reader reader) {
    return Objects.requireNonNull(ends.get(reader.partition()));
  }

  private void releaseWaiters() {
    for (Waiter next = newWaiters.poll(); next != null; next = newWaiters.poll()) {
      waiters.add(next);
    }
    waiters.removeIf(
        each -> each.reader().position() >= each.offset() && each.reached().complete(null));
  }

  /** Stops reading and waits until it has. */
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
      consumer.close();
    }
  }
}

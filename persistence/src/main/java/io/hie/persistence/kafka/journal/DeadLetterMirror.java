package io.hie.persistence.kafka.journal;

import io.hie.actormodel.history.DeadLetterTags;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.topics.Topics;
import io.hie.persistence.kafka.view.View;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells others of dead letters: writes what the log says of them to a topic of its own, partition
 * by partition in the log's order, each at least once. Only the owner of a partition does. No
 * message waits for it, and it has clients of its own, which are made when there is something to
 * tell.
 *
 * <p>How far it is, is in the topic itself: the last record of a partition names its place in the
 * log. So a crash or a move repeats at most what was not there yet.
 */
final class DeadLetterMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterMirror.class);
  private static final String PLACE = "hie-place";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int STORED_SECONDS = 40;
  private static final int PAGE = 100;

  /** Turns between two looks at the partitions of others, whose news is kept here too. */
  private static final int SWEEP = 60;

  private final KafkaSettings settings;
  private final KafkaLog log;
  private final Function<StoredEvent, Object> decode;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "hie-dead-letters");

  /** The next place of each partition that this node tells of. */
  private final Map<Integer, Long> next = new HashMap<>();

  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private boolean failing;
  private int turns;

  /**
   * Makes or checks the topic and begins.
   *
   * @param decode makes the event of what is stored
   * @throws io.hie.persistence.kafka.topics.UnsuitableTopicException if the topic must not be used
   */
  static DeadLetterMirror start(
      KafkaSettings settings, KafkaLog log, Function<StoredEvent, Object> decode) {
    Topics.ensureDeadLetters(settings);
    DeadLetterMirror mirror = new DeadLetterMirror(settings, log, decode);
    mirror.thread.setDaemon(true);
    mirror.thread.start();
    return mirror;
  }

  private DeadLetterMirror(
      KafkaSettings settings, KafkaLog log, Function<StoredEvent, Object> decode) {
    this.settings = settings;
    this.log = log;
    this.decode = decode;
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          turn();
          failing = false;
        } catch (RuntimeException | ExecutionException | TimeoutException failed) {
          next.clear();
          tell(failed);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Exception failed) {
    if (!failing && closing.getCount() > 0) {
      failing = true;
      LOG.warn(
          "Dead letters cannot be mirrored to topic {}; trying again each second",
          settings.deadLettersTopic(),
          failed);
    }
  }

  private void turn() throws InterruptedException, ExecutionException, TimeoutException {
    boolean sweep = turns++ % SWEEP == 0;
    for (int partition = 0; partition < log.partitions(); partition++) {
      boolean ours = log.owns(partition);
      if (!ours) {
        next.remove(partition);
      }
      if (ours || sweep) {
        look(partition, ours);
      }
    }
  }

  private void look(int partition, boolean ours)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<View.Tagged> page = log.letterNews(partition, next.getOrDefault(partition, 0L), PAGE);
    if (page.isEmpty()) {
      return;
    }
    if (!next.containsKey(partition)) {
      long told = toldTo(partition);
      log.forgetLetterNews(partition, told);
      if (!ours) {
        return;
      }
      next.put(partition, told);
      page = log.letterNews(partition, told, PAGE);
    }
    while (!page.isEmpty() && closing.getCount() > 0) {
      tell(partition, page);
      long place = page.getLast().place() + 1;
      next.put(partition, place);
      log.forgetLetterNews(partition, place);
      page = page.size() < PAGE ? List.of() : log.letterNews(partition, place, PAGE);
    }
  }

  private void tell(int partition, List<View.Tagged> page)
      throws InterruptedException, ExecutionException, TimeoutException {
    KafkaProducer<byte[], byte[]> to = producer();
    List<Future<?>> stored = new ArrayList<>();
    for (View.Tagged news : page) {
      StoredEvent event = event(news.persistenceId(), news.seqNr());
      if (event == null) {
        continue;
      }
      MirroredLetter.of(news.persistenceId(), news.seqNr(), decode.apply(event), begun(news, event))
          .ifPresent(
              letter -> {
                ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(
                        settings.deadLettersTopic(),
                        partition,
                        letter.key().getBytes(StandardCharsets.UTF_8),
                        letter.value().getBytes(StandardCharsets.UTF_8));
                record.headers().add(PLACE, place(news.place()));
                stored.add(to.send(record));
              });
    }
    for (Future<?> each : stored) {
      each.get(STORED_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** What set aside the leg that an event ends; null if it sets one aside, or that is deleted. */
  private @Nullable Object begun(View.Tagged news, StoredEvent event) {
    long number = event.tags().stream().mapToLong(DeadLetterTags::ended).max().orElse(0);
    StoredEvent begun = number > 0 ? event(news.persistenceId(), number) : null;
    return begun == null ? null : decode.apply(begun);
  }

  private @Nullable StoredEvent event(String persistenceId, long number) {
    List<StoredEvent> found = log.events(persistenceId, number, number, 1, 1);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static byte[] place(long place) {
    return ByteBuffer.allocate(Long.BYTES).putLong(place).array();
  }

  /** The place after that of the last record in a partition of the topic. */
  private long toldTo(int partition) {
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "hie-dead-letters");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    TopicPartition topic = new TopicPartition(settings.deadLettersTopic(), partition);
    List<TopicPartition> only = List.of(topic);
    long told = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(only);
      long end = consumer.endOffsets(only, ANSWER).getOrDefault(topic, 0L);
      long beginning = consumer.beginningOffsets(only, ANSWER).getOrDefault(topic, 0L);
      consumer.seek(topic, Math.max(beginning, end - 1));
      while (consumer.position(topic, ANSWER) < end && closing.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK)) {
          Header place = record.headers().lastHeader(PLACE);
          if (place != null && place.value().length == Long.BYTES) {
            told = ByteBuffer.wrap(place.value()).getLong() + 1;
          }
        }
      }
    }
    return told;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> known = producer;
    if (known != null) {
      return known;
    }
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "hie-dead-letters");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    KafkaProducer<byte[], byte[]> made =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer = made;
    return made;
  }

  /** Stops; what is not told is told by whoever is next. */
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    KafkaProducer<byte[], byte[]> made = producer;
    if (made != null) {
      made.close(Duration.ZERO);
    }
  }
}

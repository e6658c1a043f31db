package io.hie.persistence.kafka.journal;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.search.LogFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * The log as the search index reads it: the partitions that this node owns, up to where its view
 * is, with a consumer of its own that asks Kafka nothing while there is nothing to read. Whether a
 * record counts is the fold's to say, and the view has what it said: a record counts if the view
 * has the first of its events from the same writer.
 */
public final class KafkaFeed implements LogFeed {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String HISTORIES = "history|";

  private final KafkaLog log;
  private final KafkaSettings settings;
  private final Function<StoredEvent, Object> decode;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /** Where the consumer would read on. */
  private final Map<Integer, Long> consumed = new HashMap<>();

  /** Of the log of an actor system. */
  public static KafkaFeed of(ActorSystem system) {
    EventSerialization events = new EventSerialization((ExtendedActorSystem) system);
    return new KafkaFeed(
        KafkaSettings.of(system.settings().config()),
        KafkaLog.get(system),
        event -> events.deserialize(event.payload()));
  }

  /**
   * Of a log.
   *
   * @param decode makes the event of what is stored
   */
  KafkaFeed(KafkaSettings settings, KafkaLog log, Function<StoredEvent, Object> decode) {
    this.settings = settings;
    this.log = log;
    this.decode = decode;
  }

  @Override
  public String identity() {
    return log.identity();
  }

  @Override
  public Set<Integer> owned() {
    Set<Integer> owned = new HashSet<>();
    for (int partition = 0; partition < log.partitions(); partition++) {
      if (log.owns(partition)) {
        owned.add(partition);
      }
    }
    return owned;
  }

  @Override
  public long end(int partition) {
    return log.position(partition);
  }

  @Override
  public Map<Integer, Part> read(Map<Integer, Long> from) {
    KafkaConsumer<byte[], byte[]> open = consumer();
    Set<TopicPartition> all = open.assignment();
    open.pause(all);
    from.forEach(
        (number, place) -> {
          TopicPartition partition = partition(number);
          if (!place.equals(consumed.get(number))) {
            open.seek(partition, place);
          }
          consumed.put(number, place);
          open.resume(Set.of(partition));
        });
    ConsumerRecords<byte[], byte[]> records = open.poll(POLL);
    Map<Integer, Part> parts = new HashMap<>();
    from.forEach(
        (number, place) -> {
          Part part = part(number, place, records.records(partition(number)));
          if (part.next() > place) {
            parts.put(number, part);
          }
          if (part.next() != open.position(partition(number))) {
            open.seek(partition(number), part.next());
          }
          consumed.put(number, part.next());
        });
    return parts;
  }

  private Part part(int number, long from, List<ConsumerRecord<byte[], byte[]>> records) {
    long end = log.position(number);
    long next = from;
    List<Entry> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() >= end) {
        break;
      }
      next = record.offset() + 1;
      if (LogCodec.decode(record.value()) instanceof Append append
          && append.persistenceId().startsWith(HISTORIES)
          && counts(append)) {
        String history = append.persistenceId().substring(HISTORIES.length());
        for (StoredEvent event : append.events()) {
          if (decode.apply(event) instanceof HistoryEvent known) {
            entries.add(new Entry(history, event.seqNr(), known));
          }
        }
      }
    }
    return new Part(next, entries);
  }

  private boolean counts(Append append) {
    StoredEvent first = append.events().getFirst();
    return log.event(append.persistenceId(), first.seqNr())
        .filter(known -> known.writerUuid().equals(first.writerUuid()))
        .isPresent();
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(settings.eventsTopic(), number);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    KafkaConsumer<byte[], byte[]> known = consumer;
    if (known != null) {
      return known;
    }
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "hie-search");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // What is gone from the beginning of the log cannot be found any more.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
    KafkaConsumer<byte[], byte[]> made =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (int i = 0; i < log.partitions(); i++) {
      all.add(partition(i));
    }
    made.assign(all);
    made.pause(all);
    // One that is not read needs a position too, else Kafka's client refuses to read the others.
    all.forEach(each -> made.seek(each, 0));
    consumed.clear();
    consumer = made;
    return made;
  }

  @Override
  public void close() {
    KafkaConsumer<byte[], byte[]> known = consumer;
    consumer = null;
    if (known != null) {
      known.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }
}

package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.StoredEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The events of a partition in the order of the log, from an offset to where the log ended when the
 * scan began. Whether a record counts is the fold's to say, and the view has what it said: an event
 * counts if the view has the one of that number from the same writer. Used by one thread at a time,
 * which it blocks.
 */
final class PartitionScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final KafkaLog log;
  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final long end;
  private final ArrayDeque<Found> found = new ArrayDeque<>();

  /** An event and the offset of its record. */
  record Found(long offset, String persistenceId, StoredEvent event) {}

  PartitionScan(KafkaSettings settings, KafkaLog log, TopicPartition partition, long from) {
    this.log = log;
    this.partition = partition;
    Map<String, Object> config = new HashMap<>(settings.clientSettings());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "hie-scan");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    this.end = consumer.endOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
    long beginning =
        consumer.beginningOffsets(List.of(partition), ANSWER).getOrDefault(partition, 0L);
    consumer.seek(partition, Math.max(beginning, from));
  }

  /** The next event that counts; empty at the end. */
  Optional<Found> next() {
    while (found.isEmpty() && consumer.position(partition, ANSWER) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end && LogCodec.decode(record.value()) instanceof Append append) {
          take(record.offset(), append);
        }
      }
    }
    return Optional.ofNullable(found.poll());
  }

  private void take(long offset, Append append) {
    for (StoredEvent event : append.events()) {
      List<StoredEvent> known =
          log.events(append.persistenceId(), event.seqNr(), event.seqNr(), 1, 1);
      if (!known.isEmpty() && known.getFirst().writerUuid().equals(event.writerUuid())) {
        found.add(new Found(offset, append.persistenceId(), event));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

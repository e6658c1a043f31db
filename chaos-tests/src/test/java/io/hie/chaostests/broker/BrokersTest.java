package io.hie.chaostests.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BrokersTest {
  @Test
  void shouldKeepWhatItAcknowledgedOverAKill(@TempDir Path directory) throws Exception {
    try (Brokers brokers = new Brokers(List.of(), directory, 1)) {
      brokers.startAll();
      Map<String, Object> client = Map.of("bootstrap.servers", brokers.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        admin
            .createTopics(List.of(new NewTopic("t", 1, (short) 1)))
            .all()
            .get(30, TimeUnit.SECONDS);
      }
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
        producer
            .send(new ProducerRecord<>("t", "stored".getBytes(UTF_8)))
            .get(30, TimeUnit.SECONDS);
      }
      brokers.kill(0);
      assertThat(brokers.inStep()).isFalse();
      brokers.start(0);
      await().atMost(Duration.ofSeconds(30)).until(brokers::inStep);
      try (Admin admin = Admin.create(client)) {
        TopicPartition partition = new TopicPartition("t", 0);
        ListOffsetsResult.ListOffsetsResultInfo end =
            admin
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get(30, TimeUnit.SECONDS);
        assertThat(end.offset()).isEqualTo(1);
      }
    }
  }
}

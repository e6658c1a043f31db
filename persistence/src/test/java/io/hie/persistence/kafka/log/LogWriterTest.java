package io.hie.persistence.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LogWriterTest {
  private static final TopicPartition PARTITION = new TopicPartition("events", 0);
  private static final int RECORD = 64 << 10;

  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<String> told = new ArrayList<>();

  private LogWriter writer(int records, long waitingBytes) {
    return new LogWriter(
        kafka,
        KafkaSettings.of(
            ConfigFactory.parseMap(
                    Map.of(
                        "hie.kafka.largest-record", RECORD,
                        "hie.kafka.in-flight.records", records,
                        "hie.kafka.in-flight.bytes", 10 * RECORD,
                        "hie.kafka.in-flight.waiting-bytes", waitingBytes))
                .withFallback(ConfigFactory.load())),
        Runnable::run);
  }

  private void send(LogWriter writer, String name) {
    writer.send(
        PARTITION,
        name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        new byte[RECORD / 2],
        new LogAppender.Acknowledgement() {
          @Override
          public void written(long offset) {
            told.add(name + " at " + offset);
          }

          @Override
          public void failed(Exception cause) {
            told.add(name + " " + cause.getClass().getSimpleName());
          }
        });
  }

  private List<String> handed() {
    return kafka.history().stream()
        .map(each -> new String(each.key(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void shouldKeepWhatIsUnderWayBoundedAndInOrder() {
    LogWriter writer = writer(2, 100L * RECORD);
    for (String name : List.of("a", "b", "c", "d")) {
      send(writer, name);
    }
    assertThat(handed()).containsExactly("a", "b");
    kafka.completeNext();
    assertThat(handed()).containsExactly("a", "b", "c");
    kafka.completeNext();
    kafka.completeNext();
    kafka.completeNext();
    assertThat(told).containsExactly("a at 0", "b at 1", "c at 2", "d at 3");
  }

  @Test
  void shouldRefuseWhenTooMuchWaits() {
    LogWriter writer = writer(1, RECORD);
    send(writer, "a");
    send(writer, "b");
    send(writer, "c");
    assertThat(told).containsExactly("c OverloadedException");
  }

  @Test
  void shouldTellTheWriterOfAFailureAndGoOn() {
    LogWriter writer = writer(1, 100L * RECORD);
    send(writer, "a");
    send(writer, "b");
    kafka.errorNext(new IllegalStateException("no"));
    assertThat(told).containsExactly("a IllegalStateException");
    assertThat(handed()).containsExactly("a", "b");
  }
}

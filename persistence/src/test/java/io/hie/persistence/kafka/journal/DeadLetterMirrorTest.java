package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.DeadLetterTags;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The topic of dead letters on a real broker. */
class DeadLetterMirrorTest {
  private static final String ID = "history|royal/ADT/1";
  private static final Instant AT = Instant.parse("2026-11-28T06:00:00Z");

  private final Config config = TestBroker.config();
  private final KafkaSettings settings = KafkaSettings.of(config);

  private static DeadLetterMirror mirror(KafkaSettings settings, KafkaLog log) {
    return DeadLetterMirror.start(settings, log, event -> decoded(text(event), event.seqNr()));
  }

  private static HistoryEvent decoded(String text, long number) {
    return text.startsWith("park")
        ? new HistoryEvent.Parked(
            LegId.parse(text.substring(5)),
            "EPR_Out",
            AT,
            3,
            new Reason("nak", "refused", ""),
            new HistoryEvent.Seal("k1", Payload.copyOf(new byte[] {1, 2, 3})))
        : new HistoryEvent.DeadLetterDiscarded(
            LegId.parse("1:1"), "EPR_Out", AT, number - 1, "ann", "sent by hand");
  }

  private static StoredEvent stored(long number, String text) {
    String tag =
        text.startsWith("park") ? DeadLetterTags.DEAD_LETTER : DeadLetterTags.end(ID, number - 1);
    return new StoredEvent(
        "writer",
        number,
        1,
        "",
        new Serialized(1, "", text.getBytes(StandardCharsets.UTF_8)),
        null,
        List.of(tag));
  }

  private static void append(KafkaLog log, long number, String text) {
    get(log.append(ID, List.of(stored(number, text))));
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private List<ConsumerRecord<String, String>> told(int least) {
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                settings.bootstrapServers(),
                "group.id",
                "reader-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(settings.deadLettersTopic()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
                return all.size() >= least;
              });
    }
    return all;
  }

  @Test
  void shouldTellWhatWasSetAsideAndWhatBecameOfItUnderOneKey() throws Exception {
    try (KafkaLog log = KafkaLog.open(settings, Runnable::run);
        DeadLetterMirror mirror = mirror(settings, log)) {
      get(log.highest(ID));
      append(log, 1, "park 1:1");
      append(log, 2, "discard");
      List<ConsumerRecord<String, String>> told = told(2);
      assertThat(told).extracting(ConsumerRecord::key).containsOnly(ID + "/1:1");
      JsonNode aside = new JsonMapper().readTree(told.getFirst().value());
      assertThat(aside.get("state").asText()).isEqualTo("DEAD_LETTERED");
      assertThat(aside.get("history").asText()).isEqualTo("royal/ADT/1");
      assertThat(aside.get("code").asText()).isEqualTo("nak");
      assertThat(aside.get("sealed").get("text").binaryValue()).containsExactly(1, 2, 3);
      assertThat(aside.has("detail")).as("what is sealed in the log").isFalse();
      JsonNode gone = new JsonMapper().readTree(told.getLast().value());
      assertThat(gone.get("state").asText()).isEqualTo("DISCARDED");
      assertThat(gone.get("setAside").asLong()).isEqualTo(1);
      assertThat(log.deadLetters(0, 0, 10)).isEmpty();
      assertThat(mirror).isNotNull();
    }
  }

  @Test
  void shouldGoOnAfterARestartAndAtAnotherNodeWhereTheTopicEnds() {
    KafkaSettings other = KafkaSettings.of(TestBroker.anotherNode(config));
    try (KafkaLog log = KafkaLog.open(settings, Runnable::run)) {
      get(log.highest(ID));
      append(log, 1, "park 1:1");
      try (DeadLetterMirror mirror = mirror(settings, log)) {
        assertThat(told(1)).hasSize(1);
        assertThat(mirror).isNotNull();
      }
      append(log, 2, "park 2:1");
    }
    // Another node, with a view made from nothing: it knows of both.
    try (KafkaLog log = KafkaLog.open(other, Runnable::run);
        DeadLetterMirror mirror = mirror(other, log)) {
      get(log.highest(ID));
      append(log, 3, "park 3:1");
      assertThat(told(3))
          .extracting(ConsumerRecord::key)
          .containsExactly(ID + "/1:1", ID + "/2:1", ID + "/3:1");
      assertThat(mirror).isNotNull();
    }
  }

  @Test
  void shouldTellNothingOfAPartitionThatAnotherNodeOwns() {
    KafkaSettings other = KafkaSettings.of(TestBroker.anotherNode(config));
    try (KafkaLog owner = KafkaLog.open(settings, Runnable::run);
        KafkaLog standby = KafkaLog.open(other, Runnable::run);
        DeadLetterMirror atStandby = mirror(other, standby)) {
      get(owner.highest(ID));
      append(owner, 1, "park 1:1");
      try (DeadLetterMirror atOwner = mirror(settings, owner)) {
        assertThat(told(1)).hasSize(1);
        assertThat(atOwner).isNotNull();
      }
      append(owner, 2, "park 2:1");
      get(standby.caughtUp());
      int partition = told(1).getFirst().partition();
      assertThat(standby.letterNews(partition, 0, 10)).isNotEmpty();
      // The standby had turns enough by the time that it owns the partition and tells of both.
      get(standby.highest(ID));
      append(standby, 3, "park 3:1");
      assertThat(told(3))
          .extracting(ConsumerRecord::key)
          .containsExactly(ID + "/1:1", ID + "/2:1", ID + "/3:1");
      assertThat(atStandby).isNotNull();
    }
  }

  @Test
  void shouldBeOffWithoutATopic() {
    KafkaSettings off =
        KafkaSettings.of(
            ConfigFactory.parseMap(Map.of("hie.kafka.dead-letters-topic", ""))
                .withFallback(config));
    assertThat(off.mirrorsDeadLetters()).isFalse();
    assertThat(settings.mirrorsDeadLetters()).isTrue();
  }
}

package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static io.hie.persistence.kafka.journal.SimulatedLog.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.log.StoredSnapshot;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import io.hie.persistence.kafka.view.ViewException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The log on a real broker, with two nodes that share it. */
class KafkaLogTest {
  private static final String ID = "history|royal/ADT/1";

  private final Config config = TestBroker.config();
  private final Config other = TestBroker.anotherNode(config);

  private static KafkaLog open(Config config) {
    return KafkaLog.open(KafkaSettings.of(config), Runnable::run);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static List<String> texts(KafkaLog log) {
    return log.events(ID, 1, Long.MAX_VALUE, 1_000, Long.MAX_VALUE).stream()
        .map(SimulatedLog::text)
        .toList();
  }

  @Test
  void shouldGoOnAtAnotherNodeAndFenceTheFirst() {
    try (KafkaLog one = open(config);
        KafkaLog two = open(other)) {
      assertThat(get(one.highest(ID))).isZero();
      get(one.append(ID, List.of(event(1, "first"), event(2, "second"))));

      assertThat(get(two.highest(ID))).isEqualTo(2);
      assertThat(texts(two)).containsExactly("first", "second");
      get(two.append(ID, List.of(event(3, "third"))));

      assertThatThrownBy(() -> get(one.append(ID, List.of(event(3, "from the past")))))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(FencedException.class);
      get(one.caughtUp());
      assertThat(texts(one)).containsExactly("first", "second", "third");
    }
  }

  @Test
  void shouldMakeALostViewAgainFromTheLog() {
    try (KafkaLog one = open(config)) {
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      for (int i = 1; i <= 500; i++) {
        writes.add(one.append(ID, List.of(event(i, "event " + i))));
      }
      writes.forEach(KafkaLogTest::get);
      get(one.save(new SnapshotKey(ID, 400), snapshot("state")));
      try (KafkaLog two = open(other)) {
        assertThat(contents(two.view())).isEqualTo(contents(one.view()));
        assertThat(two.snapshots(ID, 0, Long.MAX_VALUE)).containsExactly(400L);
      }
    }
  }

  @Test
  void shouldGoOnWithItsViewAfterARestart() {
    try (KafkaLog one = open(config)) {
      get(one.append(ID, List.of(event(1, "before"))));
    }
    try (KafkaLog again = open(config)) {
      assertThat(get(again.highest(ID))).isEqualTo(1);
      get(again.append(ID, List.of(event(2, "after"))));
      assertThat(texts(again)).containsExactly("before", "after");
    }
  }

  @Test
  void shouldRefuseAViewThatIsAheadOfTheLog() {
    KafkaSettings settings = KafkaSettings.of(config);
    open(config).close();
    try (View view = new View(settings.viewDirectory())) {
      view.skipTo(Source.EVENTS, 2, 1_000);
    }
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(ViewException.class)
        .hasMessageContaining("is ahead of the log")
        .hasMessageContaining(settings.eventsTopic() + "-2 up to offset 1000")
        .hasMessageContaining(
            "hie view reset --data " + settings.viewDirectory().toAbsolutePath().getParent());
  }

  @Test
  void shouldRefuseTheViewOfAnotherLog() {
    open(config).close();
    Config swapped =
        ConfigFactory.parseMap(
                Map.of("hie.kafka.view-directory", config.getString("hie.kafka.view-directory")))
            .withFallback(TestBroker.config());
    assertThatThrownBy(() -> open(swapped))
        .isInstanceOf(ViewException.class)
        .hasMessageContaining("another log");
  }

  @Test
  void shouldReadALongHistoryInPages() {
    try (KafkaLog one = open(config)) {
      for (int i = 1; i <= 10; i++) {
        get(one.append(ID, List.of(event(i, "event " + i))));
      }
      List<StoredEvent> page = one.events(ID, 3, 9, 4, Long.MAX_VALUE);
      assertThat(page).extracting(StoredEvent::seqNr).containsExactly(3L, 4L, 5L, 6L);
      assertThat(one.events(ID, 8, 9, 4, Long.MAX_VALUE)).hasSize(2);
      assertThat(one.events(ID, 1, 9, 4, 1)).as("at least one whatever its size").hasSize(1);
      assertThat(text(page.getFirst())).isEqualTo("event 3");
    }
  }

  private static StoredSnapshot snapshot(String text) {
    return new StoredSnapshot(
        1, new Serialized(1, "", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), null);
  }

  private static List<String> contents(View view) {
    List<String> contents = new ArrayList<>();
    view.forEach(
        (key, value) ->
            contents.add(
                java.util.HexFormat.of().formatHex(key)
                    + "="
                    + java.util.HexFormat.of().formatHex(value)));
    return contents;
  }
}

package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import io.hie.persistence.kafka.view.ViewException;
import io.hie.persistence.kafka.view.ViewReset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that must not be used, and the command that mends it. */
class ViewResetTest {
  private static final String ID = "history|royal/ADT/1";

  private final Config config = TestBroker.config();
  private final KafkaSettings settings = KafkaSettings.of(config);
  private final int partition = Placement.of(ID, settings.partitions()).partition();

  private KafkaLog open() {
    return KafkaLog.open(settings, Runnable::run);
  }

  private static List<String> texts(KafkaLog log) {
    return log.events(ID, 1, 99, 99, Long.MAX_VALUE).stream().map(SimulatedLog::text).toList();
  }

  private void write(int events) {
    try (KafkaLog log = open()) {
      long highest = log.highest(ID).join();
      for (int i = 1; i <= events; i++) {
        log.append(ID, List.of(event(highest + i, "event " + (highest + i)))).join();
      }
    }
  }

  @Test
  void shouldMendAViewThatIsAheadOfTheLog() {
    write(2);
    try (View view = new View(settings.viewDirectory())) {
      view.skipTo(Source.EVENTS, partition, 1_000);
    }
    assertThatThrownBy(this::open)
        .hasMessageContaining("is ahead of the log")
        .hasMessageContaining("hie view reset --data");

    assertThat(ViewReset.run(settings.viewDirectory(), false)).isPositive();
    try (KafkaLog log = open()) {
      assertThat(texts(log)).containsExactly("event 1", "event 2");
    }
  }

  @Test
  void shouldGiveUpALostBeginningOnlyWhenToldTo() throws Exception {
    write(3);
    ViewReset.run(settings.viewDirectory(), false);
    deleteFromLog(2);
    assertThatThrownBy(this::open)
        .isInstanceOf(ViewException.class)
        .hasMessageContaining("the log has lost its beginning")
        .hasMessageContaining("starts at offset 2")
        .hasMessageContaining("hie view reset --data")
        .hasMessageContaining("--accept-lost-records");

    ViewReset.run(settings.viewDirectory(), true);
    write(1);
    try (KafkaLog log = open()) {
      assertThat(texts(log)).as("what was written after the next claim").hasSize(1);
    }
  }

  private void deleteFromLog(long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(settings.eventsTopic(), partition),
                  RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  @Test
  void shouldRefuseWhileTheNodeRuns() {
    try (KafkaLog running = open()) {
      assertThatThrownBy(() -> ViewReset.run(settings.viewDirectory(), false))
          .isInstanceOf(ViewException.class)
          .hasMessageContaining("a node uses the view")
          .hasMessageContaining("stop it first");
      assertThat(running.highest(ID).join()).isZero();
    }
  }

  @Test
  void shouldDeleteADamagedView() throws IOException {
    open().close();
    Files.writeString(settings.viewDirectory().resolve("CURRENT"), "nonsense");
    assertThatThrownBy(this::open).hasMessageContaining("hie view reset --data");
    ViewReset.run(settings.viewDirectory(), false);
    open().close();
  }

  @Test
  void shouldNotDeleteWhatIsNoView(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("letter"), "dear");
    assertThatThrownBy(() -> ViewReset.run(directory, false)).hasMessageContaining("is not a view");
    assertThat(directory.resolve("letter")).exists();
    assertThat(ViewReset.run(directory.resolve("absent"), false)).isZero();
  }
}

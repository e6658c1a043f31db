package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.log.StoredSnapshot;
import io.hie.persistence.kafka.view.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that keep a part of the log each, on a real broker. */
class KeepingTest {
  private static final int PARTITIONS = 4;
  private static final Set<Integer> ALL = Set.of(0, 1, 2, 3);

  private final Config config = keeping("10m", TestBroker.config());

  private static Config keeping(String dropAfter, Config node) {
    return ConfigFactory.parseMap(
            Map.of("hie.kafka.keep", "assigned", "hie.kafka.drop-after", dropAfter))
        .withFallback(node);
  }

  private static KafkaLog open(Config config) {
    return KafkaLog.open(KafkaSettings.of(config), Runnable::run);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** An id that lives in a partition. */
  private static String idIn(int partition) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "history|royal/ADT/" + i)
        .filter(id -> Placement.of(id, PARTITIONS).partition() == partition)
        .findFirst()
        .orElseThrow();
  }

  private static void write(KafkaLog log, String id, long seqNr) {
    get(log.append(id, List.of(event(seqNr, "event " + seqNr))));
  }

  private static List<String> texts(KafkaLog log, String id) {
    return log.events(id, 1, Long.MAX_VALUE, 1_000, Long.MAX_VALUE).stream()
        .map(SimulatedLog::text)
        .toList();
  }

  private static StoredSnapshot snapshot() {
    return new StoredSnapshot(
        1, new Serialized(1, "", "state".getBytes(StandardCharsets.UTF_8)), null);
  }

  /** What a view has of a partition, offsets included. */
  private static List<String> contents(View view, int partition) {
    List<String> contents = new ArrayList<>();
    view.forEach(
        (key, value) -> {
          int at = key[0] == 'o' ? 3 : 2;
          if (key[0] != 'm' && ((key[at] << 8) | (key[at + 1] & 0xFF)) == partition) {
            contents.add(HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value));
          }
        });
    return contents;
  }

  @Test
  void shouldCostNothingWhatIsNotKept() {
    try (KafkaLog owner = open(config);
        KafkaLog other = open(TestBroker.anotherNode(config))) {
      get(owner.keep(ALL));
      get(other.keep(Set.of(1)));
      for (int partition : ALL) {
        assertThat(get(owner.highest(idIn(partition)))).isZero();
        write(owner, idIn(partition), 1);
        get(owner.save(new SnapshotKey(idIn(partition), 1), snapshot()));
      }
      get(other.caughtUp());

      assertThat(other.kept()).containsExactly(1);
      assertThat(texts(other, idIn(1))).containsExactly("event 1");
      assertThat(other.view().nextOffset(io.hie.persistence.kafka.view.Source.EVENTS, 2)).isZero();
      assertThat(contents(other.view(), 2)).isEmpty();
      assertThat(contents(other.view(), 1)).isNotEmpty().isEqualTo(contents(owner.view(), 1));
      assertThatThrownBy(() -> texts(other, idIn(2)))
          .as("nothing known is not an empty history")
          .isInstanceOf(NotKeptException.class);
    }
  }

  @Test
  void shouldReadAColdPartitionBeforeAnythingIsRecovered() {
    String id = idIn(2);
    try (KafkaLog owner = open(config);
        KafkaLog cold = open(TestBroker.anotherNode(config))) {
      get(owner.keep(ALL));
      get(cold.keep(Set.of(0)));
      get(owner.highest(id));
      for (int i = 1; i <= 200; i++) {
        write(owner, id, i);
      }
      get(owner.save(new SnapshotKey(id, 150), snapshot()));
      assertThat(cold.isWarm(2)).isFalse();

      assertThat(get(cold.highest(id))).isEqualTo(200);
      assertThat(cold.isWarm(2)).isTrue();
      assertThat(texts(cold, id)).hasSize(200);
      assertThat(cold.snapshots(id, 0, Long.MAX_VALUE)).containsExactly(150L);
      write(cold, id, 201);

      // The first owner was frozen: it does not know, and what it writes now is void.
      assertThatThrownBy(() -> get(owner.append(id, List.of(event(201, "from the past")))))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(FencedException.class);
      get(owner.caughtUp());
      get(cold.caughtUp());
      assertThat(contents(owner.view(), 2)).isEqualTo(contents(cold.view(), 2));
      try (KafkaLog fresh = open(TestBroker.anotherNode(config))) {
        get(fresh.keep(Set.of(2)));
        assertThat(contents(fresh.view(), 2)).isEqualTo(contents(cold.view(), 2));
      }
    }
  }

  @Test
  void shouldDropWhatIsNotWantedAndComeBackClean() {
    String id = idIn(3);
    try (KafkaLog owner = open(config);
        KafkaLog standby = open(keeping("50ms", TestBroker.anotherNode(config)))) {
      get(owner.keep(ALL));
      get(standby.keep(Set.of(0, 3)));
      get(owner.highest(id));
      write(owner, id, 1);
      get(owner.save(new SnapshotKey(id, 1), snapshot()));
      get(standby.caughtUp());
      assertThat(texts(standby, id)).containsExactly("event 1");

      get(standby.keep(Set.of(0)));
      await().until(() -> standby.kept().equals(Set.of(0)));
      assertThat(contents(standby.view(), 3)).as("offsets go with the events").isEmpty();
      assertThat(standby.isWarm(0)).isTrue();

      write(owner, id, 2);
      get(standby.keep(Set.of(0, 3)));
      get(standby.caughtUp());
      assertThat(texts(standby, id)).containsExactly("event 1", "event 2");
      assertThat(contents(standby.view(), 3)).isEqualTo(contents(owner.view(), 3));
    }
  }

  @Test
  void shouldNotDropWhatItOwnsUntilItHasLostIt() {
    String id = idIn(1);
    try (KafkaLog one = open(keeping("50ms", config));
        KafkaLog two = open(TestBroker.anotherNode(config))) {
      get(one.keep(ALL));
      get(two.keep(ALL));
      get(one.highest(id));
      write(one, id, 1);
      get(one.keep(Set.of(0)));
      await().until(() -> one.kept().equals(Set.of(0, 1)));
      write(one, id, 2);

      assertThat(get(two.highest(id))).isEqualTo(2);
      await().until(() -> one.kept().equals(Set.of(0)));
      assertThatThrownBy(() -> get(one.append(id, List.of(event(3, "from the past")))))
          .as("a writer that does not know yet learns it, though all is dropped")
          .hasCauseInstanceOf(FencedException.class);
    }
  }

  @Test
  void shouldGoOnAfterARestartWithWhatItHad() {
    String id = idIn(2);
    Config again = TestBroker.anotherNode(config);
    try (KafkaLog owner = open(config)) {
      get(owner.keep(ALL));
      get(owner.highest(id));
      write(owner, id, 1);
      try (KafkaLog standby = open(again)) {
        get(standby.keep(Set.of(2)));
        assertThat(texts(standby, id)).hasSize(1);
      }
      write(owner, id, 2);
      try (KafkaLog standby = open(again)) {
        assertThat(standby.kept()).as("before it was told").containsExactly(2);
        assertThat(standby.isWarm(2)).isTrue();
        assertThat(texts(standby, id)).containsExactly("event 1", "event 2");
      }
    }
  }

  @Test
  void shouldReadManyPartitionsAtOnceAndOnlyOnce() {
    try (KafkaLog one = open(config)) {
      List<CompletableFuture<Long>> recoveries = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        recoveries.add(one.highest("history|royal/ADT/" + i));
      }
      recoveries.forEach(each -> assertThat(get(each)).isZero());
      assertThat(one.kept()).isEqualTo(ALL);
      List<StoredEvent> none = one.events("history|royal/ADT/7", 1, 10, 10, 1_000);
      assertThat(none).isEmpty();
    }
  }
}

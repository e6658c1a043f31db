package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.Config;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.search.LogFeed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the search index is given of a log on a real broker. */
class KafkaFeedTest {
  private static final String ID = "history|royal/ADT/1";

  private final Config config = TestBroker.config();
  private final KafkaSettings settings = KafkaSettings.of(config);
  private final int partition = Placement.of(ID, settings.partitions()).partition();

  private static StoredEvent stored(String writer, long number, String text) {
    return new StoredEvent(
        writer,
        number,
        1,
        "",
        new Serialized(1, "", text.getBytes(StandardCharsets.UTF_8)),
        null,
        List.of());
  }

  private static KafkaFeed feed(KafkaSettings settings, KafkaLog log) {
    return new KafkaFeed(
        settings, log, event -> new HistoryEvent.Erased(Instant.EPOCH, text(event), "", List.of()));
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** All from a place on, as {@code number text}. */
  private List<String> read(KafkaFeed feed, long from) {
    List<String> read = new ArrayList<>();
    long next = from;
    long end = feed.end(partition);
    for (int i = 0; i < 100 && next < end; i++) {
      Map<Integer, LogFeed.Part> parts = feed.read(new HashMap<>(Map.of(partition, next)));
      LogFeed.Part part = parts.get(partition);
      if (part != null) {
        part.entries()
            .forEach(
                each -> {
                  assertThat(each.history()).isEqualTo("royal/ADT/1");
                  read.add(each.number() + " " + ((HistoryEvent.Erased) each.event()).by());
                });
        next = part.next();
      }
    }
    assertThat(next).isEqualTo(end);
    return read;
  }

  @Test
  void shouldGiveWhatCountsOfTheOwnersPartitionAndLeaveOutWhatIsFenced() {
    KafkaSettings other = KafkaSettings.of(TestBroker.anotherNode(config));
    // given two nodes, of which the second takes the partition from the first
    try (KafkaLog first = KafkaLog.open(settings, Runnable::run);
        KafkaLog second = KafkaLog.open(other, Runnable::run)) {
      get(first.highest(ID));
      get(first.append(ID, List.of(stored("one", 1, "a"), stored("one", 2, "b"))));
      get(first.append("other|x" + ID, List.of(stored("one", 1, "not a history"))));
      get(second.highest(ID));
      // when the first one, which has not noticed, writes on, and so does the second
      Throwable fenced =
          catchThrowable(() -> get(first.append(ID, List.of(stored("one", 3, "void")))));
      get(second.append(ID, List.of(stored("two", 3, "c"))));
      get(second.caughtUp());
      assertThat(fenced).hasCauseInstanceOf(FencedException.class);
      try (KafkaFeed feed = feed(other, second)) {
        // then the feed of the owner has what counts, from whatever place on
        assertThat(feed.owned()).contains(partition);
        assertThat(read(feed, 0)).containsExactly("1 a", "2 b", "3 c");
        long end = feed.end(partition);
        assertThat(read(feed, end - 1)).containsExactly("3 c");
        assertThat(read(feed, 0)).as("and again").containsExactly("1 a", "2 b", "3 c");
      }
      get(first.caughtUp());
      try (KafkaFeed feed = feed(settings, first)) {
        assertThat(feed.owned()).as("it is no more its own").doesNotContain(partition);
      }
    }
  }
}

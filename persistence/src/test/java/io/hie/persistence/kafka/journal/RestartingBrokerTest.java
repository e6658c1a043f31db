package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs on a real broker that is killed and started again under three nodes, each of
 * which keeps a part of the log: write, take over, crash with and without the view, keep and drop.
 * What was acknowledged is there once and in order, and a view that lived through it equals one
 * made from nothing. More seeds: {@code -Dhie.test.broker-seeds=20}; one: {@code
 * -Dhie.test.seed=7}.
 */
@Timeout(300)
class RestartingBrokerTest {
  private static final int NODES = 3;
  private static final int PARTITIONS = 2;
  private static final int STEPS = 60;
  private static final int KILL_EVERY = 15;
  private static final List<String> IDS =
      IntStream.range(0, 6).mapToObj(i -> "history|royal/ADT/" + i).toList();

  static LongStream seeds() {
    Long one = Long.getLong("hie.test.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Long.getLong("hie.test.broker-seeds", 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldReplayWhatWasAcknowledged(long seed, @TempDir Path directory) throws Exception {
    try (Program program = new Program(new Random(seed), directory)) {
      for (int i = 0; i < STEPS; i++) {
        program.step(i);
      }
      program.finish();
    }
  }

  private static final class Program implements AutoCloseable {
    private final Random random;
    private final Path directory;
    private final List<KafkaLog> nodes = new ArrayList<>();
    private final List<KafkaSettings> settings = new ArrayList<>();
    private final List<Map<String, Long>> actors = new ArrayList<>();
    private final Map<String, TreeMap<Long, String>> acknowledged = new HashMap<>();
    private BrokerProcess broker;
    private int views;
    private int written;

    Program(Random random, Path directory) throws IOException {
      this.random = random;
      this.directory = directory;
      this.broker = BrokerProcess.start(directory.resolve("broker"));
      IDS.forEach(id -> acknowledged.put(id, new TreeMap<>()));
      for (int i = 0; i < NODES; i++) {
        settings.add(settings());
        nodes.add(KafkaLog.open(settings.get(i), Runnable::run));
        actors.add(new HashMap<>());
      }
    }

    private KafkaSettings settings() {
      return KafkaSettings.of(
          ConfigFactory.parseMap(
                  Map.of(
                      "hie.kafka.bootstrap-servers",
                      broker.bootstrapServers(),
                      "hie.kafka.view-directory",
                      directory.resolve("view-" + views++).toString(),
                      "hie.kafka.partitions",
                      PARTITIONS,
                      "hie.kafka.keep",
                      "assigned",
                      "hie.kafka.drop-after",
                      "100ms",
                      "hie.kafka.delivery-timeout",
                      "8s"))
              .withFallback(ConfigFactory.load())
              .resolve());
    }

    void step(int number) throws Exception {
      int at = random.nextInt(NODES);
      if (number % KILL_EVERY == KILL_EVERY - 1) {
        killBroker(at);
        return;
      }
      int dice = random.nextInt(100);
      if (dice < 84) {
        write(at, IDS.get(random.nextInt(IDS.size())), 1 + random.nextInt(5));
      } else if (dice < 96) {
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < PARTITIONS; i++) {
          if (random.nextBoolean()) {
            kept.add(i);
          }
        }
        get(nodes.get(at).keep(kept));
      } else {
        crash(at);
      }
    }

    /** Writes follow each other without waiting, as far as the first that fails. */
    private void write(int at, String id, int howMany) {
      KafkaLog node = nodes.get(at);
      Long known = actors.get(at).get(id);
      long next;
      try {
        next = known != null ? known : get(node.highest(id)) + 1;
      } catch (CompletionException notNow) {
        return;
      }
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      List<String> contents = new ArrayList<>();
      for (int i = 0; i < howMany; i++) {
        contents.add("write " + written++);
        writes.add(node.append(id, List.of(event(next + i, contents.getLast()))));
      }
      settle(at, id, next, contents, writes);
    }

    private void settle(
        int at,
        String id,
        long first,
        List<String> contents,
        List<CompletableFuture<Void>> writes) {
      actors.get(at).put(id, first + writes.size());
      for (int i = 0; i < writes.size(); i++) {
        try {
          get(writes.get(i));
          assertThat(acknowledged.get(id).put(first + i, contents.get(i)))
              .as("event %d of %s was acknowledged twice", first + i, id)
              .isNull();
        } catch (CompletionException failed) {
          assertThat(failed.getCause()).isNotInstanceOf(TimeoutException.class);
          actors.get(at).remove(id);
        }
      }
    }

    /** While something is under way. */
    private void killBroker(int at) throws Exception {
      KafkaLog node = nodes.get(at);
      String id = IDS.getFirst();
      long next = get(node.highest(id)) + 1;
      broker.kill();
      List<String> contents = IntStream.range(0, 10).mapToObj(i -> "write " + written++).toList();
      List<CompletableFuture<Void>> writes =
          CompletableFuture.supplyAsync(
                  () ->
                      IntStream.range(0, contents.size())
                          .mapToObj(i -> node.append(id, List.of(event(next + i, contents.get(i)))))
                          .toList())
              // An actor's call must not wait for a broker. One that does waits for 10 s.
              .orTimeout(8, TimeUnit.SECONDS)
              .join();
      assertThat(writes).as("nothing is stored without a broker").noneMatch(this::stored);
      broker = BrokerProcess.start(directory.resolve("broker"));
      settle(at, id, next, contents, writes);
    }

    private boolean stored(CompletableFuture<Void> write) {
      return write.isDone() && !write.isCompletedExceptionally();
    }

    private void crash(int at) {
      nodes.get(at).close();
      if (random.nextBoolean()) {
        settings.set(at, settings());
      }
      nodes.set(at, KafkaLog.open(settings.get(at), Runnable::run));
      actors.set(at, new HashMap<>());
    }

    void finish() {
      Set<Integer> all = Set.of(0, 1);
      try (KafkaLog fresh = KafkaLog.open(settings(), Runnable::run)) {
        get(fresh.keep(all));
        get(fresh.caughtUp());
        List<String> expected = contents(fresh);
        for (KafkaLog node : nodes) {
          get(node.keep(all));
          get(node.caughtUp());
          assertThat(contents(node)).isEqualTo(expected);
        }
        acknowledged.forEach((id, events) -> replayed(fresh, id, events));
        assertThat(acknowledged.values().stream().mapToInt(Map::size).sum()).isGreaterThan(STEPS);
      }
    }

    private static void replayed(KafkaLog log, String id, Map<Long, String> atLeast) {
      List<StoredEvent> events = log.events(id, 1, Long.MAX_VALUE, 10_000, Long.MAX_VALUE);
      assertThat(events).extracting(StoredEvent::seqNr).isSorted().doesNotHaveDuplicates();
      Map<Long, String> found = new HashMap<>();
      events.forEach(each -> found.put(each.seqNr(), SimulatedLog.text(each)));
      assertThat(found).as("events of %s", id).containsAllEntriesOf(atLeast);
    }

    private static List<String> contents(KafkaLog log) {
      List<String> contents = new ArrayList<>();
      log.view()
          .forEach(
              (key, value) ->
                  contents.add(
                      HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value)));
      return contents;
    }

    private static <T> T get(CompletableFuture<T> future) {
      return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      nodes.forEach(KafkaLog::close);
      broker.kill();
    }
  }
}

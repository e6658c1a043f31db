package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static io.hie.persistence.kafka.journal.SimulatedLog.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs of write, crash, take-over, pause-and-wake, doubtful answers, deletion, restarts
 * of the broker, a shard that goes from node to node and back, handed over or torn away, and
 * partitions that come to a node and leave it. Whatever happens:
 *
 * <ul>
 *   <li>what was acknowledged is replayed once, in order and unchanged, on every node;
 *   <li>whoever recovers knows at least what was acknowledged before its shard came to its node;
 *   <li>what an actor knows stays what the log says while no other node claims it;
 *   <li>a view that lived through it equals one made from the log alone.
 * </ul>
 *
 * <p>More seeds: {@code -Dhie.test.seeds=1000}; one: {@code -Dhie.test.seed=7}.
 */
class RandomHistoryTest {
  private static final int NODES = 3;
  private static final int STEPS = 150;
  private static final AtomicInteger DROPS = new AtomicInteger();
  private static final AtomicInteger RETURNS = new AtomicInteger();

  /** What a shard itself persists: recovers first where it starts, and stops with all of it. */
  private static final String SHARD = "/sharding/historyShard/0";

  private static final List<String> IDS =
      List.of("history|royal/ADT/1", "history|royal/ADT/2", "coordinator", SHARD);

  static LongStream seeds() {
    Long one = Long.getLong("hie.test.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Long.getLong("hie.test.seeds", 200));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldReplayWhatWasAcknowledged(long seed, @TempDir Path directory) {
    try (Program program = new Program(new Random(seed), directory)) {
      for (int i = 0; i < STEPS; i++) {
        program.step();
      }
      program.finish();
      DROPS.addAndGet(program.dropped);
      RETURNS.addAndGet(program.returns);
    }
  }

  /** Else a program would not do what it is said to. */
  @AfterAll
  static void shouldHaveDoneAll() {
    int least = Long.getLong("hie.test.seed") == null ? 1 : 0;
    assertThat(DROPS).as("partitions dropped").hasValueGreaterThanOrEqualTo(least);
    assertThat(RETURNS).as("returns after an absence").hasValueGreaterThanOrEqualTo(least);
  }

  /** An actor on a node. */
  private static final class Actor {
    /** The number it writes next; 0 while it has not recovered. */
    long next;

    boolean recovering;
    int underWay;

    /** How long the log was when it, or its shard, began to recover. */
    int since;

    /** What was acknowledged of all ids when its recovery began. */
    final Map<String, TreeMap<Long, String>> before = new HashMap<>();

    /** What it has replayed and written, which its state is made of. */
    final TreeMap<Long, String> known = new TreeMap<>();
  }

  private static final class Program implements AutoCloseable {
    private final Random random;

    /** All happens to one id, so that much of it is under way at once. */
    private final boolean crowded;

    private final Path directory;
    private final SimulatedLog log = new SimulatedLog();
    private final List<SimulatedLog.Node> nodes = new ArrayList<>();
    private final List<Map<String, Actor>> actors = new ArrayList<>();

    /** Of which ids there is or was an actor that should have stopped. */
    private final List<Map<String, Optional<Actor>>> ghosts = new ArrayList<>();

    private final boolean[] paused = new boolean[NODES];
    private final Map<String, TreeMap<Long, String>> acknowledged = new HashMap<>();
    private final Map<String, Long> deletionsAsked = new HashMap<>();
    private final Map<String, Long> deleted = new HashMap<>();
    private int views;
    private final List<CompletableFuture<?>> checks = new ArrayList<>();
    private int written;
    private int dropped;

    /** Where the shard has started, in which run of the node. */
    private final Map<Integer, UUID> starts = new HashMap<>();

    private int lastStart = -1;
    private int returns;

    Program(Random random, Path directory) {
      this.random = random;
      this.crowded = random.nextInt(3) == 0;
      this.directory = directory;
      for (int i = 0; i < NODES; i++) {
        nodes.add(log.new Node(directory.resolve("view-" + views++)));
        actors.add(new HashMap<>());
        ghosts.add(new TreeMap<>());
      }
      IDS.forEach(id -> acknowledged.put(id, new TreeMap<>()));
    }

    void step() {
      int at = random.nextInt(crowded ? 2 : NODES);
      SimulatedLog.Node node = nodes.get(at);
      String id = IDS.get(crowded ? 0 : random.nextInt(IDS.size()));
      int rare = random.nextInt(150);
      if (rare == 0) {
        nodes.forEach(each -> each.brokerRestarts(random));
        return;
      } else if (rare <= 5) {
        dropped += node.log.kept() && node.drop() ? 1 : 0;
        return;
      }
      int dice = random.nextInt(100);
      if (dice < 2) {
        haunt(at);
      } else if (dice < 3) {
        // It has nothing to do and is stopped.
        Actor idle = actors.get(at).get(id);
        if (idle != null && !idle.recovering && idle.underWay == 0) {
          stopped(at, id, idle);
        }
      } else if (dice < 25) {
        act(at, id);
      } else if (dice < 27) {
        delete(at, id);
      } else if (dice < 29) {
        crash(at);
      } else if (dice < 33) {
        paused[at] = !paused[at];
      } else if (dice < 36) {
        node.fail(random.nextBoolean());
      } else if (dice < 38) {
        node.landLate();
      } else if (dice < 60) {
        // Also for a node that is paused: what it had sent is on its way.
        node.land();
      } else if (!paused[at]) {
        if (dice < 80) {
          node.acknowledge();
        } else if (dice < 95 || node.log.wanted()) {
          node.read();
        }
      }
    }

    private static String scope(String id) {
      return Placement.of(id, 1).scope();
    }

    private void act(int at, String id) {
      if (actors.get(at).get(id) == null && ofShard(id) && !runsShard(at)) {
        start(at);
        return;
      }
      Actor actor = actors.get(at).computeIfAbsent(id, key -> new Actor());
      if (actor.next == 0 && !nodes.get(at).log.kept()) {
        nodes.get(at).keep();
      }
      if (actor.recovering || actor.underWay >= 2) {
        return;
      }
      if (actor.next == 0) {
        recover(at, id, actor);
      } else {
        knowsWhatTheLogSays(at, id, actor);
        for (int burst = random.nextInt(2); burst >= 0; burst--) {
          write(at, id, actor);
        }
      }
    }

    // --- the shard

    private static boolean ofShard(String id) {
      return scope(id).equals(Placement.PARTITION);
    }

    private boolean runsShard(int at) {
      Actor shard = actors.get(at).get(SHARD);
      return shard != null && shard.next > 0;
    }

    /** The shard comes to a node. Others hand it over, or are taken for dead and are not. */
    private void start(int at) {
      Actor shard = actors.get(at).get(SHARD);
      if (shard != null && shard.recovering) {
        return;
      }
      for (int other = 0; other < NODES; other++) {
        if (other != at && random.nextInt(4) > 0) {
          stopShard(other);
        }
      }
      if (!nodes.get(at).log.kept()) {
        nodes.get(at).keep();
      }
      if (lastStart != at && nodes.get(at).id.equals(starts.put(at, nodes.get(at).id))) {
        returns++;
      }
      lastStart = at;
      Actor started = new Actor();
      actors.get(at).put(SHARD, started);
      recover(at, SHARD, started);
    }

    /** One or the other of its actors takes too long to stop and is not waited for. */
    private void stopShard(int at) {
      IDS.stream()
          .filter(Program::ofShard)
          .forEach(
              id -> {
                Actor actor = actors.get(at).remove(id);
                if (actor != null && actor.next > 0 && random.nextInt(3) == 0) {
                  ghosts.get(at).put(id, Optional.of(actor));
                }
              });
    }

    /** An actor that should have stopped writes once more, maybe beside its successor. */
    private void haunt(int at) {
      ghosts
          .get(at)
          .replaceAll(
              (id, ghost) -> {
                ghost.ifPresent(actor -> write(at, id, actor));
                return Optional.empty();
              });
    }

    // --- actors

    private void recover(int at, String id, Actor actor) {
      actor.recovering = true;
      acknowledged.forEach((each, events) -> actor.before.put(each, new TreeMap<>(events)));
      SimulatedLog.Node node = nodes.get(at);
      Actor shard = actors.get(at).get(SHARD);
      // What begins a stay on its node asks the log; others know what was before their shard came.
      Actor first = Placement.beginsStay(id) || shard == null ? actor : shard;
      actor.since = first == actor ? log.size() : shard.since;
      Map<Long, String> atLeast = first.before.get(id);
      node.log.acquire(scope(id), id);
      checks.add(
          node.log
              .highest(scope(id), id)
              .whenComplete(
                  (highest, failure) -> {
                    actor.recovering = false;
                    if (failure != null) {
                      stopped(at, id, actor);
                      return;
                    }
                    actor.next = highest + 1;
                    replayed(node.view, id, atLeast);
                    actor.known.putAll(history(node.view, id, highest));
                  }));
    }

    /** With a shard, all that runs in it stops. */
    private void stopped(int at, String id, Actor actor) {
      if (actors.get(at).remove(id, actor) && id.equals(SHARD)) {
        stopShard(at);
      }
    }

    private void write(int at, String id, Actor actor) {
      if (random.nextInt(8) == 0 && !ghosts.get(at).containsKey(id)) {
        // An event that the journal rejects uses its number up.
        actor.next++;
      }
      long seqNr = actor.next++;
      String content = "node " + at + " write " + written++;
      actor.underWay++;
      actor.known.put(seqNr, content);
      View view = nodes.get(at).view;
      CompletableFuture<Void> done =
          nodes.get(at).log.append(scope(id), id, List.of(event(seqNr, content)));
      checks.add(
          done.whenComplete(
              (stored, failure) -> {
                actor.underWay--;
                if (failure == null) {
                  assertThat(acknowledged.get(id).put(seqNr, content))
                      .as("event %d of %s was acknowledged twice", seqNr, id)
                      .isNull();
                  assertThat(remaining(id, history(view, id, seqNr)))
                      .as("the log up to event %d of %s is what its writer knows", seqNr, id)
                      .isEqualTo(remaining(id, actor.known.headMap(seqNr, true)));
                } else {
                  // The actor stops; its successor recovers.
                  stopped(at, id, actor);
                }
              }));
    }

    /** Nobody may write behind the back of an actor whose node has the latest claim. */
    private void knowsWhatTheLogSays(int at, String id, Actor actor) {
      SimulatedLog.Node node = nodes.get(at);
      if (actor.next > 0
          && !actor.recovering
          && actor.underWay == 0
          && !ghosts.get(at).containsKey(id)
          && node.log.kept()
          && !log.claimedByAnother(node.id, scope(id), actor.since)) {
        assertThat(remaining(id, history(node.view, id, Long.MAX_VALUE)))
            .as("the log of %s is what its actor on the owner knows", id)
            .isEqualTo(remaining(id, actor.known));
      }
    }

    private void delete(int at, String id) {
      Actor actor = actors.get(at).get(id);
      if (actor == null || actor.next <= 1) {
        return;
      }
      long to = random.nextLong(1, actor.next + 1);
      deletionsAsked.merge(id, Math.min(to, actor.next - 1), Math::max);
      long reaches =
          acknowledged.get(id).isEmpty() ? 0 : Math.min(to, acknowledged.get(id).lastKey());
      nodes
          .get(at)
          .log
          .deleteTo(scope(id), id, to)
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  deleted.merge(id, reaches, Math::max);
                }
              });
    }

    /** The process dies; its view may be lost with it. What it had sent may still arrive. */
    private void crash(int at) {
      SimulatedLog.Node dead = nodes.get(at);
      int arrive = random.nextInt(3);
      for (int i = 0; i < arrive; i++) {
        dead.land();
      }
      dead.close();
      Path view =
          random.nextBoolean() ? dead.view.directory() : directory.resolve("view-" + views++);
      nodes.set(at, log.new Node(view));
      actors.set(at, new HashMap<>());
      ghosts.set(at, new TreeMap<>());
      paused[at] = false;
    }

    void finish() {
      nodes.stream().filter(each -> !each.log.kept()).forEach(SimulatedLog.Node::keep);
      for (int round = 0; round < NODES; round++) {
        nodes.forEach(SimulatedLog.Node::settle);
      }
      nodes.forEach(SimulatedLog.Node::readAll);
      checks.forEach(Program::rethrow);
      for (int at = 0; at < NODES; at++) {
        int node = at;
        actors.get(at).forEach((id, actor) -> knowsWhatTheLogSays(node, id, actor));
      }
      try (SimulatedLog.Node fresh = log.new Node(directory.resolve("fresh"))) {
        fresh.readAll();
        List<String> expected = contents(fresh.view);
        for (SimulatedLog.Node node : nodes) {
          assertThat(contents(node.view)).isEqualTo(expected);
          IDS.forEach(id -> replayed(node.view, id, acknowledged.get(id)));
          deleted.forEach(
              (id, to) ->
                  assertThat(node.view.events(0, id, 0, to, 1, 1))
                      .as("deleted of " + id)
                      .isEmpty());
        }
      }
    }

    /** What was found wrong when somebody was told of a write. */
    private static void rethrow(CompletableFuture<?> check) {
      if (check.isCompletedExceptionally()
          && check.exceptionNow() instanceof AssertionError wrong) {
        throw wrong;
      }
    }

    /** Every acknowledged event is there once, in order, unless somebody asked for its deletion. */
    private void replayed(View view, String id, Map<Long, String> atLeast) {
      List<StoredEvent> events = view.events(0, id, 0, Long.MAX_VALUE, 10_000, Long.MAX_VALUE);
      assertThat(events).extracting(StoredEvent::seqNr).isSorted().doesNotHaveDuplicates();
      Map<Long, String> found = new HashMap<>();
      events.forEach(each -> found.put(each.seqNr(), text(each)));
      long mayBeGone = deletionsAsked.getOrDefault(id, 0L);
      atLeast.forEach(
          (seqNr, content) -> {
            if (seqNr > mayBeGone) {
              assertThat(found).as("events of %s", id).containsEntry(seqNr, content);
            } else if (found.containsKey(seqNr)) {
              assertThat(found).containsEntry(seqNr, content);
            }
          });
    }

    private static Map<Long, String> history(View view, String id, long to) {
      TreeMap<Long, String> history = new TreeMap<>();
      view.events(0, id, 0, to, 10_000, Long.MAX_VALUE)
          .forEach(each -> history.put(each.seqNr(), text(each)));
      return history;
    }

    /** Without what somebody may have deleted. */
    private Map<Long, String> remaining(String id, Map<Long, String> history) {
      Map<Long, String> remaining = new TreeMap<>(history);
      remaining.keySet().removeIf(seqNr -> seqNr <= deletionsAsked.getOrDefault(id, 0L));
      return remaining;
    }

    private static List<String> contents(View view) {
      List<String> contents = new ArrayList<>();
      view.forEach(
          (key, value) ->
              contents.add(HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value)));
      return contents;
    }

    @Override
    public void close() {
      nodes.forEach(SimulatedLog.Node::close);
    }
  }
}

package io.hie.sharding.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.sharding.allocation.LoadBalance.Move;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadBalanceTest {
  private static final int RUNS = 500;
  private static final double THRESHOLD = 0.2;
  private static final double FLOOR = 100;
  private static final LoadBalance BALANCE = new LoadBalance(THRESHOLD, FLOOR);

  /** A cluster as a seed has it. */
  private static final class Scene {
    final long seed;
    final Random random;
    final Set<String> nodes;
    final Map<Integer, String> where = new HashMap<>();
    final Map<Integer, Double> rates = new HashMap<>();

    Scene(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      List<String> names =
          IntStream.range(0, 1 + random.nextInt(6)).mapToObj(i -> "node-" + i).toList();
      nodes = new TreeSet<>(names);
      int shards = 1 + random.nextInt(64);
      boolean skewed = random.nextBoolean();
      for (int shard = 0; shard < shards; shard++) {
        where.put(shard, names.get(random.nextInt(names.size())));
        double some = random.nextDouble() * 100;
        rates.put(shard, skewed ? some * some * some / 1000 : some);
      }
    }

    Map<String, Double> loads() {
      return LoadBalance.loads(where, rates, nodes);
    }

    double mean() {
      return loads().values().stream().mapToDouble(each -> each).average().orElseThrow();
    }

    double most() {
      return loads().values().stream().mapToDouble(each -> each).max().orElseThrow();
    }

    /** What it would see if each figure were off by a part of it. */
    Optional<Move> decide(double off) {
      Map<Integer, Double> seen = new HashMap<>();
      rates.forEach(
          (shard, rate) -> seen.put(shard, rate * (1 + off * (2 * random.nextDouble() - 1))));
      return BALANCE.decide(where, seen, nodes, Map.of());
    }

    @Override
    public String toString() {
      return "seed " + seed + ": " + nodes.size() + " nodes, " + where.size() + " shards";
    }
  }

  @Test
  void shouldComeToAnEndAndNeverMoveAShardThatDoesNotEven() {
    for (long seed = 1; seed <= RUNS; seed++) {
      Scene scene = new Scene(seed);
      int moves = 0;
      for (Optional<Move> move = scene.decide(0); move.isPresent(); move = scene.decide(0)) {
        double before = Math.max(load(scene, move.get().from()), load(scene, move.get().to()));
        assertThat(scene.where.get(move.get().shard()))
            .as("%s", scene)
            .isEqualTo(move.get().from());
        assertThat(move.get().to())
            .as("%s", scene)
            .isIn(scene.nodes)
            .isNotEqualTo(move.get().from());
        scene.where.put(move.get().shard(), move.get().to());
        double after = Math.max(load(scene, move.get().from()), load(scene, move.get().to()));
        assertThat(after).as("%s", scene).isLessThan(before);
        assertThat(++moves).as("%s", scene).isLessThanOrEqualTo(scene.where.size() * 2);
      }
      // what is left is even enough, or small, or no one shard would even it by the margin
      if (scene.most() > (1 + THRESHOLD) * scene.mean() && scene.most() >= FLOOR) {
        assertThat(bestGain(scene)).as("%s", scene).isLessThan(THRESHOLD * scene.mean() / 2);
      }
    }
  }

  private static double load(Scene scene, String node) {
    return scene.loads().get(node);
  }

  /** By trying every move. */
  private static double bestGain(Scene scene) {
    Map<String, Double> loads = scene.loads();
    String busiest =
        scene.nodes.stream()
            .max((a, b) -> Double.compare(loads.get(a), loads.get(b)))
            .orElseThrow();
    double best = 0;
    for (Map.Entry<Integer, String> each : scene.where.entrySet()) {
      for (String to : scene.nodes) {
        if (each.getValue().equals(busiest) && !to.equals(busiest)) {
          Map<Integer, String> then = new HashMap<>(scene.where);
          then.put(each.getKey(), to);
          Map<String, Double> after = LoadBalance.loads(then, scene.rates, scene.nodes);
          best = Math.max(best, loads.get(busiest) - Math.max(after.get(busiest), after.get(to)));
        }
      }
    }
    return best;
  }

  @Test
  void shouldNeverBringAShardBackThoughFiguresTremble() {
    for (long seed = 1; seed <= RUNS; seed++) {
      Scene scene = new Scene(seed);
      Map<Integer, Set<String>> was = new HashMap<>();
      int moves = 0;
      for (int look = 0; look < 200; look++) {
        Optional<Move> move = scene.decide(0.02);
        if (move.isPresent()) {
          moves++;
          was.computeIfAbsent(move.get().shard(), first -> new TreeSet<>()).add(move.get().from());
          assertThat(was.get(move.get().shard()))
              .as("%s: shard %d was there before", scene, move.get().shard())
              .doesNotContain(move.get().to());
          scene.where.put(move.get().shard(), move.get().to());
        }
      }
      assertThat(moves).as("%s", scene).isLessThanOrEqualTo(scene.where.size() * 2);
    }
  }

  @Test
  void shouldLeaveShardsWhereLittleIsDone() {
    Set<String> nodes = Set.of("a", "b");
    Map<Integer, String> allAtA = Map.of(0, "a", 1, "a");
    assertThat(BALANCE.decide(allAtA, Map.of(0, 49.0, 1, 50.0), nodes, Map.of())).isEmpty();
    assertThat(BALANCE.decide(allAtA, Map.of(0, 50.0, 1, 50.0), nodes, Map.of())).isPresent();
  }

  @Test
  void shouldLeaveAShardThatIsAllTheLoadAndTakeWhatIsBesideIt() {
    Set<String> nodes = Set.of("a", "b");
    Map<Integer, String> where = Map.of(0, "a", 1, "a");
    assertThat(BALANCE.decide(where, Map.of(0, 900.0), nodes, Map.of())).isEmpty();
    assertThat(BALANCE.decide(where, Map.of(0, 900.0, 1, 200.0), nodes, Map.of()))
        .contains(new Move(1, "a", "b"));
  }

  @Test
  void shouldMoveOnlyIfTheBusiestHasMoreThanItsPartByTheThreshold() {
    Set<String> nodes = Set.of("a", "b");
    Map<Integer, String> where =
        IntStream.range(0, 40).boxed().collect(Collectors.toMap(i -> i, i -> i < 20 ? "a" : "b"));
    Map<Integer, Double> rates = new HashMap<>();
    where.forEach((shard, node) -> rates.put(shard, node.equals("a") ? 12.0 : 8.0));
    assertThat(BALANCE.decide(where, rates, nodes, Map.of())).as("20 % above the mean").isEmpty();
    where.forEach((shard, node) -> rates.put(shard, node.equals("a") ? 40.0 : 20.0));
    assertThat(BALANCE.decide(where, rates, nodes, Map.of())).as("33 % above it").isPresent();
  }

  @Test
  void shouldPreferANodeThatIsWarmWhereTheGainIsTheSame() {
    Map<Integer, String> where = Map.of(0, "a", 1, "a");
    Map<Integer, Double> rates = Map.of(0, 200.0, 1, 200.0);
    for (String warm : List.of("b", "c")) {
      for (int shard : List.of(0, 1)) {
        assertThat(BALANCE.decide(where, rates, Set.of("a", "b", "c"), Map.of(warm, Set.of(shard))))
            .contains(new Move(shard, "a", warm));
      }
    }
  }
}

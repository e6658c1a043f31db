package io.hie.sharding.single;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ProductionSettings.LoadBalancingStrategy;
import io.hie.actormodel.runtime.ItemAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinglePlacementTest {
  private static final int NO_BOUND = Integer.MAX_VALUE;

  private final Map<String, SingleItem> items = new TreeMap<>();
  private final Map<String, String> where = new HashMap<>();
  private final Map<String, Double> load = new HashMap<>();

  private void items(int count, LoadBalancingStrategy strategy, int capacity) {
    for (int i = 0; i < count; i++) {
      SingleItem item =
          new SingleItem(
              new ItemAddress("royal", "ADT", "item " + i), strategy, capacity, 0.2, true);
      items.put(item.id(), item);
    }
  }

  /** By what runs on them and what that has to do. */
  private List<SinglePlacement.Node> nodes(String... names) {
    List<SinglePlacement.Node> nodes = new ArrayList<>();
    for (String name : names) {
      double all =
          where.entrySet().stream()
              .filter(each -> each.getValue().equals(name))
              .mapToDouble(each -> load.getOrDefault(each.getKey(), 0.0))
              .sum();
      nodes.add(new SinglePlacement.Node(name, all, Map.of()));
    }
    return nodes;
  }

  private SinglePlacement look(String... names) {
    return new SinglePlacement(items, nodes(names), where);
  }

  private void placeAll(String... names) {
    for (String id : items.keySet()) {
      where.computeIfAbsent(id, absent -> look(names).choose(absent));
    }
  }

  /** Moves until nothing is to be moved; how many did. */
  private int settle(String... names) {
    int moved = 0;
    for (List<String> moves = look(names).moves(load);
        !moves.isEmpty();
        moves = look(names).moves(load)) {
      for (String id : moves) {
        where.remove(id);
        where.put(id, Objects.requireNonNull(look(names).choose(id)));
      }
      moved += moves.size();
      assertThat(moved).as("it comes to rest").isLessThanOrEqualTo(items.size() * 2);
    }
    return moved;
  }

  private int countAt(String node) {
    return (int) where.values().stream().filter(node::equals).count();
  }

  @Test
  void shouldSpreadRoundRobinAndMoveWhatANodeThatComesIsToHave() {
    items(6, LoadBalancingStrategy.ROUND_ROBIN, NO_BOUND);
    placeAll("a", "b");
    assertThat(countAt("a")).isEqualTo(3);
    assertThat(settle("a", "b")).isZero();

    assertThat(settle("a", "b", "c")).isEqualTo(2);

    assertThat(List.of(countAt("a"), countAt("b"), countAt("c"))).containsOnly(2);
  }

  @Test
  void shouldMoveNothingRoundRobinWhereThatWouldOnlyTurnTheImbalanceRound() {
    items(1, LoadBalancingStrategy.ROUND_ROBIN, NO_BOUND);
    placeAll("a");
    assertThat(settle("a", "b", "c")).isZero();
  }

  @Test
  void shouldMoveByHashOnlyWhatTheNodeThatComesRanksFirstFor() {
    items(30, LoadBalancingStrategy.HASH_BASED, NO_BOUND);
    placeAll("a", "b");
    Map<String, String> before = Map.copyOf(where);

    settle("a", "b", "c");

    assertThat(countAt("c")).isBetween(4, 17);
    where.forEach((id, node) -> assertThat(node).as(id).isIn(before.get(id), "c"));
  }

  @ParameterizedTest
  @EnumSource(LoadBalancingStrategy.class)
  void shouldMoveWhatANodeThatGoesHasAndNothingElse(LoadBalancingStrategy strategy) {
    items(9, strategy, NO_BOUND);
    placeAll("a", "b", "c");
    Map<String, String> before = Map.copyOf(where);

    List<String> moves = look("a", "b").moves(load);

    assertThat(moves)
        .containsExactlyInAnyOrderElementsOf(
            items.keySet().stream().filter(id -> before.get(id).equals("c")).toList());
    moves.forEach(id -> assertThat(look("a", "b").choose(id)).isIn("a", "b"));
  }

  @Test
  void shouldMoveByLoadOnlyWhenItIsMoreUnevenThanTheThreshold() {
    items(4, LoadBalancingStrategy.LEAST_LOADED, NO_BOUND);
    List<String> ids = List.copyOf(items.keySet());
    ids.forEach(id -> where.put(id, where.size() < 2 ? "a" : "b"));
    load.putAll(Map.of(ids.get(0), 55.0, ids.get(1), 60.0, ids.get(2), 50.0, ids.get(3), 50.0));
    assertThat(look("a", "b").moves(load)).as("7 %% above the mean").isEmpty();

    load.putAll(Map.of(ids.get(0), 100.0, ids.get(1), 15.0, ids.get(2), 40.0, ids.get(3), 45.0));
    assertThat(look("a", "b").moves(load)).as("15 %%, though it would be even").isEmpty();

    load.putAll(Map.of(ids.get(0), 150.0, ids.get(1), 60.0, ids.get(2), 10.0, ids.get(3), 50.0));

    assertThat(look("a", "b").moves(load)).as("what evens most").containsExactly(ids.get(1));
  }

  @Test
  void shouldLeaveOneItemThatHasAllTheLoadWhereItIs() {
    items(2, LoadBalancingStrategy.LEAST_LOADED, NO_BOUND);
    List<String> ids = List.copyOf(items.keySet());
    where.putAll(Map.of(ids.get(0), "a", ids.get(1), "b"));
    load.putAll(Map.of(ids.get(0), 1000.0));
    assertThat(settle("a", "b")).isZero();
  }

  @Test
  void shouldComeToRestWhateverTheLoadIs() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      items.clear();
      where.clear();
      load.clear();
      items(1 + random.nextInt(20), LoadBalancingStrategy.LEAST_LOADED, NO_BOUND);
      items.keySet().forEach(id -> where.put(id, List.of("a", "b", "c").get(random.nextInt(3))));
      items.keySet().forEach(id -> load.put(id, random.nextDouble() * random.nextInt(500)));
      settle("a", "b", "c");
    }
  }

  @Test
  void shouldKeepToTheCapacityAndSayWhenNoNodeHasRoom() {
    items(3, LoadBalancingStrategy.ROUND_ROBIN, 1);
    List<String> ids = List.copyOf(items.keySet());
    where.put(ids.get(0), "a");
    assertThat(look("a", "b").choose(ids.get(1))).isEqualTo("b");
    where.put(ids.get(1), "b");
    assertThat(look("a", "b").choose(ids.get(2))).isNull();
    assertThat(
            new SinglePlacement(
                    items,
                    List.of(new SinglePlacement.Node("c", 0, Map.of("royal/ADT", 1))),
                    Map.of())
                .choose(ids.get(2)))
        .as("what other rules place there counts")
        .isNull();
  }

  @Test
  void shouldMoveNothingThatIsNotToMove() {
    items(4, LoadBalancingStrategy.ROUND_ROBIN, NO_BOUND);
    items.replaceAll(
        (id, item) ->
            new SingleItem(
                item.address(), item.strategy(), item.nodeCapacity(), item.threshold(), false));
    placeAll("a");
    assertThat(settle("a", "b")).isZero();
  }
}

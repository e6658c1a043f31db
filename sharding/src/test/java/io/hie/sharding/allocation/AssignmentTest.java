package io.hie.sharding.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final int SHARDS = 16;

  private static List<String> nodes(int howMany) {
    return IntStream.range(0, howMany).mapToObj(i -> "pekko://hie@10.0.0." + i + ":25520").toList();
  }

  private static List<String> homes(Assignment assignment) {
    return IntStream.range(0, SHARDS).mapToObj(i -> assignment.keepers(i).getFirst()).toList();
  }

  @Test
  void shouldBeTheSameWhateverTheOrderOfTheNodes() {
    List<String> shuffled = new ArrayList<>(nodes(5));
    Collections.shuffle(shuffled, new Random(1));
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(Assignment.of(shuffled, SHARDS, 1).keepers(shard))
          .isEqualTo(Assignment.of(nodes(5), SHARDS, 1).keepers(shard));
    }
  }

  @Test
  void shouldGiveEachNodeItsShareAndEachShardItsStandbys() {
    for (int howMany = 1; howMany <= 9; howMany++) {
      for (int standbys = 0; standbys <= 3; standbys++) {
        Assignment assignment = Assignment.of(nodes(howMany), SHARDS, standbys);
        int copies = Math.min(howMany, standbys + 1);
        for (int shard = 0; shard < SHARDS; shard++) {
          assertThat(assignment.keepers(shard)).hasSize(copies).doesNotHaveDuplicates();
        }
        int share = (SHARDS + howMany - 1) / howMany;
        Map<String, Long> atHome =
            homes(assignment).stream()
                .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
        assertThat(atHome.values()).allMatch(count -> count <= share);
        for (String node : nodes(howMany)) {
          assertThat(assignment.keptBy(node)).hasSizeLessThanOrEqualTo((share + 1) * copies);
        }
      }
    }
  }

  @Test
  void shouldLetEveryNodeKeepAllIfToldTo() {
    Assignment assignment = Assignment.of(nodes(4), SHARDS, Integer.MAX_VALUE);
    nodes(4).forEach(node -> assertThat(assignment.keptBy(node)).hasSize(SHARDS));
  }

  @Test
  void shouldMoveLittleWhenANodeComesOrGoes() {
    for (int howMany = 2; howMany <= 8; howMany++) {
      List<String> before = homes(Assignment.of(nodes(howMany), SHARDS, 1));
      List<String> after = homes(Assignment.of(nodes(howMany + 1), SHARDS, 1));
      long moved =
          IntStream.range(0, SHARDS).filter(i -> !before.get(i).equals(after.get(i))).count();
      assertThat(moved).as("from %d nodes to one more", howMany).isLessThanOrEqualTo(SHARDS / 2);
    }
  }

  @Test
  void shouldChooseTheWarmKeeperAndElseAnyWarmNode() {
    Assignment assignment = Assignment.of(nodes(4), SHARDS, 1);
    String home = assignment.keepers(3).getFirst();
    String standby = assignment.keepers(3).getLast();
    String third =
        nodes(4).stream().filter(each -> !assignment.keepers(3).contains(each)).findFirst().get();
    Set<String> all = new HashSet<>(nodes(4));

    assertThat(Allocation.choose(3, assignment, all, Map.of(home, Set.of(3)), Map.of()))
        .isEqualTo(home);
    assertThat(Allocation.choose(3, assignment, all, Map.of(standby, Set.of(3)), Map.of()))
        .isEqualTo(standby);
    assertThat(Allocation.choose(3, assignment, all, Map.of(third, Set.of(3)), Map.of()))
        .isEqualTo(third);
    assertThat(Allocation.choose(3, assignment, all, Map.of(), Map.of())).isEqualTo(home);
    all.remove(home);
    assertThat(Allocation.choose(3, assignment, all, Map.of(), Map.of())).isEqualTo(standby);
    assertThat(Allocation.choose(3, assignment, Set.of(), Map.of(), Map.of())).isNull();
  }

  @Test
  void shouldMoveAFewShardsAtATimeAndOnlyToWarmHomes() {
    Assignment assignment = Assignment.of(nodes(2), SHARDS, 1);
    String first = nodes(2).getFirst();
    String second = nodes(2).getLast();
    Map<Integer, String> allOnFirst =
        IntStream.range(0, SHARDS).boxed().collect(Collectors.toMap(i -> i, i -> first));
    Set<Integer> ofSecond =
        IntStream.range(0, SHARDS)
            .filter(i -> assignment.keepers(i).getFirst().equals(second))
            .boxed()
            .collect(Collectors.toSet());
    Set<String> nodes = Set.copyOf(nodes(2));

    assertThat(Allocation.moves(allOnFirst, assignment, nodes, Map.of(), 2)).isEmpty();
    Set<Integer> moves =
        Allocation.moves(allOnFirst, assignment, nodes, Map.of(second, ofSecond), 2);
    assertThat(moves).hasSize(2).isSubsetOf(ofSecond);
    Map<Integer, String> settled =
        IntStream.range(0, SHARDS)
            .boxed()
            .collect(Collectors.toMap(i -> i, i -> assignment.keepers(i).getFirst()));
    Set<Integer> everything = settled.keySet();
    assertThat(
            Allocation.moves(
                settled, assignment, nodes, Map.of(first, everything, second, everything), 2))
        .isEmpty();
  }

  @Test
  void shouldGiveAShardAnotherHomeAndLeaveAllOthersWhereTheyAre() {
    List<String> nodes = nodes(4);
    for (int standbys = 0; standbys <= 3; standbys++) {
      Assignment even = Assignment.of(nodes, SHARDS, standbys);
      for (String home : nodes) {
        Assignment moved = Assignment.of(nodes, SHARDS, standbys, Map.of(3, home));
        assertThat(moved.keepers(3).getFirst()).isEqualTo(home);
        assertThat(moved.keepers(3)).hasSameSizeAs(even.keepers(3)).doesNotHaveDuplicates();
        if (standbys > 0 && !home.equals(even.keepers(3).getFirst())) {
          assertThat(moved.keepers(3).get(1)).isEqualTo(even.keepers(3).getFirst());
        }
        for (int shard = 0; shard < SHARDS; shard++) {
          if (shard != 3) {
            assertThat(moved.keepers(shard)).isEqualTo(even.keepers(shard));
          }
        }
      }
      assertThat(Assignment.of(nodes, SHARDS, standbys, Map.of(3, "gone")).keepers(3))
          .isEqualTo(even.keepers(3));
    }
  }
}

package io.hie.sharding.allocation;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The decisions of {@link WarmAllocation}. Pure. */
final class Allocation {
  private Allocation() {}

  /**
   * Where a shard starts: at the first of its keepers that is warm, else at any node that is warm
   * and has least to do, else at the first of its keepers.
   *
   * @param nodes that shards can run on now
   * @param warm what is warm where, by node
   * @param load how many shards run where
   * @return null if there is no node
   */
  static @Nullable String choose(
      int shard,
      Assignment assignment,
      Set<String> nodes,
      Map<String, Set<Integer>> warm,
      Map<String, Integer> load) {
    for (String keeper : assignment.keepers(shard)) {
      if (nodes.contains(keeper) && isWarm(warm, keeper, shard)) {
        return keeper;
      }
    }
    Comparator<String> leastFirst =
        Comparator.<String>comparingInt(node -> load.getOrDefault(node, 0))
            .thenComparing(node -> node);
    return nodes.stream()
        .filter(node -> isWarm(warm, node, shard))
        .min(leastFirst)
        .orElseGet(
            () ->
                assignment.keepers(shard).stream()
                    .filter(nodes::contains)
                    .findFirst()
                    .orElseGet(() -> nodes.stream().min(leastFirst).orElse(null)));
  }

  /**
   * Which shards are to move now.
   *
   * @param where each runs
   * @param atOnce how many at most
   */
  static Set<Integer> moves(
      Map<Integer, String> where,
      Assignment assignment,
      Set<String> nodes,
      Map<String, Set<Integer>> warm,
      int atOnce) {
    Set<Integer> moves = new LinkedHashSet<>();
    new TreeMap<>(where)
        .forEach(
            (shard, node) -> {
              if (moves.size() == atOnce || assignment.keepers(shard).isEmpty()) {
                return;
              }
              String home = assignment.keepers(shard).getFirst();
              if (!home.equals(node) && nodes.contains(home) && isWarm(warm, home, shard)) {
                moves.add(shard);
              }
            });
    return moves;
  }

  private static boolean isWarm(Map<String, Set<Integer>> warm, String node, int shard) {
    return warm.getOrDefault(node, Set.of()).contains(shard);
  }
}

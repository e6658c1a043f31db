package io.hie.sharding.allocation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Which nodes are to keep the log of which shard: its home first, then its standbys. A pure
 * function of the nodes, so all come to the same without talking.
 *
 * <p>Rendezvous hashing with a bound: each shard ranks the nodes by a hash of both, and takes the
 * best that has not got its share yet. A node that comes takes shards from the others, a node that
 * goes leaves its shards to their standbys, and little else moves.
 */
final class Assignment {
  private final List<List<String>> keepers;

  private Assignment(List<List<String>> keepers) {
    this.keepers = keepers;
  }

  /**
   * Assigns shards to nodes.
   *
   * @param nodes that carry shards, in any order
   * @param shards how many there are, numbered from 0
   * @param standbys how many nodes beside its home keep a shard's log; as many as there are if that
   *     is fewer
   */
  static Assignment of(Collection<String> nodes, int shards, int standbys) {
    return of(nodes, shards, standbys, Map.of());
  }

  /**
   * As {@link #of(Collection, int, int)}, but for shards that have been given another home. The
   * home that such a one would have had is its first standby; all others are where they would be
   * without it.
   *
   * @param moved the homes of such shards; those of nodes that are not there do not count
   */
  static Assignment of(
      Collection<String> nodes, int shards, int standbys, Map<Integer, String> moved) {
    Assignment even = even(nodes, shards, standbys);
    moved.forEach(
        (shard, node) -> {
          if (shard < shards && nodes.contains(node)) {
            List<String> keepers = even.keepers.get(shard);
            int copies = keepers.size();
            keepers.remove(node);
            keepers.addFirst(node);
            keepers.subList(copies, keepers.size()).clear();
          }
        });
    return even;
  }

  private static Assignment even(Collection<String> nodes, int shards, int standbys) {
    List<String> known = nodes.stream().distinct().sorted().toList();
    if (known.isEmpty()) {
      return new Assignment(IntStream.range(0, shards).mapToObj(i -> List.<String>of()).toList());
    }
    List<List<String>> keepers = new ArrayList<>();
    List<List<String>> ranked = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      keepers.add(new ArrayList<>());
      ranked.add(ranked(known, shard));
    }
    int copies = (int) Math.min(known.size(), 1L + standbys);
    for (int copy = 0; copy < copies; copy++) {
      Map<String, Integer> taken = new HashMap<>();
      int share = (shards + known.size() - 1) / known.size();
      for (int shard = 0; shard < shards; shard++) {
        List<String> have = keepers.get(shard);
        List<String> free =
            ranked.get(shard).stream().filter(node -> !have.contains(node)).toList();
        String next =
            free.stream()
                .filter(node -> taken.getOrDefault(node, 0) < share)
                .findFirst()
                .orElseGet(free::getFirst);
        taken.merge(next, 1, Integer::sum);
        have.add(next);
      }
    }
    return new Assignment(keepers);
  }

  private static List<String> ranked(List<String> nodes, int shard) {
    return nodes.stream()
        .sorted(
            Comparator.<String>comparingLong(node -> hash(node, shard)).thenComparing(node -> node))
        .toList();
  }

  private static long hash(String node, int shard) {
    CRC32C crc = new CRC32C();
    crc.update((shard + " " + node).getBytes(StandardCharsets.UTF_8));
    // CRCs of texts that differ in one place differ alike; this stirs them.
    long mixed = crc.getValue() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }

  /** The home of a shard and its standbys, in this order; empty if there is no node. */
  List<String> keepers(int shard) {
    return keepers.get(shard);
  }

  /** What a node is to keep. */
  Set<Integer> keptBy(String node) {
    Set<Integer> kept = new TreeSet<>();
    for (int shard = 0; shard < keepers.size(); shard++) {
      if (keepers.get(shard).contains(node)) {
        kept.add(shard);
      }
    }
    return kept;
  }
}

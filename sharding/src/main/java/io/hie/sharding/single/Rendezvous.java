package io.hie.sharding.single;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Rendezvous hashing: everything to be placed ranks the nodes by a hash of both. A node that comes
 * takes from the others what ranks it first, a node that goes leaves what it has to the next in
 * their ranks, and nothing else moves. Pure.
 */
public final class Rendezvous {
  private Rendezvous() {}

  /** The nodes as something ranks them, best first. */
  public static List<String> ranked(Collection<String> nodes, String what) {
    return nodes.stream()
        .distinct()
        .sorted(
            Comparator.<String>comparingLong(node -> hash(node, what)).thenComparing(node -> node))
        .toList();
  }

  /**
   * Gives each its best node that has room left.
   *
   * @param most how many a node takes
   * @return node by what was placed, without what found no room
   */
  public static Map<String, String> placed(List<String> what, Collection<String> nodes, int most) {
    Map<String, Integer> taken = new HashMap<>();
    Map<String, String> placed = new LinkedHashMap<>();
    for (String each : what) {
      for (String node : ranked(nodes, each)) {
        if (taken.getOrDefault(node, 0) < most) {
          taken.merge(node, 1, Integer::sum);
          placed.put(each, node);
          break;
        }
      }
    }
    return placed;
  }

  private static long hash(String node, String what) {
    CRC32C crc = new CRC32C();
    crc.update((what + " " + node).getBytes(StandardCharsets.UTF_8));
    // CRCs of texts that differ in one place differ alike; this stirs them.
    long mixed = crc.getValue() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}

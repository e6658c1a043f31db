package io.hie.sharding.allocation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which shard is to move so that nodes have more even loads. Pure.
 *
 * <p>One leaves the busiest node if that has more than its part by the threshold. Each move brings
 * loads closer together, so with figures that stay as they are it comes to an end. And either the
 * node that it goes to stays below its part and half the threshold, so that it is not the next to
 * be relieved, or the move evens the two nodes by half the threshold at least: so figures that
 * tremble a little do not bring it back.
 *
 * @param threshold how much more than the mean, as a part of it, a node may have
 * @param floor messages a second below which a node has nothing to be relieved of
 */
record LoadBalance(double threshold, double floor) {

  /** A move that gains less is not worth it, as a part of the threshold. */
  private static final double LEAST_GAIN = 0.05;

  /** A shard's way. */
  record Move(int shard, String from, String to) {}

  /**
   * The move that evens most; of several that do, one to a node that is warm for the shard.
   *
   * @param where each shard runs
   * @param rates messages a second of each shard; 0 if it is not here
   * @param nodes that are to share the load
   * @param warm what could start where at once, by node
   */
  Optional<Move> decide(
      Map<Integer, String> where,
      Map<Integer, Double> rates,
      Set<String> nodes,
      Map<String, Set<Integer>> warm) {
    Map<String, Double> loads = loads(where, rates, nodes);
    double mean = loads.values().stream().mapToDouble(each -> each).average().orElse(0);
    Optional<Map.Entry<String, Double>> busiest =
        loads.entrySet().stream()
            .max(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry::getKey));
    if (busiest.isEmpty()
        || busiest.get().getValue() < floor
        || busiest.get().getValue() <= (1 + threshold) * mean) {
      return Optional.empty();
    }
    String from = busiest.get().getKey();
    Comparator<Move> best =
        Comparator.<Move>comparingDouble(move -> gain(move, loads, rates))
            .thenComparing(move -> warm.getOrDefault(move.to(), Set.of()).contains(move.shard()))
            .thenComparing(Move::to)
            .thenComparing(Move::shard);
    return where.entrySet().stream()
        .filter(each -> each.getValue().equals(from))
        .flatMap(
            each ->
                nodes.stream()
                    .filter(to -> !to.equals(from))
                    .map(to -> new Move(each.getKey(), from, to)))
        .filter(move -> isWorthwhile(move, loads, rates, mean))
        .max(best);
  }

  private boolean isWorthwhile(
      Move move, Map<String, Double> loads, Map<Integer, Double> rates, double mean) {
    double after = loads.get(move.to()) + rates.getOrDefault(move.shard(), 0.0);
    double gain = gain(move, loads, rates);
    return gain >= threshold * mean / 2
        || (after <= (1 + threshold / 2) * mean && gain >= threshold * mean * LEAST_GAIN);
  }

  /** By how much the busier of the two nodes has less after it. */
  private static double gain(Move move, Map<String, Double> loads, Map<Integer, Double> rates) {
    double own = rates.getOrDefault(move.shard(), 0.0);
    double from = loads.get(move.from());
    return from - Math.max(from - own, loads.get(move.to()) + own);
  }

  /** Messages a second of what each node runs. */
  static Map<String, Double> loads(
      Map<Integer, String> where, Map<Integer, Double> rates, Set<String> nodes) {
    Map<String, Double> loads = new HashMap<>();
    nodes.forEach(node -> loads.put(node, 0.0));
    where.forEach(
        (shard, node) ->
            loads.computeIfPresent(node, (name, sum) -> sum + rates.getOrDefault(shard, 0.0)));
    return loads;
  }
}

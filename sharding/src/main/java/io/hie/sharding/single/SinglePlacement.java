package io.hie.sharding.single;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which node runs an item of which there is one, and when it moves. Pure.
 *
 * <p>{@code round_robin} counts items, {@code least_loaded} messages, {@code hash_based} neither:
 * each item has a rank of nodes. What runs stays where it is until its node goes or nodes are
 * uneven by more than the threshold; then one item moves, if that makes them more even.
 */
final class SinglePlacement {
  /** Messages a second below which a node has nothing to be relieved of. */
  private static final double WORTH_MOVING = 10;

  /**
   * A node that items can run on.
   *
   * @param load messages a second of all its items
   * @param taken items of each production that are placed there by other rules, by workspace and
   *     name with a slash between
   */
  record Node(String name, double load, Map<String, Integer> taken) {
    Node {
      taken = Map.copyOf(taken);
    }
  }

  private final Map<String, SingleItem> items;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, String> where = new HashMap<>();

  /**
   * A look at everything.
   *
   * @param items all that there are, by id
   * @param nodes that may be given items
   * @param where each item runs, by id; other nodes than these are on their way out
   */
  SinglePlacement(
      Map<String, SingleItem> items, Collection<Node> nodes, Map<String, String> where) {
    this.items = Map.copyOf(items);
    nodes.forEach(node -> this.nodes.put(node.name(), node));
    where.forEach(
        (id, node) -> {
          if (items.containsKey(id)) {
            this.where.put(id, node);
          }
        });
  }

  /** The node for an item that runs nowhere; null if none has room. */
  @Nullable String choose(String id) {
    SingleItem item = items.get(id);
    if (item == null) {
      return null;
    }
    List<String> ranked = withRoom(item);
    return switch (item.strategy()) {
      case HASH_BASED -> ranked.isEmpty() ? null : ranked.getFirst();
      case ROUND_ROBIN -> ranked.stream().min(Comparator.comparingInt(this::count)).orElse(null);
      case LEAST_LOADED ->
          ranked.stream()
              .min(Comparator.comparingDouble(this::load).thenComparingInt(this::count))
              .orElse(null);
    };
  }

  /** In the item's order. */
  private List<String> withRoom(SingleItem item) {
    return Rendezvous.ranked(nodes.keySet(), item.id()).stream()
        .filter(node -> placedOf(item.production(), node, item.id()) < item.nodeCapacity())
        .toList();
  }

  private int placedOf(String production, String node, String but) {
    int placed = node(node).taken().getOrDefault(production, 0);
    for (Map.Entry<String, String> each : where.entrySet()) {
      SingleItem other = items.get(each.getKey());
      if (other != null
          && each.getValue().equals(node)
          && !each.getKey().equals(but)
          && other.production().equals(production)) {
        placed++;
      }
    }
    return placed;
  }

  /**
   * Those to move because their node is going or, one at a time, because another is to have it.
   *
   * @param load messages a second of each item, by id
   */
  List<String> moves(Map<String, Double> load) {
    List<String> leaving = new ArrayList<>();
    where.forEach(
        (id, node) -> {
          if (!nodes.containsKey(node) && choose(id) != null) {
            leaving.add(id);
          }
        });
    if (!leaving.isEmpty()) {
      return leaving.stream().sorted().toList();
    }
    return where.keySet().stream()
        .sorted()
        .map(items::get)
        .filter(item -> item != null && item.mayMove())
        .filter(item -> isBetterElsewhere(item, load.getOrDefault(item.id(), 0.0)))
        .max(Comparator.comparingDouble(item -> gain(item, load)))
        .map(item -> List.of(item.id()))
        .orElse(List.of());
  }

  /** Among several, the one whose move evens most. */
  private double gain(SingleItem item, Map<String, Double> load) {
    double own = load.getOrDefault(item.id(), 0.0);
    String from = where.get(item.id());
    Optional<String> to = Optional.ofNullable(chooseAway(item));
    return from == null || to.isEmpty()
        ? 0
        : load(from) - Math.max(load(from) - own, load(to.get()) + own);
  }

  private @Nullable String chooseAway(SingleItem item) {
    Map<String, String> others = new HashMap<>(where);
    others.remove(item.id());
    return new SinglePlacement(items, nodes.values(), others).choose(item.id());
  }

  private boolean isBetterElsewhere(SingleItem item, double own) {
    String from = where.get(item.id());
    String to = chooseAway(item);
    if (from == null || to == null || to.equals(from)) {
      return false;
    }
    return switch (item.strategy()) {
      case HASH_BASED -> true;
      case ROUND_ROBIN ->
          count(from) - count(to) >= 2 && count(from) > (1 + item.threshold()) * mean(this::count);
      case LEAST_LOADED -> {
        double mean = mean(this::load);
        double after = Math.max(load(from) - own, load(to) + own);
        yield load(from) >= WORTH_MOVING
            && load(from) > (1 + item.threshold()) * mean
            // Half of what is uneven at least, else it would move back and forth for little.
            && load(from) - after >= item.threshold() * mean / 2;
      }
    };
  }

  private double mean(java.util.function.ToDoubleFunction<String> of) {
    return nodes.keySet().stream().mapToDouble(of).average().orElse(0);
  }

  private int count(String node) {
    return (int) where.values().stream().filter(node::equals).count();
  }

  private double load(String node) {
    return node(node).load();
  }

  private Node node(String name) {
    Node node = nodes.get(name);
    return node == null ? new Node(name, 0, Map.of()) : node;
  }
}

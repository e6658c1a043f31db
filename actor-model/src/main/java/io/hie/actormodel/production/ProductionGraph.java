package io.hie.actormodel.production;

import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which item sends to which: the {@code TargetConfigNames} of a production, whatever its items
 * decide for one message. Without cycles. Immutable, and cheap to ask: reachability is worked out
 * once.
 */
public final class ProductionGraph {
  private final List<String> names;
  private final Map<String, Integer> indexes;
  private final List<List<String>> targets;
  private final List<String> order;
  private final BitSet[] upstream;

  private ProductionGraph(Map<String, List<String>> edges) {
    names = List.copyOf(edges.keySet());
    indexes = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      indexes.put(names.get(i), i);
    }
    targets = names.stream().map(name -> List.copyOf(edges.get(name))).toList();
    order = inOrder();
    upstream = closure();
  }

  /**
   * The graph of these items.
   *
   * @param edges the targets of each item, by name
   * @throws IllegalArgumentException if a target is no item, or there is a cycle
   */
  public static ProductionGraph of(Map<String, List<String>> edges) {
    return new ProductionGraph(edges);
  }

  /** The graph of these items. */
  public static ProductionGraph of(Collection<ItemDefinition> items) {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (ItemDefinition item : items) {
      edges.put(item.name(), item.host().targetConfigNames());
    }
    return of(edges);
  }

  /** All items, in the order of the document. */
  public List<String> items() {
    return names;
  }

  /** All items, each after every item that sends to it. */
  public List<String> downstreamOrder() {
    return order;
  }

  /** The items that an item may send to, in the order of its {@code TargetConfigNames}. */
  public List<String> targets(String item) {
    return targets.get(index(item));
  }

  /** The items that a service's messages enter first. */
  public List<String> entryItems(String service) {
    return targets(service);
  }

  /** Every item from which {@code item} can be reached, over one step or many; not itself. */
  public Set<String> upstreamOf(String item) {
    return new NameSet(upstream[index(item)]);
  }

  /** Whether a message at {@code item} may later come to {@code later}. */
  public boolean reaches(String item, String later) {
    return upstream[index(later)].get(index(item));
  }

  private int index(String item) {
    Integer index = indexes.get(item);
    if (index == null) {
      throw new IllegalArgumentException("no item " + item + " in this production");
    }
    return index;
  }

  private List<String> inOrder() {
    int[] awaited = new int[names.size()];
    targets.forEach(all -> all.forEach(target -> awaited[index(target)]++));
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < awaited.length; i++) {
      if (awaited[i] == 0) {
        ready.add(i);
      }
    }
    List<String> found = new ArrayList<>(names.size());
    while (!ready.isEmpty()) {
      int item = ready.remove();
      found.add(names.get(item));
      for (String target : targets.get(item)) {
        if (--awaited[index(target)] == 0) {
          ready.add(index(target));
        }
      }
    }
    if (found.size() < names.size()) {
      throw new IllegalArgumentException("the items of a production must not form a cycle");
    }
    return Collections.unmodifiableList(found);
  }

  private BitSet[] closure() {
    BitSet[] above = new BitSet[names.size()];
    for (int i = 0; i < above.length; i++) {
      above[i] = new BitSet(above.length);
    }
    for (String item : order) {
      int from = index(item);
      for (String target : targets.get(from)) {
        above[index(target)].or(above[from]);
        above[index(target)].set(from);
      }
    }
    return above;
  }

  /** Names by their bits. */
  private final class NameSet extends AbstractSet<String> {
    private final BitSet bits;

    NameSet(BitSet bits) {
      this.bits = bits;
    }

    @Override
    public boolean contains(Object name) {
      Integer index = indexes.get(name);
      return index != null && bits.get(index);
    }

    @Override
    public Iterator<String> iterator() {
      return bits.stream().mapToObj(names::get).iterator();
    }

    @Override
    public int size() {
      return bits.cardinality();
    }
  }
}

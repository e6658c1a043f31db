package io.hie.sharding.history;

import io.hie.actormodel.item.LegId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open legs of one history in a lane for each item, and in each lane in the order of
 * acceptance: which is next where (promise 3).
 */
final class Lanes {
  private final Map<String, TreeMap<LegId, Leg>> lanes = new HashMap<>();
  private int legs;

  void add(Leg leg) {
    lanes.computeIfAbsent(leg.item, item -> new TreeMap<>()).put(leg.id, leg);
    legs++;
  }

  void remove(Leg leg) {
    TreeMap<LegId, Leg> lane = lanes.get(leg.item);
    lane.remove(leg.id);
    legs--;
    if (lane.isEmpty()) {
      lanes.remove(leg.item);
    }
  }

  @Nullable Leg find(LegId id, String item) {
    TreeMap<LegId, Leg> lane = lanes.get(item);
    return lane == null ? null : lane.get(id);
  }

  /** The open leg of this id, wherever it is. */
  @Nullable Leg find(LegId id) {
    for (TreeMap<LegId, Leg> lane : lanes.values()) {
      Leg leg = lane.get(id);
      if (leg != null) {
        return leg;
      }
    }
    return null;
  }

  /** The items that something is open at. */
  Collection<String> busyItems() {
    return new ArrayList<>(lanes.keySet());
  }

  /**
   * The leg that is next at an item: the first of its lane, unless an earlier message is still at
   * an item upstream and may yet come here, or at one of those that this one awaits ({@code
   * sync_reliable}).
   *
   * @param upstream all items from which a message can come to this one
   */
  @Nullable Leg next(String item, Set<String> upstream, Set<String> awaited) {
    Leg first = first(item);
    return first == null || isBehind(first, upstream) || isBehind(first, awaited) ? null : first;
  }

  private boolean isBehind(Leg leg, Set<String> items) {
    for (String item : items) {
      TreeMap<LegId, Leg> lane = lanes.get(item);
      if (lane != null && lane.firstKey().message() < leg.id.message()) {
        return true;
      }
    }
    return false;
  }

  /** The earliest leg at an item, whether it may go or not; null if there is none. */
  @Nullable Leg first(String item) {
    TreeMap<LegId, Leg> lane = lanes.get(item);
    return lane == null ? null : lane.firstEntry().getValue();
  }

  /** The first legs at an item, whatever is open before them. */
  List<Leg> firstAt(String item, int most) {
    TreeMap<LegId, Leg> lane = lanes.get(item);
    return lane == null ? List.of() : lane.values().stream().limit(most).toList();
  }

  /** The items that this message or an earlier one is open at. */
  Set<String> itemsOpenUpTo(long message) {
    Set<String> items = new HashSet<>();
    lanes.forEach(
        (item, lane) -> {
          if (lane.firstKey().message() <= message) {
            items.add(item);
          }
        });
    return items;
  }

  /** How many legs there are. */
  int count() {
    return legs;
  }

  /** All of them, by message and place. */
  List<Leg> all() {
    List<Leg> all = new ArrayList<>();
    lanes.values().forEach(lane -> all.addAll(lane.values()));
    all.sort(Comparator.comparing(leg -> leg.id));
    return all;
  }

  /** Those of one message, by place. */
  List<Leg> of(long message) {
    List<Leg> legs = new ArrayList<>();
    for (TreeMap<LegId, Leg> lane : lanes.values()) {
      legs.addAll(lane.subMap(new LegId(message, "0"), new LegId(message + 1, "0")).values());
    }
    legs.sort(Comparator.comparing(leg -> leg.id));
    return legs;
  }
}

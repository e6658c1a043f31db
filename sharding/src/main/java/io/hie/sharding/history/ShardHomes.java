package io.hie.sharding.history;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Which node has which shard, as the nodes say themselves, and the messages that wait because that
 * node cannot be reached. Told to its region they would be lost, and their senders would have to
 * find out by their own timeouts; so they wait until another node has the shard, or that one can be
 * reached again, and go then in the order in which they came. Safe from any thread.
 */
final class ShardHomes {
  /** More go to the region as if nothing were known: each sender waits for its answer anyway. */
  static final int MOST_WAITING = 10_000;

  private final Map<Integer, String> homes = new HashMap<>();
  private final Map<String, ActorRef<Door.Through>> doors = new HashMap<>();
  private final Map<Integer, Queue<Runnable>> waiting = new HashMap<>();
  private Set<String> away = Set.of();
  private int count;

  /** Almost always false, and then all this costs one read. */
  private volatile boolean anyAway;

  /** The doors of the nodes that can be reached, by the shards that these have. */
  private volatile Map<Integer, ActorRef<Door.Through>> open = Map.of();

  /**
   * A node says which shards it has.
   *
   * @param door the way into it; null for this node itself
   */
  synchronized void at(String node, Set<Integer> shards, @Nullable ActorRef<Door.Through> door) {
    for (int shard : shards) {
      homes.put(shard, node);
    }
    if (door != null) {
      doors.put(node, door);
    }
    changed();
  }

  /** These nodes cannot be reached, or are gone and their shards are nowhere yet. */
  synchronized void away(Set<String> nodes) {
    away = Set.copyOf(nodes);
    anyAway = !away.isEmpty();
    changed();
  }

  /** The nodes that are said to have shards. */
  synchronized Set<String> nodes() {
    return Set.copyOf(homes.values());
  }

  /** What a node had is not known to be anywhere. */
  synchronized void forget(String node) {
    homes.values().removeIf(node::equals);
    changed();
  }

  /**
   * The way into the other node that has a shard; null if none is known, or it cannot be reached.
   */
  @Nullable ActorRef<Door.Through> door(int shard) {
    return open.get(shard);
  }

  /** Sends now, or when the shard can be reached. */
  void send(int shard, Runnable message) {
    if (!anyAway) {
      message.run();
      return;
    }
    synchronized (this) {
      if (isAway(shard) && count < MOST_WAITING) {
        waiting.computeIfAbsent(shard, first -> new ArrayDeque<>()).add(message);
        count++;
        return;
      }
    }
    message.run();
  }

  private void changed() {
    doors.keySet().retainAll(homes.values()); // who gets a shard says its door again
    Map<Integer, ActorRef<Door.Through>> now = new HashMap<>();
    homes.forEach(
        (shard, node) -> {
          ActorRef<Door.Through> door = doors.get(node);
          if (door != null && !away.contains(node)) {
            now.put(shard, door);
          }
        });
    open = Map.copyOf(now);
    letGo();
  }

  private boolean isAway(int shard) {
    String home = homes.get(shard);
    return home != null && away.contains(home);
  }

  /** While nobody else can send, so that none comes before those that waited. */
  private void letGo() {
    waiting
        .entrySet()
        .removeIf(
            each -> {
              if (isAway(each.getKey())) {
                return false;
              }
              count -= each.getValue().size();
              each.getValue().forEach(Runnable::run);
              return true;
            });
  }
}

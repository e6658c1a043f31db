package io.hie.sharding.history;

import io.hie.sharding.key.EntityId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What the histories of each shard do on this node. A history writes its own figures where only it
 * writes, and counts a message in an adder of its shard; adding up is for who asks. Safe from any
 * thread.
 */
final class ShardLoads {
  static final String NAME = "shard-loads";

  /** Over how many looks a rate is. */
  private static final int LOOKS = 12;

  /** Time to note how many messages there were. */
  enum Look {
    LOOK
  }

  /** The figures of a history: written by its actor, read by any thread. */
  static final class OfHistory {
    private final int shard;
    private int openMessages;
    private int openLegs;

    /** When the oldest open message came; 0 if none is open. Written last and read first. */
    private volatile long oldest;

    private OfHistory(int shard) {
      this.shard = shard;
    }

    /** How a history is now. */
    void now(History history) {
      openMessages = history.openMessages();
      openLegs = history.lanes().count();
      oldest = history.oldestOpenMillis();
    }
  }

  private final Clock clock;
  private final Duration window;
  private final LongAdder[] messages;
  private final Set<OfHistory> awake = ConcurrentHashMap.newKeySet();

  /** How many messages each shard had at the last looks, in a ring. */
  private final long[][] seen;

  private int next;

  /**
   * Of so many shards.
   *
   * @param window over how long rates are
   */
  ShardLoads(int shards, Duration window, Clock clock) {
    this.clock = clock;
    this.window = window;
    this.messages = Stream.generate(LongAdder::new).limit(shards).toArray(LongAdder[]::new);
    this.seen = new long[LOOKS + 1][shards];
  }

  /** The figures of a history that is about to wake. */
  OfHistory of(String entityId) {
    return new OfHistory(EntityId.shardOf(entityId, messages.length));
  }

  void woke(OfHistory history) {
    awake.add(history);
  }

  void sleeps(OfHistory history) {
    awake.remove(history);
  }

  /** A history has taken in a message, for good. */
  void count(OfHistory history) {
    messages[history.shard].increment();
  }

  /** The actor that looks how many messages there were. */
  Behavior<Look> behavior() {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerAtFixedRate(Look.LOOK, window.dividedBy(LOOKS));
          return Behaviors.receiveMessage(
              look -> {
                look();
                return Behaviors.same();
              });
        });
  }

  synchronized void look() {
    next = (next + 1) % seen.length;
    Arrays.setAll(seen[next], shard -> messages[shard].sum());
  }

  /** Messages a second of the shards that had any within the window. */
  synchronized Map<Integer, Double> perSecond() {
    Map<Integer, Double> rates = new HashMap<>();
    for (int shard = 0; shard < messages.length; shard++) {
      double rate = rate(shard);
      if (rate > 0) {
        rates.put(shard, rate);
      }
    }
    return rates;
  }

  private synchronized double rate(int shard) {
    long then = seen[(next + 1) % seen.length][shard];
    return (seen[next][shard] - then) * 1000.0 / window.toMillis();
  }

  /** All shards, by their numbers. */
  List<ShardLoad> all() {
    int[] histories = new int[messages.length];
    int[] open = new int[messages.length];
    int[] legs = new int[messages.length];
    long[] oldest = new long[messages.length];
    for (OfHistory each : awake) {
      long since = each.oldest;
      histories[each.shard]++;
      open[each.shard] += each.openMessages;
      legs[each.shard] += each.openLegs;
      if (since > 0) {
        long before = oldest[each.shard];
        oldest[each.shard] = before == 0 ? since : Math.min(before, since);
      }
    }
    long now = clock.millis();
    List<ShardLoad> all = new ArrayList<>();
    for (int shard = 0; shard < messages.length; shard++) {
      all.add(
          new ShardLoad(
              shard,
              messages[shard].sum(),
              rate(shard),
              histories[shard],
              open[shard],
              legs[shard],
              oldest[shard] == 0 ? 0 : Math.max(0, now - oldest[shard])));
    }
    return all;
  }
}

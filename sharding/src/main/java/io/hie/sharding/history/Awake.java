package io.hie.sharding.history;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The histories that are awake on this node, so that what is for one of them need not go through
 * the mailboxes of region and shard. Safe from any thread.
 *
 * <p>A history that stops takes itself out first, and sends on what still reaches it. Who had
 * looked it up before and tells it after it is gone tells nobody: a message is then not
 * acknowledged, and an outcome is found out by delivering again, as after a crash.
 */
final class Awake {
  private static final int LANES = 4_096;

  private final Map<String, ActorRef<HistoryCommand>> histories = new ConcurrentHashMap<>();

  /** Submissions that went another way and have no answer yet, by a hash of their history. */
  private final AtomicIntegerArray otherwise = new AtomicIntegerArray(LANES);

  void add(String entityId, ActorRef<HistoryCommand> history) {
    histories.put(entityId, history);
  }

  void remove(String entityId, ActorRef<HistoryCommand> history) {
    histories.remove(entityId, history);
  }

  @Nullable ActorRef<HistoryCommand> find(String entityId) {
    return histories.get(entityId);
  }

  /**
   * A history that may be told of a submission: none while an earlier one is on another way, where
   * it must not be overtaken.
   */
  @Nullable ActorRef<HistoryCommand> findUnlessOvertaking(String entityId) {
    return otherwise.get(lane(entityId)) == 0 ? find(entityId) : null;
  }

  /**
   * A submission goes through a region, or by another node's door.
   *
   * @return whether no earlier one is on such a way, which it could overtake on another
   */
  boolean began(String entityId) {
    return otherwise.getAndIncrement(lane(entityId)) == 0;
  }

  /** It was answered, or given up. */
  void ended(String entityId) {
    otherwise.decrementAndGet(lane(entityId));
  }

  private static int lane(String entityId) {
    return entityId.hashCode() & (LANES - 1);
  }
}

package io.hie.sharding.history;

import io.hie.sharding.key.EntityId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many messages of each production are accepted and not finished on this node. When there are
 * too many, services stop reading until a tenth is done, so that a destination that is down for
 * long ends as backpressure on the senders and not as a full heap. So do they while another node
 * has too many, which {@link FullNodes} tells. Safe from any thread.
 */
public final class OpenMessages {
  private final Map<String, Count> byProduction = new ConcurrentHashMap<>();

  /** The count of one production. */
  private static final class Count {
    private long open;
    private boolean closed;
    private long reopenAt;
    private boolean fullElsewhere;
    private List<Runnable> waiting = new ArrayList<>();
  }

  void add(String entityId, int delta) {
    if (delta == 0) {
      return;
    }
    Count count = count(EntityId.workspaceOf(entityId), EntityId.projectOf(entityId));
    List<Runnable> toRun = List.of();
    synchronized (count) {
      count.open += delta;
      if (count.closed && delta < 0 && count.open <= count.reopenAt) {
        count.closed = false;
        toRun = count.waiting;
        count.waiting = new ArrayList<>();
      }
    }
    toRun.forEach(Runnable::run);
  }

  /**
   * Whether more may be accepted.
   *
   * @param most how many may be open
   * @param onOpen run once when there is room again, if there is none now
   */
  public boolean isOpen(String workspace, String project, int most, Runnable onOpen) {
    Count count = count(workspace, project);
    synchronized (count) {
      if (!isFull(count, most) && !count.fullElsewhere) {
        return true;
      }
      count.waiting.add(onOpen);
      return false;
    }
  }

  private static boolean isFull(Count count, int most) {
    if (count.open >= most && !count.closed) {
      count.closed = true;
      count.reopenAt = (long) most - Math.max(1, most / 10);
    }
    return count.closed;
  }

  /** Whether this node has too many, until a tenth of them is done. */
  boolean isFull(String workspace, String project, int most) {
    Count count = count(workspace, project);
    synchronized (count) {
      return isFull(count, most);
    }
  }

  /** Other nodes have too many of these productions, named with a slash, and of no others. */
  void fullElsewhere(Set<String> full) {
    full.forEach(name -> byProduction.computeIfAbsent(name, any -> new Count()));
    byProduction.forEach(
        (name, count) -> {
          List<Runnable> toRun = List.of();
          synchronized (count) {
            boolean now = full.contains(name);
            if (count.fullElsewhere && !now && !count.closed) {
              toRun = count.waiting;
              count.waiting = new ArrayList<>();
            }
            count.fullElsewhere = now;
          }
          toRun.forEach(Runnable::run);
        });
  }

  /** How many messages of a production are open on this node. */
  public long open(String workspace, String project) {
    Count count = count(workspace, project);
    synchronized (count) {
      return count.open;
    }
  }

  private Count count(String workspace, String project) {
    return byProduction.computeIfAbsent(workspace + "/" + project, name -> new Count());
  }
}

package io.hie.httpapi.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who listens: a buffer between what happens and a connection that takes its time, and the position
 * of what was taken. Events come from the hub of this node and, by {@link LiveStream}, from those
 * of others. Safe from any thread; one taker at a time.
 */
public final class Listener implements AutoCloseable {
  private final LiveHub hub;
  private final String workspace;
  private final Set<Topic> topics;
  private final String who;
  private final int most;
  private final ArrayDeque<LiveEvent> buffer = new ArrayDeque<>();
  private final Position position;
  private final Set<String> claimed = new HashSet<>();
  private @Nullable CompletableFuture<Boolean> waiting;
  private long missed;

  /** Entries of the audit trail that wait until those before them were read; null once they are. */
  private @Nullable List<LiveEvent> held;

  private long audited;

  /**
   * One who begins.
   *
   * @param position where they were; changed as they take
   */
  Listener(
      LiveHub hub, String workspace, Set<Topic> topics, String who, int most, Position position) {
    this.hub = hub;
    this.workspace = workspace;
    this.topics = Set.copyOf(topics);
    this.who = who;
    this.most = most;
    this.position = position;
    this.held = topics.contains(Topic.AUDIT) ? new ArrayList<>() : null;
  }

  /**
   * An entry of the audit trail.
   *
   * @param json asked for once
   */
  public record AuditEntry(long number, Supplier<String> json) {}

  String workspace() {
    return workspace;
  }

  String who() {
    return who;
  }

  boolean wants(Topic topic) {
    return topics.contains(topic);
  }

  /** What is listened to. */
  public Set<Topic> topics() {
    return topics;
  }

  void offer(LiveEvent event) {
    CompletableFuture<Boolean> taker;
    synchronized (this) {
      if (event.name().equals(Topic.AUDIT.word()) && isHeldOrKnown(event)) {
        return;
      }
      if (buffer.size() >= most - 1) {
        missed++;
        return;
      }
      if (missed > 0) {
        buffer.add(missed());
      }
      buffer.add(event);
      taker = waiting;
      waiting = null;
    }
    if (taker != null) {
      taker.complete(true);
    }
  }

  private boolean isHeldOrKnown(LiveEvent entry) {
    if (held != null) {
      if (held.size() < LiveHub.WAITING) {
        held.add(entry);
      } else {
        missed++;
      }
      return true;
    }
    boolean known = entry.number() <= audited;
    audited = Math.max(audited, entry.number());
    return known;
  }

  /**
   * The audit trail was read up to now: entries that were told meanwhile come after it.
   *
   * @param from the number after which entries are new to the listener
   * @param read those after it, in their order
   * @param all whether that is all of them
   */
  public void audited(String trail, long from, List<AuditEntry> read, boolean all) {
    List<LiveEvent> since;
    synchronized (this) {
      since = held == null ? List.of() : held;
      held = null;
      audited = from;
    }
    claim(trail, from);
    if (!all) {
      offer(LiveHub.missed("too-long-ago", 0));
    }
    read.forEach(
        each -> offer(new LiveEvent(trail, each.number(), Topic.AUDIT.word(), each.json())));
    since.forEach(this::offer);
  }

  /** The audit trail cannot be read now. */
  public void auditAway() {
    synchronized (this) {
      held = null;
    }
    offer(LiveHub.missed("audit-unavailable", 0));
  }

  private LiveEvent missed() {
    long count = missed;
    missed = 0;
    return LiveHub.missed("slow", count);
  }

  // --- where it is

  /** The position of what was taken, as the id of an event would have it. */
  synchronized String position() {
    return position.text();
  }

  /** A source is there, and what comes of it begins after this number. */
  synchronized void claim(String source, long number) {
    claimed.add(source);
    position.put(source, number);
  }

  /** The number of the last event of a source that was taken; -1 if nothing is known of it. */
  public synchronized long positionOf(String source) {
    return position.of(source);
  }

  /**
   * All sources that there are have been {@link #claim claimed}. If the listener comes from others,
   * which are gone, it is told that it may have missed something of them.
   */
  void settle() {
    boolean gone;
    synchronized (this) {
      gone = !claimed.containsAll(position.sources());
      position.keepOnly(claimed);
    }
    if (gone) {
      offer(LiveHub.missed("another-node-or-start", 0));
    }
  }

  // --- taking

  /** What has come since, as frames with the listener's ids; waits until there is something. */
  public CompletionStage<List<byte[]>> take() {
    return something()
        .thenApply(
            there -> {
              List<byte[]> frames = new ArrayList<>();
              synchronized (this) {
                for (LiveEvent each : drain()) {
                  if (!each.isToldOnce()) {
                    position.put(each.source(), each.number());
                  }
                  frames.add(each.frame(each.isToldOnce() ? "" : position.text()));
                }
              }
              return frames;
            });
  }

  /** The same for another node, which knows its listener's position itself. */
  CompletionStage<List<LiveEvent>> events() {
    return something().thenApply(there -> drain());
  }

  private CompletionStage<Boolean> something() {
    synchronized (this) {
      if (buffer.isEmpty() && missed == 0) {
        CompletableFuture<Boolean> taker = new CompletableFuture<>();
        waiting = taker;
        return taker;
      }
    }
    return CompletableFuture.completedFuture(true);
  }

  private synchronized List<LiveEvent> drain() {
    List<LiveEvent> all = new ArrayList<>(buffer);
    buffer.clear();
    if (missed > 0) {
      all.add(missed());
    }
    return all;
  }

  /** No more is wanted. Safe to repeat. */
  @Override
  public void close() {
    hub.remove(this);
  }
}

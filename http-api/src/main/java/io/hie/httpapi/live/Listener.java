package io.hie.httpapi.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who listens: a buffer between what happens and a connection that takes its time. Safe from any
 * thread; one taker at a time.
 */
public final class Listener implements AutoCloseable {
  private final LiveHub hub;
  private final String workspace;
  private final Set<Topic> topics;
  private final String who;
  private final int most;
  private final ArrayDeque<LiveEvent> buffer = new ArrayDeque<>();
  private @Nullable CompletableFuture<List<byte[]>> waiting;
  private long missed;

  Listener(LiveHub hub, String workspace, Set<Topic> topics, String who, int most) {
    this.hub = hub;
    this.workspace = workspace;
    this.topics = Set.copyOf(topics);
    this.who = who;
    this.most = most;
  }

  String workspace() {
    return workspace;
  }

  String who() {
    return who;
  }

  boolean wants(Topic topic) {
    return topics.contains(topic);
  }

  Set<Topic> topics() {
    return topics;
  }

  void offer(LiveEvent event) {
    CompletableFuture<List<byte[]>> taker;
    synchronized (this) {
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
      taker.complete(drain());
    }
  }

  private LiveEvent missed() {
    long count = missed;
    missed = 0;
    return LiveHub.missed("slow", count);
  }

  /** What has come since; waits until there is something. */
  public CompletionStage<List<byte[]>> take() {
    CompletableFuture<List<byte[]>> taker = new CompletableFuture<>();
    synchronized (this) {
      if (buffer.isEmpty() && missed == 0) {
        waiting = taker;
        return taker;
      }
    }
    taker.complete(drain());
    return taker;
  }

  private synchronized List<byte[]> drain() {
    List<byte[]> frames = new ArrayList<>(buffer.size() + 1);
    buffer.forEach(each -> frames.add(each.frame()));
    buffer.clear();
    if (missed > 0) {
      frames.add(missed().frame());
    }
    return frames;
  }

  /** No more is wanted. Safe to repeat. */
  @Override
  public void close() {
    hub.remove(this);
  }
}

package io.hie.protocols.mllp;

import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.protocols.mllp.MllpOperation.Event;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The links of one operation, and the messages that wait for one. Takes turns among the links that
 * are free, so that none falls silent for long. Safe from any thread.
 */
final class LinkPool {
  private static final Reason STOPPED = new Reason("stopped", "the item is stopped");

  private final Target target;
  private final PoolStatus status;
  private final EventLoopGroup loops;
  private final List<Link> links = new ArrayList<>();
  private final Object lock = new Object();

  // Guarded by the lock.
  private final ArrayDeque<Link> free = new ArrayDeque<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Set<Link> up = new HashSet<>();
  private TransportFault lastFault = TransportFault.CONNECT_TIMEOUT;
  private boolean closing;

  /** A message without a link, and the end of its patience. */
  private static final class Waiting {
    final Exchange exchange;
    @Nullable ScheduledFuture<?> end;
    boolean longer; // whether it has been given time for busy links to become free

    Waiting(Exchange exchange) {
      this.exchange = exchange;
    }
  }

  LinkPool(Target target, PoolStatus status, EventLoopGroup loops, Supplier<Backoff> backoffs) {
    this.target = target;
    this.status = status;
    this.loops = loops;
    for (int i = 0; i < target.settings().connections(); i++) {
      links.add(new Link(target, this, loops.next(), backoffs.get()));
    }
  }

  void open() {
    status.opening();
    links.forEach(Link::open);
  }

  /** Sends on a free link, or on the next that is; gives up after ConnectTimeout without one. */
  void send(Exchange exchange) {
    dispatch(exchange, false);
  }

  /** A link that was thought free is not: the message goes before those that wait. */
  void putBack(Exchange exchange) {
    dispatch(exchange, true);
  }

  private void dispatch(Exchange exchange, boolean first) {
    Link link;
    boolean stopped;
    synchronized (lock) {
      stopped = closing;
      link = stopped ? null : free.poll();
      if (link == null && !stopped) {
        Waiting entry = new Waiting(exchange);
        if (first) {
          waiting.addFirst(entry);
        } else {
          waiting.addLast(entry);
        }
        endLater(entry, target.settings().connectTimeout());
      }
    }
    if (stopped) {
      exchange.end(new NotSent(STOPPED));
    } else if (link != null) {
      link.send(exchange);
    }
  }

  private void endLater(Waiting entry, Duration patience) {
    entry.end =
        loops.next().schedule(() -> outOfPatience(entry), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void outOfPatience(Waiting entry) {
    Reason reason;
    synchronized (lock) {
      if (!waiting.contains(entry)) {
        return;
      }
      if (!up.isEmpty() && !entry.longer) {
        entry.longer = true;
        endLater(entry, target.settings().ackTimeout());
        return;
      }
      waiting.remove(entry);
      reason =
          up.isEmpty()
              ? new Reason(
                  lastFault.code(), "no connection to " + target.name() + ": " + lastFault.text())
              : new Reason("links-busy", "all connections to " + target.name() + " are busy");
    }
    entry.exchange.end(new NotSent(reason));
  }

  /** A link can take a message. */
  void ready(Link link) {
    Waiting next;
    synchronized (lock) {
      next = waiting.poll();
      if (next == null) {
        free.add(link);
        return;
      }
      if (next.end != null) {
        next.end.cancel(false);
      }
    }
    link.send(next.exchange);
  }

  /** A link has a connection. */
  void up(Link link) {
    synchronized (lock) {
      target.tally().count(Event.CONNECTED);
      up.add(link);
      status.up(up.size(), links.size());
    }
  }

  /** A link has lost its connection, or could not make one. */
  void down(Link link, TransportFault fault) {
    synchronized (lock) {
      if (fault.isOfConnection()) {
        lastFault = fault;
      }
      free.remove(link);
      boolean was = up.remove(link);
      target.tally().count(was ? Event.CONNECTION_LOST : Event.CONNECT_FAILED);
      if (!closing) {
        status.down(fault, up.size(), links.size());
      }
    }
  }

  /** The receiver answers again: links that wait for their next attempt need not. */
  void wellAgain() {
    synchronized (lock) {
      if (up.size() == links.size()) {
        return;
      }
    }
    links.forEach(Link::hurry);
  }

  /** Takes no more messages and closes each link when its message is answered. */
  CompletableFuture<Void> close() {
    List<Waiting> left;
    synchronized (lock) {
      closing = true;
      left = List.copyOf(waiting);
      waiting.clear();
      free.clear();
    }
    for (Waiting entry : left) {
      entry.exchange.end(new NotSent(STOPPED));
    }
    return CompletableFuture.allOf(
        links.stream().map(Link::close).toArray(CompletableFuture<?>[]::new));
  }

  /** Closes all links at once. */
  void abandon() {
    links.forEach(Link::abandon);
  }
}

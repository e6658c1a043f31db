package io.hie.chaostests.load;

import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.message.GeneratedMessage;
import io.hie.chaostests.message.MessageGenerator;
import io.hie.chaostests.mllp.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's share of a load. The window holds what was sent and is not acknowledged yet, the
 * oldest first. Answers must come in the order of sending; messages refused with AE stay at the
 * window's head, and once the rest is answered too, they are sent again. After a lost connection
 * the whole window is sent again.
 */
final class Lane {
  private static final long FIRST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final int index;
  private final LoadSettings settings;
  private final MessageGenerator generator;
  private final LoadLedger ledger;
  private final LoadStats stats;
  private final long start;
  private final Link link;
  private final List<InFlight> window = new ArrayList<>();
  private int negative; // how many at the head of the window were answered AE over this connection
  private @Nullable GeneratedMessage held; // waits until its patient has nothing in the window
  private long pause = FIRST_PAUSE_NANOS;
  private long nextTry;
  private long connecting;
  private boolean ending;

  private static final class InFlight {
    final GeneratedMessage message;
    final String controlId;
    final long firstSent;
    long lastSent;
    int attempts = 1;

    InFlight(GeneratedMessage message, long now) {
      this.message = message;
      this.controlId = message.id().toString();
      this.firstSent = now;
      this.lastSent = now;
    }
  }

  Lane(
      int index,
      LoadSettings settings,
      MessageGenerator generator,
      LoadLedger ledger,
      LoadStats stats,
      Selector selector,
      long start) {
    this.index = index;
    this.settings = settings;
    this.generator = generator;
    this.ledger = ledger;
    this.stats = stats;
    this.start = start;
    this.nextTry = start;
    this.link = new Link(settings.targets(), index, selector, this);
  }

  /** Does what is due. Called every few milliseconds. */
  void tick(long now, boolean noMore) {
    ending |= noMore;
    if (link.isClosed()) {
      if (!isDone() && now - nextTry >= 0) {
        connecting = now;
        link.connect();
      }
    } else if (!link.isOpen()) {
      if (now - connecting > settings.answerTimeout().toNanos()) {
        link.lose("timeout");
      }
    } else if (negative == window.size()) {
      if (negative > 0 && now - nextTry >= 0) {
        resend(now);
      }
      fill(now);
    } else if (now - window.get(negative).lastSent > settings.answerTimeout().toNanos()) {
      stats.timeouts++;
      link.lose("timeout");
    } else {
      fill(now);
    }
  }

  /** Whether nothing is left to send or to wait for. */
  boolean isDone() {
    boolean more = held != null || generator.peek(index) < settings.messages();
    return window.isEmpty() && (ending || !more);
  }

  void onReady() {
    link.onReady();
  }

  void onOpen() {
    long now = System.nanoTime();
    resend(now);
    fill(now);
  }

  void onLost(String reason, boolean wasOpen) {
    long now = System.nanoTime();
    if (wasOpen) { // else it is one more try in vain while the node is down
      stats.linksLost++;
      write(new LoadEvent.LinkLost(index, now, reason));
    }
    pauseFrom(now);
  }

  void onAnswer(@Nullable Answer answer) {
    long now = System.nanoTime();
    if (answer == null
        || negative == window.size()
        || !answer.controlId().equals(window.get(negative).controlId)) {
      misanswered(now);
      return;
    }
    InFlight oldest = window.get(negative);
    if (answer.accepted()) {
      answered(oldest, now, answer);
      acknowledged(oldest, now);
    } else if (answer.retriable()) {
      answered(oldest, now, answer);
      stats.negative++;
      negative++;
      if (negative == window.size()) {
        pauseFrom(now);
      }
    } else if (answer.code().equals("AR") || answer.code().equals("CR")) {
      answered(oldest, now, answer);
      stats.refused++;
      window.remove(negative);
    } else {
      misanswered(now);
      return;
    }
    fill(now);
  }

  private void answered(InFlight message, long now, Answer answer) {
    write(new LoadEvent.Answered(message.message.number(), now, answer.code()));
  }

  private void acknowledged(InFlight message, long now) {
    window.remove(negative);
    pause = FIRST_PAUSE_NANOS;
    stats.acknowledged++;
    stats.longestWait = Math.max(stats.longestWait, now - message.firstSent);
    if (now - stats.measuredFrom >= 0) {
      stats.lastAcknowledged = now;
      stats.answerTimes.addNanos(now - message.lastSent);
      if (settings.ratePerSecond() > 0) {
        stats.fromDue.addNanos(now - due(message.message.number()));
      }
    }
  }

  private void misanswered(long now) {
    stats.mismatched++;
    write(new LoadEvent.Mismatched(index, now));
    link.lose("misanswered");
  }

  private void pauseFrom(long now) {
    nextTry = now + pause;
    pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
  }

  /** Sends the window again, in order, the same bytes. */
  private void resend(long now) {
    negative = 0;
    for (int i = 0; i < window.size() && link.isOpen(); i++) {
      InFlight again = window.get(i);
      again.attempts++;
      again.lastSent = now;
      stats.resent++;
      write(new LoadEvent.Resent(again.message.number(), again.attempts, now));
      link.send(again.message.frame());
    }
  }

  /** Sends new messages as far as the window and the rate allow. */
  private void fill(long now) {
    while (!ending && negative == 0 && window.size() < settings.window() && link.isOpen()) {
      GeneratedMessage next = held;
      if (next == null) {
        long number = generator.peek(index);
        boolean early = settings.ratePerSecond() > 0 && due(number) > now;
        if (number >= settings.messages() || early) {
          return;
        }
        next = generator.next(index);
      }
      if (!settings.samePatientInWindow() && isInWindow(next.patient())) {
        held = next;
        return;
      }
      held = null;
      window.add(new InFlight(next, now));
      stats.sent++;
      write(
          new LoadEvent.Sent(
              next.number(),
              next.patient(),
              next.sequence(),
              index,
              now,
              next.length(),
              next.digest(),
              next.type()));
      link.send(next.frame());
    }
  }

  private boolean isInWindow(int patient) {
    for (InFlight message : window) {
      if (message.message.patient() == patient) {
        return true;
      }
    }
    return false;
  }

  private long due(long number) {
    return start + (long) (number * 1e9 / settings.ratePerSecond());
  }

  private void write(LoadEvent event) {
    try {
      ledger.write(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    link.close();
  }
}

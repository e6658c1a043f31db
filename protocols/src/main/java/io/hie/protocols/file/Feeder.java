package io.hie.protocols.file;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.key.MessageKeys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hands the messages of one file over, in their order, several ahead of the first that is not yet
 * stored. What is not stored is handed over again, for as long as it takes, before anything after
 * it. Two messages that may have one history are never on their way together, so that even then the
 * file's order holds for each patient. Runs on the service's own thread, which it blocks.
 */
final class Feeder {
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** How long a stop waits for what is on its way. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private final Intake intake;
  private final Signal signal;
  private final int limit;
  private final Duration firstDelay;
  private final Logger log;
  private volatile boolean closed;
  private volatile boolean troubled;

  Feeder(Intake intake, Signal signal, int limit, Duration firstDelay, Logger log) {
    this.intake = intake;
    this.signal = signal;
    this.limit = limit;
    this.firstDelay = firstDelay;
    this.log = log;
  }

  /** Told of the messages in their order, each when it needs no more care. */
  @FunctionalInterface
  interface Done {
    /**
     * @param position from 1
     */
    void upTo(int position);
  }

  /** Deals with a message that cannot be read. */
  @FunctionalInterface
  interface SetAside {
    /**
     * @param position from 1
     * @return whether it is done; if not, it is asked again later
     */
    boolean setAside(int position, MessageFile.Part.Unreadable part);
  }

  private enum State {
    /** Handed over, not yet answered; or about to be. */
    PENDING,
    /** Stored, or set aside. */
    DONE,
    /** To be handed over again when its time has come. */
    WAITING
  }

  /** A message between being read and being stored. */
  private static final class Underway {
    private final int position;
    private final MessageFile.Part part;
    private Duration delay;
    private long retryAt;
    private volatile State state = State.PENDING; // written last, read first

    Underway(int position, MessageFile.Part part, Duration delay) {
      this.position = position;
      this.part = part;
      this.delay = delay;
    }

    private void retryLater() {
      retryAt = System.nanoTime() + delay.toNanos();
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
      state = State.WAITING;
    }

    private @Nullable MessageKeys keys() {
      return switch (part) {
        case MessageFile.Part.Message message -> message.submission().keys();
        case MessageFile.Part.Unreadable unreadable -> null;
      };
    }
  }

  /**
   * Hands over all that is left of a file.
   *
   * @return whether all is stored or set aside; false if it was told to stop before
   */
  boolean feed(MessageFile file, Done done, SetAside setAside) {
    Deque<Underway> window = new ArrayDeque<>();
    MessageFile.@Nullable Part next = null;
    while (true) {
      long heard = signal.rings();
      reap(window, done);
      if (next == null && file.hasNext() && window.size() < limit) {
        next = file.next();
      }
      if (window.isEmpty() && next == null) {
        return true;
      }
      if (signal.isStopping()) {
        drain(window, done);
        return window.isEmpty() && next == null && !file.hasNext();
      }
      Duration wait = retryWait(window);
      if (wait.isZero()) {
        if (mayHandOver()) {
          window.stream()
              .filter(each -> each.state == State.WAITING)
              .findFirst()
              .ifPresent(each -> handOver(each, setAside));
          continue;
        }
      } else if (wait.isNegative() && next != null && fits(next, window) && mayHandOver()) {
        Underway underway = new Underway(file.position(), next, firstDelay);
        window.add(underway);
        next = null;
        handOver(underway, setAside);
        continue;
      }
      signal.await(heard, wait.isPositive() ? wait : LONGEST_WAIT);
    }
  }

  private void reap(Deque<Underway> window, Done done) {
    while (!window.isEmpty() && window.peek().state == State.DONE) {
      done.upTo(window.remove().position);
    }
  }

  /** Until the first retry is due; zero if one is, negative if none waits. */
  private static Duration retryWait(Deque<Underway> window) {
    long now = System.nanoTime();
    Duration least = Duration.ofNanos(-1);
    for (Underway each : window) {
      if (each.state == State.WAITING) {
        Duration left = Duration.ofNanos(Math.max(0, each.retryAt - now));
        least = least.isNegative() || left.compareTo(least) < 0 ? left : least;
      }
    }
    return least;
  }

  private boolean fits(MessageFile.Part next, Deque<Underway> window) {
    if (window.size() >= limit) {
      return false;
    }
    return switch (next) {
      case MessageFile.Part.Unreadable unreadable -> true;
      case MessageFile.Part.Message message ->
          window.stream()
              .map(Underway::keys)
              .filter(Objects::nonNull)
              .noneMatch(keys -> mayShareHistory(keys, message.submission().keys()));
    };
  }

  /** Whether two messages may have one sharding key, as far as can be told here. */
  static boolean mayShareHistory(MessageKeys a, MessageKeys b) {
    boolean aHasPatient = a.nhsNumber() != null || a.localPatientId() != null;
    boolean bHasPatient = b.nhsNumber() != null || b.localPatientId() != null;
    if (!aHasPatient || !bHasPatient) {
      return true;
    }
    return (a.nhsNumber() != null && a.nhsNumber().equals(b.nhsNumber()))
        || (a.localPatientId() != null && a.localPatientId().equals(b.localPatientId()));
  }

  private boolean mayHandOver() {
    if (signal.isPaused() || closed) {
      return false;
    }
    closed = true; // before it is asked, since it may open while it answers
    if (intake.isOpen(this::opened)) {
      closed = false;
    }
    return !closed;
  }

  private void opened() {
    closed = false;
    signal.ring();
  }

  private void handOver(Underway underway, SetAside setAside) {
    switch (underway.part) {
      case MessageFile.Part.Message message -> {
        underway.state = State.PENDING;
        submit(underway, message.submission());
      }
      case MessageFile.Part.Unreadable unreadable -> {
        if (setAside.setAside(underway.position, unreadable)) {
          underway.state = State.DONE;
        } else {
          underway.retryLater();
        }
      }
    }
  }

  private void submit(Underway underway, Submission submission) {
    try {
      intake.submit(submission, acceptance -> answered(underway, acceptance));
    } catch (RuntimeException failed) {
      notStored(underway, failed.getClass().getName());
    }
  }

  private void answered(Underway underway, Acceptance acceptance) {
    switch (acceptance) {
      case Acceptance.Stored stored -> stored(underway);
      case Acceptance.Repeated repeated -> stored(underway);
      case Acceptance.NotStored not -> notStored(underway, not.reason());
      // A directory asks nobody, and both mean that it is stored.
      case Acceptance.Answered answered -> stored(underway);
      case Acceptance.Unanswered unanswered -> stored(underway);
    }
    signal.ring();
  }

  private void stored(Underway underway) {
    underway.state = State.DONE;
    troubled = false;
  }

  private void notStored(Underway underway, String reason) {
    if (!troubled) {
      troubled = true; // told once, not once a message and retry
      log.warn("messages are not stored and are handed over again until they are: {}", reason);
    }
    underway.retryLater();
  }

  /** Waits for answers under way, so that as little as can be is handed over twice. */
  private void drain(Deque<Underway> window, Done done) {
    long end = System.nanoTime() + STOP_PATIENCE.toNanos();
    while (true) {
      long heard = signal.rings();
      reap(window, done);
      long left = end - System.nanoTime();
      boolean pending = window.stream().anyMatch(each -> each.state == State.PENDING);
      if (!pending || left <= 0) {
        return;
      }
      signal.await(heard, Duration.ofNanos(left));
    }
  }
}

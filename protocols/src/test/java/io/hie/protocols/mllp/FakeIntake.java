package io.hie.protocols.mllp;

import io.hie.actormodel.item.Intake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine for tests. Stores at once, on the thread that submits, until told to {@link #hold()};
 * then its word is given by the test, in any order and from any thread.
 */
final class FakeIntake implements Intake {
  private final List<Held> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<Runnable> waitingForOpen = new ArrayList<>();
  private volatile boolean holding;
  private volatile RuntimeException failure;
  private boolean closed;

  record Held(Submission submission, Listener listener) {
    void say(Acceptance acceptance) {
      listener.onAcceptance(acceptance);
    }
  }

  @Override
  public void submit(Submission submission, Listener listener) {
    RuntimeException fails = failure;
    if (fails != null) {
      throw fails;
    }
    taken.add(new Held(submission, listener));
    if (!holding) {
      listener.onAcceptance(new Acceptance.Stored("m" + ids.incrementAndGet()));
    }
  }

  @Override
  public synchronized boolean isOpen(Runnable onOpen) {
    if (closed) {
      waitingForOpen.add(onOpen);
    }
    return !closed;
  }

  /** From now on the test says how submissions end. */
  void hold() {
    holding = true;
  }

  void failWith(RuntimeException failure) {
    this.failure = failure;
  }

  synchronized void close() {
    closed = true;
  }

  void open() {
    List<Runnable> told;
    synchronized (this) {
      closed = false;
      told = List.copyOf(waitingForOpen);
      waitingForOpen.clear();
    }
    told.forEach(Runnable::run);
  }

  /** What was submitted, in order. */
  List<Held> taken() {
    return taken;
  }

  Submission submission(int index) {
    return taken.get(index).submission();
  }

  /** Says that a held submission is stored, from a thread of the engine's own. */
  void store(int index) {
    say(index, new Acceptance.Stored("m" + ids.incrementAndGet()));
  }

  void say(int index, Acceptance acceptance) {
    Thread.ofVirtual().start(() -> taken.get(index).say(acceptance));
  }
}

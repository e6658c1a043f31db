package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Intake;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps an item that is started from taking part until the production that it belongs to is in
 * effect, so that no message meets a production that may yet be undone. Opened once. Safe from any
 * thread.
 */
final class Gate {
  private volatile boolean open;
  private final List<Runnable> waiting = new ArrayList<>();

  Gate(boolean open) {
    this.open = open;
  }

  boolean isOpen() {
    return open;
  }

  void open() {
    List<Runnable> toRun;
    synchronized (waiting) {
      open = true;
      toRun = List.copyOf(waiting);
      waiting.clear();
    }
    toRun.forEach(Runnable::run);
  }

  /** Whether it was open; if not, {@code onOpen} is run once when it is. */
  private boolean isOpen(Runnable onOpen) {
    if (open) {
      return true;
    }
    synchronized (waiting) {
      if (open) {
        return true;
      }
      waiting.add(onOpen);
      return false;
    }
  }

  /** A way in that is closed while the gate is. */
  Intake before(Intake intake) {
    return new Intake() {
      @Override
      public void submit(Submission submission, Listener listener) {
        if (open) {
          intake.submit(submission, listener);
        } else {
          listener.onAcceptance(new Acceptance.NotStored("its item is about to start"));
        }
      }

      @Override
      public boolean isOpen(Runnable onOpen) {
        return Gate.this.isOpen(onOpen) && intake.isOpen(onOpen);
      }
    };
  }
}

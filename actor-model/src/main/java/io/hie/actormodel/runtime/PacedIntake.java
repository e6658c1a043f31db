package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Intake;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The way in for a service with a rate limit: closed while its pace is used up, so that the service
 * stops reading and its senders wait. What is submitted nevertheless is taken, and what follows
 * waits longer for it. Safe from any thread.
 */
final class PacedIntake implements Intake {
  private final Intake intake;
  private final Pace pace;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  PacedIntake(Intake intake, Pace pace) {
    this.intake = intake;
    this.pace = pace;
    pace.onReady(this::ready);
  }

  @Override
  public void submit(Submission submission, Listener listener) {
    pace.pass();
    intake.submit(submission, listener);
  }

  @Override
  public boolean isOpen(Runnable onOpen) {
    if (!intake.isOpen(onOpen)) {
      return false;
    }
    waiting.add(onOpen); // before the look, or it could come too late for being woken
    if (!pace.mayPass()) {
      return false;
    }
    return waiting.remove(onOpen);
  }

  private void ready() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}

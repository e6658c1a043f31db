package io.hie.clusternode.deployment;

import io.hie.actormodel.item.Intake;
import io.hie.configuration.UsageMeter;

/**
 * Counts what comes in from outside, and refuses it when the workspace's quota is used up: the
 * sender is told and keeps the message. What is under way at that moment may go over it.
 *
 * @param rate of what one service takes in
 */
record MeteredIntake(Intake inner, UsageMeter.Meter meter, Rate rate) implements Intake {
  @Override
  public void submit(Submission submission, Listener listener) {
    String refusal = meter.refusal();
    if (refusal != null) {
      listener.onAcceptance(new Acceptance.NotStored(refusal, true));
      return;
    }
    inner.submit(
        submission,
        acceptance -> {
          switch (acceptance) {
            case Acceptance.Stored stored -> count();
            case Acceptance.Answered answered -> count();
            case Acceptance.Unanswered unanswered -> count();
            case Acceptance.Repeated repeated -> {}
            case Acceptance.NotStored notStored -> {}
          }
          listener.onAcceptance(acceptance);
        });
  }

  private void count() {
    meter.count();
    rate.count();
  }

  @Override
  public boolean isOpen(Runnable onOpen) {
    return inner.isOpen(onOpen);
  }
}

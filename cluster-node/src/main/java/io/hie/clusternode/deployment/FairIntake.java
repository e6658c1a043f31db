package io.hie.clusternode.deployment;

import io.hie.actormodel.item.Intake;

/**
 * Has what comes in wait for its turn while another workspace sends too. Not for services whose
 * senders wait for a receiver's answer: those hold their place for as long as that takes.
 */
record FairIntake(Intake inner, FairShares.Share share) implements Intake {
  @Override
  public void submit(Submission submission, Listener listener) {
    share.enter(
        () ->
            inner.submit(
                submission,
                acceptance -> {
                  share.leave();
                  listener.onAcceptance(acceptance);
                }));
  }

  @Override
  public boolean isOpen(Runnable onOpen) {
    return inner.isOpen(onOpen);
  }
}

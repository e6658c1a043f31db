package io.hie.actormodel.item;

import java.util.concurrent.CompletionStage;

/**
 * Receives messages from outside and hands each to its {@link Intake}, which it was given when it
 * was made.
 */
public non-sealed interface Service extends Item {

  /**
   * Stops taking in new messages but keeps what is open, so that answers to messages in hand still
   * go out. Reading is taken up again by {@link #resume()}.
   */
  CompletionStage<Void> pause();

  CompletionStage<Void> resume();
}

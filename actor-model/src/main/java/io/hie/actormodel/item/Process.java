package io.hie.actormodel.item;

import io.hie.actormodel.envelope.MessageEnvelope;

/** Decides where a message goes and may transform it. */
@SuppressWarnings(
    "JavaLangClash") // the word of the production document wins over an operating system's
public non-sealed interface Process extends Item {

  /**
   * Decides about one message. Called from up to {@code PoolSize} threads at once, but never for
   * two messages of one key at a time. May be called again with the same message after a crash and
   * should then decide the same.
   *
   * @throws RuntimeException if it cannot decide; the message is then retried and parked as the
   *     item's settings say
   */
  Handling handle(MessageEnvelope message);
}

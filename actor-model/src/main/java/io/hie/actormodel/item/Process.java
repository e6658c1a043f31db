package io.hie.actormodel.item;

import io.hie.actormodel.envelope.MessageEnvelope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides where a message goes and may transform it. */
@SuppressWarnings(
    "JavaLangClash") // the word of the production document wins over an operating system's
public non-sealed interface Process extends Item {

  /**
   * Decides about one message. Called from up to {@code PoolSize} threads at once, but never for
   * two messages of one key at a time. May be called again with the same message after a crash and
   * should then decide the same.
   *
   * @throws RefusedException if it will never take this message; it is then parked at once
   * @throws RuntimeException if it cannot decide; the message is then retried and parked as the
   *     item's settings say
   */
  Handling handle(MessageEnvelope message);

  /**
   * As {@link #handle}, for a process that has to ask somebody else first. The message keeps its
   * place among the {@code PoolSize} until the stage completes, so that its key's next message
   * waits for it. The stage may complete on any thread; completing it exceptionally counts as
   * throwing. If it takes longer than {@code MessageTimeout}, the message is retried or parked as
   * after a failure, and what comes later is ignored: the process should then give up its question
   * too.
   */
  default CompletionStage<Handling> handleAsync(MessageEnvelope message) {
    return CompletableFuture.completedFuture(handle(message));
  }

  /** A message that a process will never take, with the reason that its history will show. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DeliveryResult.Reason reason;

    public RefusedException(DeliveryResult.Reason reason) {
      super(reason.toString());
      this.reason = reason;
    }

    /** Its text is for everybody; its detail, which may hold patient data, for the history only. */
    public DeliveryResult.Reason reason() {
      return reason;
    }
  }
}

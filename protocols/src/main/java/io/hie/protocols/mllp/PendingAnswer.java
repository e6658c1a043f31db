package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.protocols.hl7.Hl7Ack;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.NotHl7Exception;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The place of one message in the row of answers that its connection owes. */
sealed interface PendingAnswer {

  /** Whether the answer can be made. */
  boolean isKnown();

  /** The answer; empty if the sender wants none. Only when it is known. */
  Optional<Payload> make(Instant at);

  /** An answer that needs nobody's word. */
  record Known(Optional<Payload> answer) implements PendingAnswer {
    @Override
    public boolean isKnown() {
      return true;
    }

    @Override
    public Optional<Payload> make(Instant at) {
      return answer;
    }
  }

  /** A message that the engine has been asked to store. */
  final class Submitted implements PendingAnswer, Intake.Listener {
    private final Hl7Message message;
    private final FrameBudget budget;
    private final Tally<MllpService.Event> tally;
    private final Runnable onKnown;
    private final AtomicReference<@Nullable Acceptance> acceptance = new AtomicReference<>();

    /**
     * @param budget where the message's bytes were taken from; they go back when it is stored or
     *     refused, whether or not the connection is still there
     * @param onKnown called on the thread that brings the engine's word
     */
    Submitted(
        Hl7Message message, FrameBudget budget, Tally<MllpService.Event> tally, Runnable onKnown) {
      this.message = message;
      this.budget = budget;
      this.tally = tally;
      this.onKnown = onKnown;
    }

    @Override
    public void onAcceptance(Acceptance word) {
      if (!acceptance.compareAndSet(null, word)) {
        return; // the first word counts: what was answered cannot be taken back
      }
      budget.release(message.raw().size());
      tally.count(
          switch (word) {
            case Acceptance.Stored stored -> MllpService.Event.STORED;
            case Acceptance.Repeated repeated -> MllpService.Event.REPEATED;
            case Acceptance.NotStored notStored -> MllpService.Event.NOT_STORED;
            case Acceptance.Answered answered -> MllpService.Event.ANSWERED;
            case Acceptance.Unanswered unanswered -> MllpService.Event.UNANSWERED;
          });
      onKnown.run();
    }

    @Override
    public boolean isKnown() {
      return acceptance.get() != null;
    }

    @Override
    public Optional<Payload> make(Instant at) {
      return switch (acceptance.get()) {
        case Acceptance.Stored stored -> Hl7Ack.accept(message, at);
        case Acceptance.Repeated repeated -> Hl7Ack.accept(message, at);
        case Acceptance.NotStored notStored -> Hl7Ack.error(message, notStored.reason(), at);
        case Acceptance.Answered answered -> passOn(answered.answer(), at);
        case Acceptance.Unanswered unanswered ->
            Hl7Ack.error(message, "the message is stored; " + unanswered.text(), at);
        case null -> throw new IllegalStateException("not known yet");
      };
    }

    /**
     * The receiver's answer as it came, if it is one to this message; the sender would take any
     * other for the answer to another message, or wait on. What is no HL7 v2, such as the body of
     * an HTTP response, only says whether it went well.
     */
    private Optional<Payload> passOn(Answer answer, Instant at) {
      if (Hl7Ack.wantsNone(message)) {
        return Optional.empty();
      }
      Hl7Ack.Answer read;
      try {
        read = Hl7Ack.read(answer.body(), null);
      } catch (NotHl7Exception other) {
        return answer.status() >= 300
            ? Hl7Ack.error(
                message, "the message is stored; the receiver answered " + answer.status(), at)
            : Hl7Ack.accept(message, at);
      }
      return read.isFor(message) && Mllp.canFrame(answer.body())
          ? Optional.of(answer.body())
          : Hl7Ack.error(
              message, "the message is stored; the receiver's answer names another message", at);
    }
  }
}

package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import io.hie.protocols.hl7.Hl7Ack;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Submission;
import io.hie.protocols.hl7.NotHl7Exception;
import io.hie.protocols.mllp.FrameDecoder.Frame;
import io.hie.protocols.mllp.MllpService.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a frame: handed to the engine, refused at once, or not answered at all.
 * Shared by the connections of a service; has no state of its own.
 */
record Reception(
    String item,
    MllpServiceSettings settings,
    Intake intake,
    Clock clock,
    FrameBudget budget,
    Tally<Event> tally) {

  /**
   * Takes a frame.
   *
   * @param remote the sender's address, for the log
   * @param onKnown called when an answer that was not known has become so
   * @return its place in the row of answers; null if it gets none
   */
  @Nullable PendingAnswer take(Frame frame, String remote, Runnable onKnown) {
    return switch (frame) {
      case Frame.Complete complete -> receive(complete.message(), remote, onKnown);
      case Frame.TooLarge large -> {
        String reason =
            "the message has "
                + large.length()
                + " bytes, more than the "
                + settings.maxMessageBytes()
                + " that MaxMessageBytes allows";
        tally.warn(Event.TOO_LARGE, "Refused with AR from " + remote + ": " + reason);
        yield isAcknowledgement(large.head())
            ? null
            : known(Optional.of(Hl7Ack.rejectUnreadable(large.head(), reason, now())));
      }
      case Frame.NoRoom noRoom -> {
        String reason =
            "this node holds too many bytes of unfinished messages; send the message again later";
        tally.warn(Event.NO_ROOM, "Refused with AE from " + remote + ": " + reason);
        yield busy(noRoom.head(), reason);
      }
      case Frame.Cut cut -> {
        tally.warn(
            Event.CUT_OFF,
            "A message from "
                + remote
                + " broke off after "
                + cut.length()
                + " bytes, where the next began; it was dropped without an answer");
        yield null;
      }
    };
  }

  private @Nullable PendingAnswer receive(Payload raw, String remote, Runnable onKnown) {
    boolean submitted = false;
    try {
      Hl7Message message = Hl7Message.read(raw, settings.charset());
      if (message.isAcknowledgement()) {
        tally.warn(
            Event.ACKNOWLEDGEMENT_IGNORED,
            "An acknowledgement came from "
                + remote
                + " as if it were a message; it was dropped, and acknowledgements are not answered");
        return null;
      }
      Intake.Submission submission = Hl7Submission.of(message, item, now());
      var pending = new PendingAnswer.Submitted(message, budget, tally, onKnown);
      submitted = true;
      submit(submission, pending, remote);
      return pending;
    } catch (NotHl7Exception notHl7) {
      tally.warn(
          Event.NOT_HL7,
          "Refused with AR from " + remote + ": " + notHl7.code() + ", " + notHl7.getMessage());
      return known(
          Optional.of(Hl7Ack.rejectUnreadable(raw, String.valueOf(notHl7.getMessage()), now())));
    } catch (RuntimeException broken) {
      // Its class only: what its text quotes is not known here.
      tally.warn(
          Event.NOT_HL7,
          "Refused with AR from " + remote + ": reading it failed with " + broken.getClass());
      return known(
          Optional.of(Hl7Ack.rejectUnreadable(raw, "the message could not be read", now())));
    } finally {
      if (!submitted) {
        budget.release(raw.size());
      }
    }
  }

  private void submit(
      Intake.Submission submission, PendingAnswer.Submitted pending, String remote) {
    try {
      intake.submit(submission, pending);
    } catch (RuntimeException broken) {
      // Its class only: what its text quotes is not known here.
      tally.tell(
          Event.NOT_STORED,
          "Refused with AE from " + remote + ": the engine failed with " + broken.getClass());
      pending.onAcceptance(new Intake.Acceptance.NotStored("the engine failed; send it again"));
    }
  }

  private @Nullable PendingAnswer busy(Payload head, String reason) {
    try {
      Hl7Message message = Hl7Message.read(head, settings.charset());
      return message.isAcknowledgement() ? null : known(Hl7Ack.error(message, reason, now()));
    } catch (NotHl7Exception notHl7) {
      return known(
          Optional.of(Hl7Ack.rejectUnreadable(head, String.valueOf(notHl7.getMessage()), now())));
    }
  }

  private static boolean isAcknowledgement(Payload head) {
    try {
      return Hl7Message.read(head).isAcknowledgement();
    } catch (NotHl7Exception notHl7) {
      return false;
    }
  }

  private static PendingAnswer known(Optional<Payload> answer) {
    return new PendingAnswer.Known(answer);
  }

  private Instant now() {
    return clock.instant();
  }
}

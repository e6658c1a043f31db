package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of received bytes what an {@link Intake} takes. */
public final class Hl7Submission {
  /**
   * Header property of a message whose character set is odd, saying how; see {@link
   * Hl7Message#charsetNote()}.
   */
  public static final String CHARSET_NOTE = "charset-note";

  private Hl7Submission() {}

  /**
   * Reads a message and makes its submission.
   *
   * @param source name of the item that received it
   * @param fallback see {@link Hl7Message#read(Payload, Charset)}
   * @param at when it was received
   * @throws NotHl7Exception if it is not one HL7 v2 message
   */
  public static Intake.Submission of(
      Payload raw, String source, @Nullable Charset fallback, Instant at) {
    return of(Hl7Message.read(raw, fallback), source, at);
  }

  /**
   * The submission of a message that has been read.
   *
   * @throws NotHl7Exception with code {@code batch} if other messages follow in the same bytes: one
   *     answer cannot speak for several, nor one key
   */
  public static Intake.Submission of(Hl7Message message, String source, Instant at) {
    Landmarks landmarks = Landmarks.of(message);
    if (landmarks.secondHeader() != Er7.NOWHERE) {
      throw new NotHl7Exception(
          NotHl7Exception.BATCH,
          "there is more than one message: a message or batch begins or ends at byte "
              + Er7.from(landmarks.secondHeader())
              + "; send one message at a time, or a batch as a file");
    }
    MessageEnvelope envelope =
        MessageEnvelope.hl7(
            message.raw(),
            message.structure(),
            message.version(),
            message.charset().name(),
            source,
            at);
    String note = message.charsetNote();
    if (!note.isEmpty()) {
      envelope =
          envelope.withHeader(envelope.header().withCustomProperties(Map.of(CHARSET_NOTE, note)));
    }
    String controlId = message.controlId();
    return new Intake.Submission(
        envelope,
        Hl7Keys.of(message, landmarks),
        message.text(message.header(3)) + '|' + message.text(message.header(4)),
        controlId.isEmpty() ? null : controlId);
  }
}

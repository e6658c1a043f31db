package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import io.hie.protocols.hl7.AckMode.Outcome;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements: made for what was received, and read from what a receiver answered.
 *
 * <p>An answer has the sender's separators, character set, processing id and version, sender and
 * receiver changed places, and MSA-2 is the sender's MSH-10 byte for byte. Whether it is of
 * original or enhanced mode, or not wanted at all, is decided by MSH-15 and MSH-16; an
 * acknowledgement is never acknowledged. Where nothing is wanted the methods give an empty
 * Optional.
 *
 * <p>A reason goes into ERR-8 from version 2.5 on and into ERR-1 before, and into MSA-3. The caller
 * keeps patient data out of it; separators in it are escaped.
 */
public final class Hl7Ack {
  /** HL7 table 0357: required segments are missing, or not where they belong. */
  private static final String SEGMENTS = "100^Segment sequence error";

  private static final String UNSUPPORTED = "200^Unsupported message type";
  private static final String INTERNAL = "207^Application internal error";

  private Hl7Ack() {}

  /** AA or CA: the message is stored. */
  public static Optional<Payload> accept(Hl7Message received, Instant at) {
    return answer(received, Outcome.ACCEPT, "", "", at);
  }

  /** AE or CE: it could be read and was not taken; the sender may send it again. */
  public static Optional<Payload> error(Hl7Message received, String reason, Instant at) {
    return answer(received, Outcome.ERROR, INTERNAL, reason, at);
  }

  /** AR or CR: it could be read and will never be taken. */
  public static Optional<Payload> reject(Hl7Message received, String reason, Instant at) {
    return answer(received, Outcome.REJECT, UNSUPPORTED, reason, at);
  }

  /**
   * AR or CR for bytes that are no HL7 message, or only the beginning of one. What can be seen of
   * an MSH segment is used; without one, MSA-2 is empty. Always gives an answer, and fails for no
   * bytes.
   *
   * @param seen what was received; of a frame that is too large, the beginning will do
   */
  public static Payload rejectUnreadable(Payload seen, String reason, Instant at) {
    Hl7Message header = VisibleHeader.of(seen);
    AckCode code = mode(header, Outcome.REJECT);
    return AckWriter.write(header, code == null ? AckCode.AR : code, SEGMENTS, reason, at);
  }

  /** Whether the sender of this message wants no answer, however it ends. */
  public static boolean wantsNone(Hl7Message received) {
    return received.isAcknowledgement()
        || (mode(received, Outcome.ACCEPT) == null && mode(received, Outcome.ERROR) == null);
  }

  private static Optional<Payload> answer(
      Hl7Message received, Outcome outcome, String condition, String reason, Instant at) {
    if (received.isAcknowledgement()) {
      return Optional.empty();
    }
    AckCode code = mode(received, outcome);
    return code == null
        ? Optional.empty()
        : Optional.of(AckWriter.write(received, code, condition, reason, at));
  }

  private static @Nullable AckCode mode(Hl7Message message, Outcome outcome) {
    return AckMode.choose(
        message.ascii(message.header(15)), message.ascii(message.header(16)), outcome);
  }

  /**
   * Reads what a receiver answered.
   *
   * @param fallback see {@link Hl7Message#read(Payload, Charset)}
   * @throws NotHl7Exception if it is no HL7 message, has no MSA segment or no code that is known
   */
  public static Answer read(Payload answer, @Nullable Charset fallback) {
    return AckReader.read(Hl7Message.read(answer, fallback));
  }

  /**
   * What a receiver answered. Its text form hides what it said.
   *
   * @param code MSA-1
   * @param controlId MSA-2: MSH-10 of the message that is answered; empty if the receiver gave none
   * @param echo the bytes of MSA-2, each as one character
   * @param text what is said of an error in MSA-3 and ERR; may hold patient data; empty if nothing
   */
  public record Answer(AckCode code, String controlId, String echo, String text) {
    /**
     * Whether it answers this message and not another one, before or after it. MSA-2 is compared
     * byte for byte, and by its meaning for receivers that write it anew.
     */
    public boolean isFor(Hl7Message sent) {
      return echo.equals(sent.ascii(sent.header(10))) || controlId.equals(sent.controlId());
    }

    @Override
    public String toString() {
      return "Answer[" + code + "]";
    }
  }
}

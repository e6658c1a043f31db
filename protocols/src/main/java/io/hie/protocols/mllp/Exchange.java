package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.protocols.hl7.AckCode;
import io.hie.protocols.hl7.Hl7Ack;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Path;
import java.util.concurrent.CompletableFuture;

/** One message that is to be sent, and the answer that it waits for. */
final class Exchange {
  private static final Hl7Path COMMIT_ANSWER = Hl7Path.compile("MSH-15");
  private static final Hl7Path APPLICATION_ANSWER = Hl7Path.compile("MSH-16");
  private static final String NEVER = "NE";

  private final Payload body;
  private final String controlId;
  private final boolean answered;
  private final boolean answerWanted;
  private final boolean applicationAnswers;
  private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();

  Exchange(Hl7Message message) {
    this(message, false);
  }

  /**
   * @param answerWanted whether somebody waits for the receiver's answer itself
   */
  Exchange(Hl7Message message, boolean answerWanted) {
    this.answerWanted = answerWanted;
    this.applicationAnswers = !APPLICATION_ANSWER.first(message).equals(NEVER);
    this.body = message.raw();
    this.controlId = message.controlId().strip();
    this.answered =
        !(COMMIT_ANSWER.first(message).equals(NEVER)
            && APPLICATION_ANSWER.first(message).equals(NEVER));
  }

  Payload body() {
    return body;
  }

  /** MSH-10; empty if there is none. */
  String controlId() {
    return controlId;
  }

  /** Whether an answer will come: it does unless both MSH-15 and MSH-16 say NE, never. */
  boolean isAnswered() {
    return answered;
  }

  /**
   * Whether this is the answer: it names the message. If the message has no name, any answer will
   * do but one that names {@code before}, the message sent before it.
   */
  boolean isAnsweredBy(Hl7Ack.Answer answer, String before) {
    String named = answer.controlId().strip();
    return controlId.isEmpty() ? named.isEmpty() || !named.equals(before) : controlId.equals(named);
  }

  CompletableFuture<DeliveryResult> result() {
    return result;
  }

  void end(DeliveryResult how) {
    result.complete(how);
  }

  /**
   * Whether this is the receipt only, and the answer that somebody waits for comes after it (HL7
   * v2.4, 2.9.3: enhanced mode, CA and then the application's answer).
   */
  boolean isReceiptOnly(Hl7Ack.Answer answer) {
    return answerWanted && applicationAnswers && answer.code() == AckCode.CA;
  }

  /**
   * What the receiver's word means for the delivery. Its texts go into the detail, and its bytes to
   * who waits for them, only.
   */
  DeliveryResult meaning(Hl7Ack.Answer answer, Payload bytes) {
    AckCode code = answer.code();
    Answer whole = answerWanted ? new Answer(bytes, ContentType.HL7_V2) : null;
    return switch (code) {
      case AA, CA -> new DeliveryResult.Delivered(code.name(), whole);
      case AE -> new DeliveryResult.Retry(said("ack-ae", code, answer), whole);
      case CE -> new DeliveryResult.Retry(said("ack-ce", code, answer), whole);
      case AR -> new DeliveryResult.Refused(said("ack-ar", code, answer), whole);
      case CR -> new DeliveryResult.Refused(said("ack-cr", code, answer), whole);
    };
  }

  private static Reason said(String reasonCode, AckCode code, Hl7Ack.Answer answer) {
    return new Reason(reasonCode, "the receiver answered " + code, answer.text());
  }
}

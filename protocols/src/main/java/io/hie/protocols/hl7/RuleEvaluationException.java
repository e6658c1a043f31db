package io.hie.protocols.hl7;

/** A rule cannot be decided for a message. Its text quotes the rule's place, never the message. */
public final class RuleEvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RuleEvaluationException(String message) {
    super(message);
  }
}

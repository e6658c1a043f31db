package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.history.MessageFilter;
import java.util.function.Predicate;

/** Chooses messages by a {@link Rule}; what is no HL7 v2 message does not match. */
public final class Hl7Filter implements MessageFilter {

  @Override
  public Predicate<MessageEnvelope> filter(String text) {
    Rule rule = compile(text);
    return message -> matches(rule, message);
  }

  private static Rule compile(String text) {
    try {
      return Rule.compile(text);
    } catch (RuleSyntaxException wrong) {
      throw new IllegalArgumentException("the filter is no rule: " + wrong.getMessage(), wrong);
    }
  }

  private static boolean matches(Rule rule, MessageEnvelope message) {
    try {
      return rule.matches(Hl7ContentParser.view(message));
    } catch (NotHl7Exception other) {
      return false;
    }
  }
}

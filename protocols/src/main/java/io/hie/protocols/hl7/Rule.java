package io.hie.protocols.hl7;

/**
 * A condition on a message, compiled from a text such as {@code MSH-9.1 = 'ADT' and PV1-2 in ('I',
 * 'E')}. The language is described in {@code docs/rules.md}.
 *
 * <p>Immutable; any thread may use it. It is evaluated on the bytes of the message, and reads only
 * the fields it names, as far as they are needed to decide.
 */
public final class Rule {
  /** The longest text that is taken, in characters. */
  public static final int MOST_CHARACTERS = 4000;

  private final String source;
  private final Condition condition;

  private Rule(String source, Condition condition) {
    this.source = source;
    this.condition = condition;
  }

  /**
   * Compiles a rule.
   *
   * @throws RuleSyntaxException if it is none, with the column and what was expected there
   */
  public static Rule compile(String source) {
    return new Rule(source, new RuleParser(source).parse());
  }

  /**
   * Whether it is true of a message.
   *
   * @throws RuleEvaluationException if that takes too long
   */
  public boolean matches(Hl7Message message) {
    return condition.isTrueOf(message);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return source;
  }
}

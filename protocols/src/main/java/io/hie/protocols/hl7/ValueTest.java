package io.hie.protocols.hl7;

import java.util.Set;

/** What a rule asks of one value. */
sealed interface ValueTest {

  boolean holds(String value);

  record OneOf(Set<String> texts) implements ValueTest {
    @Override
    public boolean holds(String value) {
      return texts.contains(value);
    }
  }

  /** There is something, and it is not HL7's null. */
  record Exists() implements ValueTest {
    @Override
    public boolean holds(String value) {
      return !value.isEmpty() && !value.equals(Hl7Message.NULL);
    }
  }

  /** The whole value is of a form. */
  record Matches(BoundedPattern pattern) implements ValueTest {
    @Override
    public boolean holds(String value) {
      return pattern.matches(value);
    }
  }

  /** The value is a number, and this is true of it. A value that is none fails. */
  record Compares(Operator operator, double number) implements ValueTest {
    private static final int LONGEST = 40;

    /** How two numbers compare. */
    enum Operator {
      EQUAL,
      LESS,
      LESS_OR_EQUAL,
      GREATER,
      GREATER_OR_EQUAL
    }

    @Override
    public boolean holds(String value) {
      String text = value.strip();
      if (!isNumber(text)) {
        return false;
      }
      double other = Double.parseDouble(text);
      return switch (operator) {
        case EQUAL -> other == number;
        case LESS -> other < number;
        case LESS_OR_EQUAL -> other <= number;
        case GREATER -> other > number;
        case GREATER_OR_EQUAL -> other >= number;
      };
    }

    /** HL7's NM: a sign, digits, a point, digits; no exponent. */
    static boolean isNumber(String text) {
      int digits = 0;
      int points = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c >= '0' && c <= '9') {
          digits++;
        } else if (c == '.') {
          points++;
        } else if (i > 0 || (c != '-' && c != '+')) {
          return false;
        }
      }
      return digits > 0 && points <= 1 && text.length() <= LONGEST;
    }
  }
}

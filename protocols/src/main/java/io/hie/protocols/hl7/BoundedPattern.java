package io.hie.protocols.hl7;

import java.util.regex.Pattern;

/**
 * A regular expression that cannot run for ever: {@link Pattern} goes back and tries again, which
 * on some pairs of pattern and value takes longer than anybody waits. Here it may look at
 * characters only so often, in proportion to the value's length, and is then stopped.
 */
final class BoundedPattern {
  private static final long STEPS_AT_LEAST = 100_000;
  private static final long STEPS_PER_CHARACTER = 50;

  private final Pattern pattern;
  private final int column;

  /**
   * @param column of the pattern in its rule, for the error
   */
  BoundedPattern(Pattern pattern, int column) {
    this.pattern = pattern;
    this.column = column;
  }

  /**
   * Whether the whole value is of the form.
   *
   * @throws RuleEvaluationException if it takes too long to say
   */
  boolean matches(String value) {
    try {
      return pattern.matcher(new Counted(value)).matches();
    } catch (OutOfStepsException | StackOverflowError endless) {
      throw new RuleEvaluationException(
          "the regular expression at column "
              + column
              + " of the rule takes too long on a value of "
              + value.length()
              + " characters; make it simpler, above all where repetitions are nested");
    }
  }

  /** A value that counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final String value;
    private long left;

    Counted(String value) {
      this.value = value;
      this.left = STEPS_AT_LEAST + STEPS_PER_CHARACTER * value.length();
    }

    @Override
    public int length() {
      return value.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new OutOfStepsException();
      }
      return value.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return value.substring(start, end);
    }

    @Override
    public String toString() {
      return value;
    }
  }

  private static final class OutOfStepsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfStepsException() {
      super("too many steps", null, false, false); // without a costly stack trace
    }
  }
}

package io.hie.protocols.hl7;

import java.util.List;

/** A compiled rule. */
sealed interface Condition {

  boolean isTrueOf(Hl7Message message);

  /** All of them; the first that is false decides. */
  record And(List<Condition> parts) implements Condition {
    @Override
    public boolean isTrueOf(Hl7Message message) {
      for (Condition part : parts) {
        if (!part.isTrueOf(message)) {
          return false;
        }
      }
      return true;
    }
  }

  /** One of them; the first that is true decides. */
  record Or(List<Condition> parts) implements Condition {
    @Override
    public boolean isTrueOf(Hl7Message message) {
      for (Condition part : parts) {
        if (part.isTrueOf(message)) {
          return true;
        }
      }
      return false;
    }
  }

  record Not(Condition part) implements Condition {
    @Override
    public boolean isTrueOf(Hl7Message message) {
      return !part.isTrueOf(message);
    }
  }

  /**
   * A test of the values at a path. Where there are none, one empty value is tested.
   *
   * @param every whether each value must pass, or one is enough
   * @param negated whether a value passes that fails the test
   */
  record Values(Hl7Path path, boolean every, boolean negated, ValueTest test) implements Condition {
    @Override
    public boolean isTrueOf(Hl7Message message) {
      Verdict verdict = new Verdict(this);
      path.each(message, verdict);
      return verdict.seen ? verdict.result : passes("");
    }

    private boolean passes(String value) {
      return test.holds(value) != negated;
    }

    private static final class Verdict implements Hl7Path.Visitor {
      private final Values values;
      private boolean seen;
      private boolean result;

      Verdict(Values values) {
        this.values = values;
      }

      @Override
      public boolean visit(String value) {
        seen = true;
        result = values.passes(value);
        return result == values.every; // the other outcome decides
      }
    }
  }
}

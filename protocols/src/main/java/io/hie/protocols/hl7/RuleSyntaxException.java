package io.hie.protocols.hl7;

/** A rule, or a path in one, cannot be read. Made of what a person wrote into a configuration. */
public final class RuleSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private static final int MOST_QUOTED = 20;
  private static final int SHOWN_AROUND = 40;

  private final String source;
  private final int column;
  private final String expected;

  /**
   * @param source the whole text
   * @param offset where reading it failed, from 0; its length for the end
   * @param expected what could have stood there, such as {@code a field number}
   */
  RuleSyntaxException(String source, int offset, String expected) {
    super("column " + (offset + 1) + ": expected " + expected + ", found " + found(source, offset));
    this.source = source;
    this.column = offset + 1;
    this.expected = expected;
  }

  private static String found(String source, int offset) {
    if (offset >= source.length()) {
      return "the end";
    }
    int end = source.offsetByCodePoints(offset, 1);
    while (end < source.length()
        && end - offset < MOST_QUOTED
        && Character.isLetterOrDigit(source.charAt(end - 1))
        && Character.isLetterOrDigit(source.charAt(end))) {
      end++;
    }
    return "'" + source.substring(offset, end) + "'";
  }

  /** Where reading failed, from 1; one more than the length for the end. */
  public int column() {
    return column;
  }

  /** What could have stood there. */
  public String expected() {
    return expected;
  }

  /** The text and below it a caret at the column, on two lines. */
  public String rendering() {
    return flat(source) + "\n" + " ".repeat(column - 1) + "^";
  }

  /** The neighbourhood of the column on one line, with {@code <here>} before what is wrong. */
  public String excerpt() {
    int at = column - 1;
    int from = Math.max(0, at - SHOWN_AROUND);
    int to = Math.min(source.length(), at + SHOWN_AROUND);
    return (from > 0 ? "..." : "")
        + flat(source.substring(from, at))
        + "<here>"
        + flat(source.substring(at, to))
        + (to < source.length() ? "..." : "");
  }

  private static String flat(String text) {
    return text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
  }
}

package io.hie.protocols.hl7;

/** A rule, or a path in one, cannot be read. Made of what a person wrote into a configuration. */
public final class RuleSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

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
    return offset >= source.length()
        ? "the end"
        : "'" + source.substring(offset, source.offsetByCodePoints(offset, 1)) + "'";
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
    String flat = source.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
    return flat + "\n" + " ".repeat(column - 1) + "^";
  }
}

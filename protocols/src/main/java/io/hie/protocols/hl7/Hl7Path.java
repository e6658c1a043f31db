package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/**
 * A place in a message, compiled: {@code SEG-field}, then {@code .component}, then {@code
 * .subcomponent}, all counted from 1 as HL7 does. {@code OBX[2]-5} is the second OBX, {@code
 * PID-3[2].1} the second repetition, {@code [*]} any of them.
 *
 * <p>What an index leaves out: {@link #first} takes the first, {@link #each} takes all.
 *
 * <p>A path that stops early gives the text of all that is below it, separators included: {@code
 * MSH-9} is {@code ADT^A01}. One that goes deeper than the message does gives the text at {@code
 * .1} and nothing at {@code .2}. MSH-1 is the field separator, MSH-2 the encoding characters as
 * they stand.
 *
 * <p>Immutable; any thread may use it. Finding costs one pass to the end of the last segment looked
 * at.
 */
public final class Hl7Path {
  /** Any index. */
  static final int ANY = -1;

  /** No index was written. */
  static final int UNSAID = 0;

  private static final int MSH = Er7.name("MSH");

  private final String text;
  private final String name;
  private final int segment;
  private final int occurrence;
  private final int field;
  private final int repetition;
  private final int component;
  private final int subcomponent;

  /**
   * @param segment its three letters
   * @param occurrence from 1, {@link #ANY} or {@link #UNSAID}
   * @param repetition the same
   * @param component from 1, or 0 for the whole field
   * @param subcomponent from 1, or 0 for the whole component
   */
  Hl7Path(
      String text,
      String segment,
      int occurrence,
      int field,
      int repetition,
      int component,
      int subcomponent) {
    this.text = text;
    this.name = segment;
    this.segment = Er7.name(segment);
    this.occurrence = occurrence;
    this.field = field;
    this.repetition = repetition;
    this.component = component;
    this.subcomponent = subcomponent;
  }

  /**
   * Reads a path.
   *
   * @throws RuleSyntaxException if it is none, with the column
   */
  public static Hl7Path compile(String text) {
    PathParser parser = new PathParser(text, 0);
    Hl7Path path = parser.parse();
    if (parser.at() < text.length()) {
      throw new RuleSyntaxException(text, parser.at(), "the end of the path");
    }
    return path;
  }

  /** The segment's three letters. */
  public String segment() {
    return name;
  }

  /** The field's number, from 1. */
  public int field() {
    return field;
  }

  /** The component's number, from 1; 0 for the whole field. */
  public int component() {
    return component;
  }

  /** The subcomponent's number, from 1; 0 for the whole component. */
  public int subcomponent() {
    return subcomponent;
  }

  /** Which segment of the name, from 1; {@link #ANY} or {@link #UNSAID}. */
  int occurrence() {
    return occurrence;
  }

  /** Which repetition of the field, from 1; {@link #ANY} or {@link #UNSAID}. */
  int repetition() {
    return repetition;
  }

  /**
   * The same path in one segment where it does not say which.
   *
   * @param number which segment of the name, from 1
   */
  public Hl7Path inSegment(int number) {
    return occurrence == UNSAID
        ? new Hl7Path(text, name, number, field, repetition, component, subcomponent)
        : this;
  }

  /**
   * The same path in one repetition where it does not say which.
   *
   * @param number which repetition of the field, from 1
   */
  public Hl7Path inRepetition(int number) {
    return repetition == UNSAID
        ? new Hl7Path(text, name, occurrence, field, number, component, subcomponent)
        : this;
  }

  /** Takes values. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes one value, which may be empty. Returns whether it wants more. */
    boolean visit(String value);
  }

  /**
   * The value. Where an index is left out, that of the first; where it is {@code *}, the first that
   * is not empty. Empty if there is none.
   */
  public String first(Hl7Message message) {
    FirstValue first = new FirstValue();
    walk(
        message,
        occurrence == UNSAID ? 1 : occurrence,
        repetition == UNSAID ? 1 : repetition,
        first);
    return first.value;
  }

  /** Every value, in the order of the message, until the visitor has enough. */
  public void each(Hl7Message message, Visitor visitor) {
    walk(
        message,
        occurrence == UNSAID ? ANY : occurrence,
        repetition == UNSAID ? ANY : repetition,
        visitor);
  }

  private void walk(Hl7Message message, int wantedSegment, int wantedRepetition, Visitor visitor) {
    Payload raw = message.raw();
    int separator = message.delimiters().field();
    int seen = 0;
    int at = message.start();
    int end = message.headerEnd();
    while (at >= 0) {
      if (Er7.segmentName(raw, at, end, separator) == segment) {
        seen++;
        if (wantedSegment == ANY || wantedSegment == seen) {
          boolean more = inSegment(message, at, end, wantedRepetition, visitor);
          if (!more || wantedSegment == seen) {
            return;
          }
        }
      }
      if (segment == MSH) {
        return; // there is one
      }
      at = Er7.segmentAfter(raw, end);
      end = at < 0 ? end : Er7.segmentEnd(raw, at, separator);
    }
  }

  private boolean inSegment(
      Hl7Message message, int start, int end, int wantedRepetition, Visitor visitor) {
    Payload raw = message.raw();
    int separator = message.delimiters().field();
    int number = field;
    if (segment == MSH) {
      if (field <= 2) {
        return header(message, wantedRepetition, visitor);
      }
      number--; // MSH-1 is the separator itself
    }
    long whole = Er7.piece(raw, Er7.span(start, end), separator, number + 1);
    if (whole == Er7.NOWHERE) {
      return true;
    }
    int from = Er7.from(whole);
    for (int n = 1; from >= 0; n++) {
      int to = Er7.find(raw, message.delimiters().repetition(), from, Er7.to(whole));
      if (wantedRepetition == ANY || wantedRepetition == n) {
        boolean more = visitor.visit(message.text(inRepetition(message, Er7.span(from, to))));
        if (!more || wantedRepetition == n) {
          return more;
        }
      }
      from = to < Er7.to(whole) ? to + 1 : -1;
    }
    return true;
  }

  private boolean header(Hl7Message message, int wantedRepetition, Visitor visitor) {
    if (wantedRepetition > 1 || component > 1 || subcomponent > 1) {
      return true;
    }
    int separator = message.start() + 3;
    return visitor.visit(
        message.ascii(field == 1 ? Er7.span(separator, separator + 1) : message.header(2)));
  }

  private long inRepetition(Hl7Message message, long span) {
    if (component == 0) {
      return span;
    }
    Delimiters delimiters = message.delimiters();
    long found = Er7.piece(message.raw(), span, delimiters.component(), component);
    return subcomponent == 0
        ? found
        : Er7.piece(message.raw(), found, delimiters.subcomponent(), subcomponent);
  }

  private static final class FirstValue implements Visitor {
    private String value = "";

    @Override
    public boolean visit(String value) {
      this.value = value;
      return value.isEmpty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hl7Path that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}

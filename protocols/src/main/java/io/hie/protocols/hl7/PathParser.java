package io.hie.protocols.hl7;

/** Reads a path at some place of a text. */
final class PathParser {
  private static final int GREATEST_NUMBER = 9999;

  private final String text;
  private int at;

  PathParser(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Where reading stopped. */
  int at() {
    return at;
  }

  Hl7Path parse() {
    int start = at;
    String segment = segment();
    int occurrence = index();
    require('-', "'-' and a field number, as in PID-3.1");
    int field = number("a field number");
    int repetition = index();
    int component = take('.') ? number("a component number") : 0;
    int subcomponent = component > 0 && take('.') ? number("a subcomponent number") : 0;
    return new Hl7Path(
        text.substring(start, at), segment, occurrence, field, repetition, component, subcomponent);
  }

  private String segment() {
    int start = at;
    for (; at < start + 3; at++) {
      char c = peek();
      if (!(c >= 'A' && c <= 'Z') && (at == start || !(c >= '0' && c <= '9'))) {
        throw expected("a segment name of three capitals, as in PID-3.1");
      }
    }
    return text.substring(start, at);
  }

  private int index() {
    if (!take('[')) {
      return Hl7Path.UNSAID;
    }
    int index = take('*') ? Hl7Path.ANY : number("a number from 1, or *");
    require(']', "']'");
    return index;
  }

  private int number(String what) {
    int start = at;
    int value = 0;
    for (; peek() >= '0' && peek() <= '9'; at++) {
      value = value * 10 + (peek() - '0');
      if (value > GREATEST_NUMBER) {
        at = start;
        throw expected(what + " up to " + GREATEST_NUMBER);
      }
    }
    if (value == 0) {
      at = start;
      throw expected(what.contains("from 1") ? what : what + " from 1");
    }
    return value;
  }

  private void require(char wanted, String what) {
    if (!take(wanted)) {
      throw expected(what);
    }
  }

  private boolean take(char wanted) {
    boolean there = peek() == wanted;
    if (there) {
      at++;
    }
    return there;
  }

  /** The next character; one that stands for the end is no part of any path. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private RuleSyntaxException expected(String what) {
    return new RuleSyntaxException(text, at, what);
  }
}

package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;

/** How values of a document appear in error texts: short, on one line, and secrets not at all. */
final class Shown {
  private static final int LONGEST_VALUE = 60;
  private static final int LONGEST_SENTENCE = 400;

  private Shown() {}

  /** The value, or only its kind if it is secret or compound. */
  static String value(JsonNode value, boolean secret) {
    if (secret || value.isContainerNode()) {
      return kind(value);
    }
    return value.isTextual() ? quoted(value.textValue()) : escape(value.asText());
  }

  static String quoted(String text) {
    return '"' + escape(text) + '"';
  }

  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case NULL, MISSING -> "nothing";
      case BINARY, POJO -> "a value";
    };
  }

  /** A word cut to a readable length, with control characters made visible. */
  static String escape(String text) {
    return escape(text, LONGEST_VALUE);
  }

  /** The same for a whole sentence of somebody else's. */
  static String sentence(String text) {
    return escape(text, LONGEST_SENTENCE);
  }

  private static String escape(String text, int longest) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 4);
    for (int i = 0; i < text.length(); i++) {
      if (i == longest) {
        return shown.append('…').toString();
      }
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}

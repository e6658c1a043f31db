package io.hie.protocols.hl7;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a rule into tokens, one at a time. */
final class RuleLexer {

  /** A part of a rule. */
  sealed interface Token {
    /** Where it begins, from 0. */
    int at();

    record Path(int at, Hl7Path path) implements Token {}

    /** A quoted text, without its quotes. */
    record Text(int at, String value) implements Token {}

    record Numeral(int at, double value) implements Token {}

    /** A word that means something; in small letters. */
    record Word(int at, String word) implements Token {}

    /** Parentheses, comma, comparisons. */
    record Symbol(int at, String symbol) implements Token {}

    record End(int at) implements Token {}

    default boolean isWord(String word) {
      return this instanceof Word(_, String written) && written.equals(word);
    }

    default boolean isSymbol(String symbol) {
      return this instanceof Symbol(_, String written) && written.equals(symbol);
    }
  }

  private final String source;
  private int at;

  RuleLexer(String source) {
    this.source = source;
  }

  Token next() {
    while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
      at++;
    }
    if (at == source.length()) {
      return new Token.End(at);
    }
    char c = source.charAt(at);
    if (c == '\'' || c == '"') {
      return text(c);
    }
    if (isDigit(c) || c == '-' || c == '+' || c == '.') {
      return number();
    }
    if (isPathAhead()) {
      int start = at;
      PathParser parser = new PathParser(source, at);
      Hl7Path path = parser.parse();
      at = parser.at();
      return new Token.Path(start, path);
    }
    String symbol = symbolAhead();
    if (symbol != null) {
      at += symbol.length();
      return new Token.Symbol(at - symbol.length(), symbol);
    }
    return word();
  }

  /** Three letters or digits, then what only a path can have. */
  private boolean isPathAhead() {
    int end = at + 3;
    if (end >= source.length() || "-[.".indexOf(source.charAt(end)) < 0) {
      return false;
    }
    for (int i = at; i < end; i++) {
      if (!Character.isLetterOrDigit(source.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String symbolAhead() {
    for (String symbol : new String[] {"!=", "<=", ">=", "=", "<", ">", "(", ")", ","}) {
      if (source.startsWith(symbol, at)) {
        return symbol;
      }
    }
    return null;
  }

  private Token text(char quote) {
    int start = at;
    StringBuilder value = new StringBuilder();
    for (int i = at + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c != quote) {
        value.append(c);
      } else if (i + 1 < source.length() && source.charAt(i + 1) == quote) {
        value.append(quote);
        i++;
      } else {
        at = i + 1;
        return new Token.Text(start, value.toString());
      }
    }
    throw new RuleSyntaxException(
        source,
        source.length(),
        "the closing " + quote + " of the text that begins in column " + (start + 1));
  }

  private Token number() {
    int start = at;
    int end = at + 1;
    while (end < source.length() && (isDigit(source.charAt(end)) || source.charAt(end) == '.')) {
      end++;
    }
    String written = source.substring(start, end);
    if (!ValueTest.Compares.isNumber(written)) {
      throw new RuleSyntaxException(source, start, "a number such as 37.5");
    }
    at = end;
    return new Token.Numeral(start, Double.parseDouble(written));
  }

  private Token word() {
    int start = at;
    int end = at;
    while (end < source.length() && Character.isLetterOrDigit(source.charAt(end))) {
      end++;
    }
    at = end;
    return new Token.Word(start, source.substring(start, end).toLowerCase(Locale.ROOT));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

package io.hie.protocols.hl7;

import io.hie.protocols.hl7.RuleLexer.Token;
import io.hie.protocols.hl7.ValueTest.Compares.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule by recursive descent. {@code or} binds least, then {@code and}, then {@code not}.
 *
 * <pre>
 * rule       = and { "or" and }
 * and        = not { "and" not }
 * not        = "not" not | "(" rule ")" | comparison
 * comparison = [ "any" | "all" ] path test | "exists" ( path | "(" path ")" )
 * test       = ( "=" | "!=" ) ( text | number ) | ( "&lt;" | "&lt;=" | ">" | ">=" ) number
 *            | [ "not" ] ( "in" "(" text { "," text } ")" | "matches" text | "exists" )
 * </pre>
 */
final class RuleParser {
  private static final int DEEPEST = 50;
  private static final String CONDITION = "a condition, such as MSH-9.1 = 'ADT'";
  private static final String TEST = "=, !=, <, <=, >, >=, in, matches or exists";
  private static final String TEXT = "a text in quotes, such as 'ADT'";

  private final String source;
  private final RuleLexer lexer;
  private Token token;
  private int depth;

  RuleParser(String source) {
    this.source = source;
    if (source.length() > Rule.MOST_CHARACTERS) {
      throw new RuleSyntaxException(
          source, Rule.MOST_CHARACTERS, "the end after " + Rule.MOST_CHARACTERS + " characters");
    }
    this.lexer = new RuleLexer(source);
    this.token = lexer.next();
  }

  Condition parse() {
    Condition condition = or();
    if (!(token instanceof Token.End)) {
      throw expected("and, or, or the end of the rule");
    }
    return condition;
  }

  private Condition or() {
    List<Condition> parts = list("or", this::and);
    return parts.size() == 1 ? parts.getFirst() : new Condition.Or(parts);
  }

  private Condition and() {
    List<Condition> parts = list("and", this::not);
    return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
  }

  private List<Condition> list(String word, Supplier<Condition> part) {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(part.get());
    } while (takeWord(word));
    return List.copyOf(parts);
  }

  private Condition not() {
    if (++depth > DEEPEST) {
      throw expected("at most " + DEEPEST + " conditions inside each other");
    }
    try {
      if (takeWord("not")) {
        return new Condition.Not(not());
      }
      if (takeSymbol("(")) {
        Condition condition = or();
        requireSymbol(")", "and, or, or ')'");
        return condition;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Condition comparison() {
    if (takeWord("exists")) {
      boolean enclosed = takeSymbol("(");
      Hl7Path path = path("a path, such as PID-3.1");
      if (enclosed) {
        requireSymbol(")", "')'");
      }
      return new Condition.Values(path, false, false, new ValueTest.Exists());
    }
    boolean any = takeWord("any");
    boolean all = !any && takeWord("all");
    Hl7Path path = path(any || all ? "a path, such as PID-3.1" : CONDITION);
    boolean negated = takeWord("not") || token.isSymbol("!=");
    ValueTest test = test(negated);
    // Unless told, one value that fits is enough to be true of, and one is enough to be wrong of.
    boolean every = all || (negated && !any);
    return new Condition.Values(path, every, negated, test);
  }

  private ValueTest test(boolean negated) {
    if (takeWord("in")) {
      return new ValueTest.OneOf(texts());
    }
    if (takeWord("matches")) {
      return new ValueTest.Matches(pattern());
    }
    if (takeWord("exists")) {
      return new ValueTest.Exists();
    }
    if (takeSymbol("!=")) {
      return equal();
    }
    if (negated) {
      throw expected("in, matches or exists");
    }
    if (takeSymbol("=")) {
      return equal();
    }
    Operator operator = ordering();
    if (operator == null) {
      throw expected(TEST);
    }
    if (token instanceof Token.Numeral(_, double number)) {
      advance();
      return new ValueTest.Compares(operator, number);
    }
    throw expected("a number without quotes");
  }

  private ValueTest equal() {
    if (token instanceof Token.Numeral(_, double number)) {
      advance();
      return new ValueTest.Compares(Operator.EQUAL, number);
    }
    return new ValueTest.OneOf(Set.of(text("a text in quotes, such as 'ADT', or a number")));
  }

  private @Nullable Operator ordering() {
    if (takeSymbol("<")) {
      return Operator.LESS;
    } else if (takeSymbol("<=")) {
      return Operator.LESS_OR_EQUAL;
    } else if (takeSymbol(">")) {
      return Operator.GREATER;
    }
    return takeSymbol(">=") ? Operator.GREATER_OR_EQUAL : null;
  }

  private Set<String> texts() {
    requireSymbol("(", "'(' and texts in quotes");
    Set<String> texts = new LinkedHashSet<>();
    do {
      texts.add(text(TEXT));
    } while (takeSymbol(","));
    requireSymbol(")", "',' or ')'");
    return Set.copyOf(texts);
  }

  private BoundedPattern pattern() {
    int start = token.at();
    String written = text("a regular expression in quotes, such as 'A0[1-4]'");
    try {
      return new BoundedPattern(Pattern.compile(written), start + 1);
    } catch (PatternSyntaxException fault) {
      throw new RuleSyntaxException(
          source,
          placeInText(start, fault.getIndex()),
          "a regular expression that is complete (" + fault.getDescription() + ")");
    } catch (StackOverflowError deep) {
      throw new RuleSyntaxException(source, start, "a regular expression nested less deeply");
    }
  }

  /** Where the {@code index}th character of a quoted text stands in the source. */
  private int placeInText(int start, int index) {
    char quote = source.charAt(start);
    int at = start + 1;
    for (int i = 0; i < index && at < source.length() - 1; i++) {
      at += source.charAt(at) == quote ? 2 : 1;
    }
    return at;
  }

  private Hl7Path path(String what) {
    if (token instanceof Token.Path(_, Hl7Path path)) {
      advance();
      return path;
    }
    throw expected(what);
  }

  private String text(String what) {
    if (token instanceof Token.Text(_, String value)) {
      advance();
      return value;
    }
    throw expected(what);
  }

  private boolean takeWord(String word) {
    return take(token.isWord(word));
  }

  private boolean takeSymbol(String symbol) {
    return take(token.isSymbol(symbol));
  }

  private boolean take(boolean there) {
    if (there) {
      advance();
    }
    return there;
  }

  private void requireSymbol(String symbol, String what) {
    if (!takeSymbol(symbol)) {
      throw expected(what);
    }
  }

  private void advance() {
    token = lexer.next();
  }

  private RuleSyntaxException expected(String what) {
    return new RuleSyntaxException(source, token.at(), what);
  }
}

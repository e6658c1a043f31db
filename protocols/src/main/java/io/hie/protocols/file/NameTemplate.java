package io.hie.protocols.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a file is named: text, {@code /} between directories, and tokens in braces such as {@code
 * {message-id}}. Every token's value is fixed by the delivery, so that a redelivery has the same
 * name, and is made safe by {@link SafeName}, so that no value can leave the directory, hide the
 * file or add a directory. Immutable.
 */
final class NameTemplate {
  /** What can stand in braces. */
  enum Token {
    DATE("of receipt, 2026-11-22"),
    TIME("of receipt, 101530"),
    TIMESTAMP("of receipt, 20261122T101530.123"),
    MESSAGE_ID("HIE's id of the message"),
    KEY_HASH("the keyed hash of patient or other sharding key"),
    CONTROL_ID("MSH-10"),
    TYPE("MSH-9.1, or the schema's name"),
    EVENT("MSH-9.2"),
    SOURCE("the item it came from"),
    DELIVERY_ID("HIE's id of the delivery, the same at every attempt"),
    SEQUENCE("number of the message within its key, ten digits");

    private final String meaning;

    Token(String meaning) {
      this.meaning = meaning;
    }

    String spelled() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String meaning() {
      return meaning;
    }

    static List<String> all() {
      return Stream.of(values()).map(Token::spelled).toList();
    }

    private static Optional<Token> of(String spelled) {
      return Stream.of(values()).filter(token -> token.spelled().equals(spelled)).findFirst();
    }
  }

  /** What the tokens stand for, for one delivery. */
  interface Values {
    Instant receivedAt();

    /** The value as it is; for tokens that are not a time. */
    String of(Token token);
  }

  /** It cannot be a template. The text is for people. */
  static final class BadTemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> unknownToken;

    private BadTemplateException(String message, Optional<String> unknownToken) {
      super(message);
      this.unknownToken = unknownToken;
    }

    private BadTemplateException(String message) {
      this(message, Optional.empty());
    }

    /** The word in braces that is no token, if that is the fault. */
    Optional<String> unknownToken() {
      return unknownToken;
    }
  }

  private sealed interface Piece {
    record Text(String text) implements Piece {}

    record Value(Token token) implements Piece {}
  }

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS");

  private final List<List<Piece>> components;
  private final Set<Token> tokens;
  private final ZoneId zone;

  private NameTemplate(List<List<Piece>> components, Set<Token> tokens, ZoneId zone) {
    this.components = components;
    this.tokens = tokens;
    this.zone = zone;
  }

  /**
   * @param zone whose dates and times the names show
   */
  static NameTemplate compile(String template, ZoneId zone) throws BadTemplateException {
    if (template.indexOf('\\') >= 0 || template.chars().anyMatch(Character::isISOControl)) {
      throw new BadTemplateException(
          "holds a backslash or a control character; directories are separated by /");
    }
    Set<Token> tokens = EnumSet.noneOf(Token.class);
    List<List<Piece>> components = new ArrayList<>();
    for (String component : template.split("/", -1)) {
      if (component.isBlank()) {
        throw new BadTemplateException(
            "begins or ends with / or holds //; it is a path within Directory");
      }
      if (component.startsWith(".")) {
        throw new BadTemplateException(
            "holds a name that begins with a dot: . and .. leave the place, others hide the file");
      }
      refuseUnwritable(component);
      components.add(pieces(component, tokens));
    }
    return new NameTemplate(List.copyOf(components), tokens, zone);
  }

  /** Names outside ASCII can be written only if the process runs in a locale that has them. */
  private static void refuseUnwritable(String component) throws BadTemplateException {
    try {
      if (Path.of(component).getNameCount() == 1) {
        return;
      }
    } catch (InvalidPathException notInThisLocale) {
      // told below
    }
    throw new BadTemplateException(
        "holds a character that no file can be named with here; keep to ASCII, or start HIE with"
            + " LC_ALL=C.UTF-8");
  }

  private static List<Piece> pieces(String component, Set<Token> tokens)
      throws BadTemplateException {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < component.length()) {
      int open = component.indexOf('{', at);
      String text = component.substring(at, open < 0 ? component.length() : open);
      if (text.indexOf('}') >= 0) {
        throw new BadTemplateException("holds } without {");
      }
      if (!text.isEmpty()) {
        pieces.add(new Piece.Text(text));
      }
      if (open < 0) {
        break;
      }
      int close = component.indexOf('}', open);
      if (close < 0) {
        throw new BadTemplateException("holds { without }");
      }
      String word = component.substring(open + 1, close);
      Optional<Token> token = Token.of(word);
      if (token.isEmpty()) {
        throw new BadTemplateException(
            "there is no token {" + word + "} in file names", Optional.of(word));
      }
      tokens.add(token.get());
      pieces.add(new Piece.Value(token.get()));
      at = close + 1;
    }
    return List.copyOf(pieces);
  }

  /** Directories and, last, the name of the file. Each is safe, and may be too long. */
  List<String> name(Values values) {
    List<String> names = new ArrayList<>(components.size());
    for (List<Piece> component : components) {
      StringBuilder name = new StringBuilder();
      for (Piece piece : component) {
        name.append(
            switch (piece) {
              case Piece.Text text -> text.text();
              case Piece.Value value -> SafeName.value(value(value.token(), values));
            });
      }
      names.add(SafeName.component(name.toString()));
    }
    return names;
  }

  private String value(Token token, Values values) {
    return switch (token) {
      case DATE -> DATE.format(values.receivedAt().atZone(zone));
      case TIME -> TIME.format(values.receivedAt().atZone(zone));
      case TIMESTAMP -> TIMESTAMP.format(values.receivedAt().atZone(zone));
      case MESSAGE_ID, KEY_HASH, CONTROL_ID, TYPE, EVENT, SOURCE, DELIVERY_ID, SEQUENCE ->
          values.of(token);
    };
  }

  /** Whether two messages never have one name. */
  boolean identifiesMessage() {
    return tokens.contains(Token.MESSAGE_ID)
        || tokens.contains(Token.DELIVERY_ID)
        || (tokens.contains(Token.KEY_HASH) && tokens.contains(Token.SEQUENCE));
  }

  /** Whether names are made from what a sender wrote, and so may hold anything. */
  boolean readsContent() {
    return tokens.contains(Token.CONTROL_ID)
        || tokens.contains(Token.TYPE)
        || tokens.contains(Token.EVENT);
  }

  /** Whether all messages have one name. */
  boolean isConstant() {
    return tokens.isEmpty();
  }
}

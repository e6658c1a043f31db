package io.hie.actormodel.envelope;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of some content types. Implementations are found by {@link ServiceLoader}, have
 * no state and are called from any thread.
 */
public interface ContentParser {

  /** The media types it reads. */
  List<String> contentTypes();

  /**
   * A tree or view of the body.
   *
   * @throws UnreadableContentException if the bytes are not of the type; its text must not quote
   *     them
   */
  Object parse(MessageEnvelope envelope);

  /** The faults found, each with its place and without contents; empty if there are none. */
  default List<String> validate(MessageEnvelope envelope) {
    parse(envelope);
    return List.of();
  }

  /**
   * How urgent the content says that it is, 0 (first) to 9; the header's priority if it says
   * nothing. Called once for each message of a queue that goes by it, so it has to be quick.
   */
  default int priority(MessageEnvelope envelope) {
    return envelope.header().priority();
  }

  /**
   * Compiles a condition in the rule language of this content; null if there is none.
   *
   * @throws IllegalArgumentException if it is not one, with the place
   */
  default @Nullable Predicate<MessageEnvelope> condition(String rule) {
    return null;
  }

  /**
   * Compiles a condition in the rule language of the class path.
   *
   * @throws IllegalArgumentException if it is not one, or nothing here has rules
   */
  static Predicate<MessageEnvelope> conditionOf(String rule) {
    for (ContentParser parser : Installed.PARSERS.values()) {
      Predicate<MessageEnvelope> condition = parser.condition(rule);
      if (condition != null) {
        return condition;
      }
    }
    throw new IllegalArgumentException("no content type that is installed has rules");
  }

  /**
   * @throws UnreadableContentException if no parser on the class path reads {@code contentType}
   */
  static ContentParser forType(String contentType) {
    ContentParser parser = Installed.PARSERS.get(contentType);
    if (parser == null) {
      throw new UnreadableContentException(
          "no parser reads content type "
              + contentType
              + "; known are "
              + Installed.PARSERS.keySet());
    }
    return parser;
  }

  /** The bytes are not what their content type says. The text names places, never contents. */
  final class UnreadableContentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableContentException(String message) {
      super(message);
    }
  }

  /** The parsers of the class path, looked up once. */
  final class Installed {
    private static final Map<String, ContentParser> PARSERS = load();

    private Installed() {}

    private static Map<String, ContentParser> load() {
      Map<String, ContentParser> parsers = new TreeMap<>();
      for (ContentParser parser : ServiceLoader.load(ContentParser.class)) {
        for (String type : parser.contentTypes()) {
          parsers.putIfAbsent(type, parser);
        }
      }
      return parsers;
    }
  }
}

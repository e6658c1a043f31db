package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment into a document: <code>${NAME}</code> and <code>${NAME:default}</code> in
 * any text value, <code>$${</code> for the characters themselves. A variable that is set, even to
 * nothing, wins over the default. What comes in is not looked at again. Keys are left alone. <code>
 * ${secret:NAME}</code> stays as it is, and is noted: secrets are put in when the item is built.
 */
final class Substitution {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,199}");

  /**
   * Stands where a variable is missing, so that nothing more is said about this place. No parser
   * makes its kind.
   */
  private static final POJONode UNRESOLVED = new POJONode(new Object());

  private final Map<String, String> environment;
  private final Problems problems;
  private final List<SecretsCheck.Reference> secrets = new ArrayList<>();
  private long length;

  Substitution(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** The secrets that were named. */
  List<SecretsCheck.Reference> secrets() {
    return secrets;
  }

  /** Whether a problem is already on record for this value. */
  static boolean isUnresolved(@Nullable JsonNode value) {
    return value != null && value.isPojo();
  }

  /** The value with everything in it substituted; containers are changed in place. */
  JsonNode in(JsonNode value, String path) {
    return switch (value) {
      case ObjectNode object -> {
        object.properties().forEach(e -> e.setValue(in(e.getValue(), Place.key(path, e.getKey()))));
        yield object;
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, in(array.get(i), Place.index(path, i)));
        }
        yield array;
      }
      default -> value.isTextual() ? text(value, path) : value;
    };
  }

  private JsonNode text(JsonNode value, String path) {
    String text = value.textValue();
    int at = text.indexOf("${");
    if (at < 0) {
      return value;
    }
    StringBuilder result = new StringBuilder();
    int from = 0;
    int named = 0;
    while (at >= 0) {
      if (at > from && text.charAt(at - 1) == '$') {
        result.append(text, from, at - 1).append("${");
        from = at + 2;
      } else {
        int end = text.indexOf('}', at);
        if (end < 0) {
          return fault(path, "a ${ is not closed", "add the }, or write $${ for the characters");
        }
        result.append(text, from, at);
        String inside = text.substring(at + 2, end);
        String put = inside.startsWith("secret:") ? secret(inside, path) : variable(inside, path);
        if (put == null) {
          return UNRESOLVED;
        }
        named += inside.startsWith("secret:") ? 1 : 0;
        result.append(put);
        from = end + 1;
      }
      if (length + result.length() > DocumentReader.MAX_BYTES) {
        return fault(
            path,
            "with the environment put in, the document has more than "
                + DocumentReader.MAX_BYTES
                + " characters",
            "shorten the variables");
      }
      at = text.indexOf("${", from);
    }
    result.append(text, from, text.length());
    if (occurrences(result.toString()) > named) {
      return fault(
          path,
          "${secret: comes in by a variable, a default or as $${secret:",
          "name the secret in the document itself: ${secret:NAME}");
    }
    length += result.length();
    return JsonNodeFactory.instance.textNode(result.toString());
  }

  private static int occurrences(String text) {
    int found = 0;
    for (int at = text.indexOf(SecretReferences.BEGIN);
        at >= 0;
        at = text.indexOf(SecretReferences.BEGIN, at + 1)) {
      found++;
    }
    return found;
  }

  /** The reference itself. */
  private @Nullable String secret(String inside, String path) {
    String reference = "${" + inside + "}";
    Set<String> names = SecretReferences.in(reference);
    if (names.isEmpty()) {
      fault(
          path,
          Shown.quoted(inside.substring("secret:".length())) + " is not the name of a secret",
          "a name has 1 to 100 letters, digits and . _ -, and begins with a letter or digit");
      return null;
    }
    names.forEach(name -> secrets.add(new SecretsCheck.Reference(path, name)));
    return reference;
  }

  private @Nullable String variable(String inside, String path) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      fault(
          path,
          Shown.quoted(name) + " is not the name of a variable",
          "write ${NAME} or ${NAME:default}, or $${ for the characters");
      return null;
    }
    if (inside.contains("${")) {
      fault(path, "a ${ inside another is not taken", "write one variable after the other");
      return null;
    }
    String value = environment.get(name);
    if (value == null && colon < 0) {
      fault(
          path,
          "the environment variable " + Shown.escape(name) + " is not set",
          "set it, or write ${" + Shown.escape(name) + ":default}");
      return null;
    }
    return value != null ? value : inside.substring(colon + 1);
  }

  private JsonNode fault(String path, String message, String hint) {
    problems.error(path, message, hint);
    return UNRESOLVED;
  }
}

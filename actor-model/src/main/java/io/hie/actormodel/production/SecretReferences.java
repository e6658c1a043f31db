package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <code>${secret:NAME}</code> in the settings of an item. A definition holds the reference, so that
 * whatever shows or compares it has no secret; {@link #put} makes the one with the secrets, which
 * only the item itself is given.
 */
public final class SecretReferences {
  static final String BEGIN = "${secret:";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{secret:([A-Za-z0-9][A-Za-z0-9._-]{0,99})}");

  private SecretReferences() {}

  /** The names in a text. */
  static Set<String> in(String text) {
    Set<String> names = new TreeSet<>();
    Matcher found = REFERENCE.matcher(text);
    while (found.find()) {
      names.add(found.group(1));
    }
    return names;
  }

  static boolean isIn(String text) {
    return text.contains(BEGIN);
  }

  /**
   * The definition with its secrets.
   *
   * @throws MisconfiguredException if a secret cannot be had, or the settings are not right with
   *     it; the text has no secret
   */
  public static ItemDefinition put(ItemDefinition definition, ItemType type, SecretValues values) {
    if (definition.secrets().isEmpty()) {
      return definition;
    }
    UnaryOperator<String> in =
        text ->
            REFERENCE
                .matcher(text)
                .replaceAll(
                    found -> {
                      String name = found.group(1);
                      Long revision = definition.secrets().get(name);
                      return Matcher.quoteReplacement(
                          revision == null ? found.group() : value(values, name, revision));
                    });
    Problems problems = new Problems();
    ObjectNode item = ItemDocument.tree(definition);
    ItemDefinition with =
        new ItemReader(problems)
            .readAs(type, definition, put(item.path("adapter_settings"), in), hostOf(item, in));
    if (with == null) {
      List<String> places =
          problems.all().stream()
              .filter(each -> each.severity() == Problem.Severity.ERROR)
              .map(Problem::path)
              .distinct()
              .toList();
      throw new MisconfiguredException(
          "with its secrets ("
              + String.join(", ", definition.secrets().keySet())
              + ") the item's settings are not right at "
              + String.join(", ", places)
              + "; set the secret to what that setting takes");
    }
    return with;
  }

  private static JsonNode hostOf(ObjectNode item, UnaryOperator<String> in) {
    return put(item.path("host_settings"), in);
  }

  private static String value(SecretValues values, String name, long revision) {
    try {
      return values.value(name, revision);
    } catch (RuntimeException failed) {
      throw new MisconfiguredException(
          "the secret " + name + " cannot be had: " + failed.getMessage(), failed);
    }
  }

  private static JsonNode put(JsonNode value, UnaryOperator<String> in) {
    return switch (value) {
      case ObjectNode object -> {
        object.properties().forEach(each -> each.setValue(put(each.getValue(), in)));
        yield object;
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, put(array.get(i), in));
        }
        yield array;
      }
      default ->
          value.isTextual() && isIn(value.textValue())
              ? JsonNodeFactory.instance.textNode(in.apply(value.textValue()))
              : value;
    };
  }
}

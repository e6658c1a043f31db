package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.ItemType;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A definition written as its item would stand in a document, with every setting and no variable,
 * so that another JVM that has the item's type can make the same of it. It holds the secrets of the
 * settings.
 */
public final class ItemDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ItemDocument() {}

  /** Writes it, as JSON. */
  public static String write(ItemDefinition definition) {
    return tree(definition).toString();
  }

  static ObjectNode tree(ItemDefinition definition) {
    ObjectNode item = JSON.objectNode();
    item.put("name", definition.name());
    item.put("item_type", definition.kind().name());
    item.put("type", definition.type());
    item.put("enabled", definition.enabled());
    item.set("adapter_settings", object(definition.adapter()));
    ObjectNode host = object(definition.host());
    host.setAll(object(definition.own()));
    item.set("host_settings", host);
    return item;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param path of the item in its document
   * @throws IllegalArgumentException if these types cannot make of it what those did that wrote it
   */
  public static ItemDefinition read(String document, String path, ItemTypes types) {
    Problems problems = new Problems();
    ItemDefinition definition;
    try {
      JsonNode item = DocumentReader.read(document.getBytes(UTF_8), "item.json", problems);
      definition = new ItemReader(types, problems).read(item, path).definition();
    } catch (UnreadableException impossible) {
      throw new IllegalArgumentException(impossible);
    }
    if (definition == null) {
      throw new IllegalArgumentException(
          problems.hasErrors() ? problems.all().getFirst().toString() : path + " has no type here");
    }
    return definition;
  }

  /** The type of a definition that was read with these types. */
  public static ItemType typeOf(ItemDefinition definition, ItemTypes types) {
    return switch (types.find(definition.type())) {
      case ItemTypes.Lookup.Installed(ItemType type) -> type;
      case ItemTypes.Lookup.Later later -> throw new IllegalArgumentException(later.name());
      case ItemTypes.Lookup.Unknown unknown ->
          throw new IllegalArgumentException(unknown.message());
    };
  }

  private static ObjectNode object(Record settings) {
    SettingsShape shape = SettingsShape.of(settings.getClass());
    @Nullable Object[] values = shape.values(settings);
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < values.length; i++) {
      SettingsShape.Entry entry = shape.entries().get(i);
      if (values[i] != null) {
        object.set(entry.key(), node(values[i]));
      }
    }
    return object;
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case JsonNode raw -> raw;
      case Boolean truth -> JSON.booleanNode(truth);
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(BigDecimal.valueOf(number));
      case Duration duration ->
          JSON.numberNode(
              BigDecimal.valueOf(duration.getNano(), 9)
                  .add(BigDecimal.valueOf(duration.getSeconds())));
      case Charset charset -> JSON.textNode(charset.name());
      case Enum<?> choice -> JSON.textNode(HostSettings.spell(choice));
      case Record nested -> object(nested);
      case List<?> list -> {
        ArrayNode array = JSON.arrayNode();
        list.forEach(each -> array.add(node(each)));
        yield array;
      }
      case Map<?, ?> map -> {
        ObjectNode texts = JSON.objectNode();
        map.forEach((key, text) -> texts.put((String) key, (String) text));
        yield texts;
      }
      // Texts, paths and addresses.
      default -> JSON.textNode(value.toString());
    };
  }
}

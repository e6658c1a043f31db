package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.ItemType;

/**
 * The JSON Schema (draft 2020-12) of what an item of one type has in a production document: its
 * {@code adapter_settings} and {@code host_settings}. See {@link SettingsSchema} for what it can
 * and cannot say.
 */
public final class ItemSchema {
  private ItemSchema() {}

  /** The schema; it says nothing of the item's name, type and {@code enabled}. */
  public static ObjectNode of(ItemType type) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", SettingsSchema.DRAFT);
    schema.put("title", type.name());
    schema.put("description", "The settings of a " + type.kind() + " of this type.");
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode adapter = properties.putObject("adapter_settings");
    SettingsSchema.fill(adapter, type.adapterSettings());
    ObjectNode host = properties.putObject("host_settings");
    SettingsSchema.fill(host, type.hostSettings(), HostSettings.class);
    alsoTaken((ObjectNode) host.get("properties"));
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    properties
        .properties()
        .forEach(
            part -> {
              if (part.getValue().has("required")) {
                required.add(part.getKey());
              }
            });
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  /** Keys of older engines, which are taken and do nothing. */
  private static void alsoTaken(ObjectNode properties) {
    Vocabulary.otherwiseInItem()
        .forEach(
            (key, instead) -> {
              if (!properties.has(key)) {
                properties.putObject(key).put("description", instead).put("deprecated", true);
              }
            });
  }
}

package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Examples of answers, made from their schemas, with words that such a field may hold. */
final class Samples {
  private static final String TIME = "2026-03-01T10:15:30Z";
  private static final String HASH = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("workspace", "royal-hospital"),
          Map.entry("project", "ADT"),
          Map.entry("user", "anna"),
          Map.entry("who", "anna"),
          Map.entry("by", "anna"),
          Map.entry("displayName", "Anna Example"),
          Map.entry("role", "editor"),
          Map.entry("item", "EPR_Out"),
          Map.entry("target", "EPR_Out"),
          Map.entry("source", "PAS_In"),
          Map.entry("type", "hl7.mllp.operation"),
          Map.entry("history", "royal-hospital/ADT/" + HASH),
          Map.entry("leg", "0.1"),
          Map.entry("why", "the receiver was mended"),
          Map.entry("comment", "ticket 4711"),
          Map.entry("reason", "connection refused"),
          Map.entry("messageId", "5f0c3a1e-7d1b-4a52-9d07-2f6f6c1f3a10"),
          Map.entry("correlationId", "5f0c3a1e-7d1b-4a52-9d07-2f6f6c1f3a10"),
          Map.entry("contentType", "application/hl7-v2"),
          Map.entry("schema", "ADT_A01"),
          Map.entry("encoding", "UTF-8"),
          Map.entry("permissions", "view"),
          Map.entry("scopes", "view"),
          Map.entry("workspaces", "royal-hospital"),
          Map.entry("from", "10.0.0.7"),
          Map.entry("operation", "histories.events"),
          Map.entry("request", "3b1d"),
          Map.entry("detail", ""));

  private final Map<String, ObjectNode> components;

  Samples(Map<String, ObjectNode> components) {
    this.components = components;
  }

  /** Something that fits a schema. */
  JsonNode of(JsonNode schema, String name) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    String reference = schema.path("$ref").asText();
    if (!reference.isEmpty()) {
      return of(components.get(reference.substring(reference.lastIndexOf('/') + 1)), name);
    }
    if (schema.has("examples")) {
      return schema.get("examples").get(0);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    return switch (schema.path("type").asText()) {
      case "integer" -> json.numberNode(1);
      case "number" -> json.numberNode(1.5);
      case "boolean" -> json.booleanNode(false);
      case "array" -> json.arrayNode().add(of(schema.path("items"), name));
      case "object" -> object(schema);
      default -> json.textNode(text(schema, name));
    };
  }

  private static String text(JsonNode schema, String name) {
    if (schema.path("format").asText().equals("date-time")) {
      return TIME;
    }
    return schema.has("contentEncoding") ? "TVNIfF5+XCZ8" : WORDS.getOrDefault(name, name);
  }

  private JsonNode object(JsonNode schema) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(
            each -> {
              if (isDeep(each.getValue().path("items"), each.getKey())) {
                object.putArray(each.getKey());
              } else {
                object.set(each.getKey(), of(each.getValue(), each.getKey()));
              }
            });
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) {
      object.set("EPR_Out", of(values, "EPR_Out"));
    }
    return object;
  }

  /** Whether something holds more of its own kind: an example stops there. */
  private static boolean isDeep(JsonNode items, String name) {
    return name.equals("next") && items.has("$ref");
  }
}

package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Documents made at random out of a JSON Schema as {@link SettingsSchema} writes them. */
final class SchemaDocuments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> DURATIONS = List.of("PT30S", "P1D", "PT1H30M", "PT2.5S");
  private static final List<String> NO_DURATIONS = List.of("P", "PT", "30 s", "P1Y", "soon", "");

  private final Random random;

  SchemaDocuments(Random random) {
    this.random = random;
  }

  /** One that the schema takes. */
  JsonNode right(JsonNode schema) {
    if (schema.has("enum")) {
      return pick(schema.get("enum"));
    }
    if (schema.has("anyOf")) {
      JsonNode one = pick(schema.get("anyOf"));
      // What an ISO duration may be at most, only the binding knows.
      boolean bounded = schema.at("/anyOf/0/minimum").asDouble() > 1;
      return bounded ? right(schema.at("/anyOf/0")) : right(one);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema);
      case "array" -> {
        ArrayNode list = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(right(schema.get("items")));
        }
        yield list;
      }
      case "integer" -> Numbers.node(number(schema).toBigInteger().toString());
      case "number" -> Numbers.node(number(schema).toPlainString());
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "string" -> JSON.textNode(text(schema));
      default -> JSON.textNode("anything");
    };
  }

  /** Another document with one thing changed, most likely for the worse. */
  JsonNode spoilt(JsonNode schema, JsonNode right) {
    if (!(right instanceof ObjectNode object) || !schema.has("properties")) {
      return wrongValue(schema);
    }
    ObjectNode spoilt = object.deepCopy();
    List<Map.Entry<String, JsonNode>> keys = new ArrayList<>(schema.get("properties").properties());
    JsonNode required = schema.path("required");
    if (keys.isEmpty() || random.nextInt(6) == 0) {
      return spoilt.put("NoSuchKey" + random.nextInt(9), 1);
    }
    if (!required.isEmpty() && random.nextInt(6) == 0) {
      spoilt.remove(pick(required).textValue());
      return spoilt;
    }
    Map.Entry<String, JsonNode> key = keys.get(random.nextInt(keys.size()));
    JsonNode present = spoilt.get(key.getKey());
    JsonNode inner = present == null ? right(key.getValue()) : present;
    boolean deep = key.getValue().has("properties") && random.nextInt(4) > 0;
    spoilt.set(key.getKey(), deep ? spoilt(key.getValue(), inner) : wrongValue(key.getValue()));
    return spoilt;
  }

  private JsonNode wrongValue(JsonNode schema) {
    JsonNode number = schema.has("anyOf") ? schema.at("/anyOf/0") : schema;
    boolean outOfBounds = random.nextBoolean();
    if (outOfBounds && number.has("minimum") && random.nextBoolean()) {
      BigDecimal below = number.get("minimum").decimalValue().subtract(BigDecimal.ONE);
      return Numbers.node(below.toPlainString());
    }
    if (outOfBounds && number.has("maximum")) {
      BigDecimal above = number.get("maximum").decimalValue().add(BigDecimal.ONE);
      return Numbers.node(above.toPlainString());
    }
    if (schema.has("anyOf")) {
      return JSON.textNode(NO_DURATIONS.get(random.nextInt(NO_DURATIONS.size())));
    }
    return switch (random.nextInt(5)) {
      case 0 -> JSON.arrayNode().add(JSON.objectNode());
      case 1 -> JSON.objectNode().put("No such key", "x");
      case 2 -> JSON.textNode("  ");
      case 3 -> JSON.numberNode(1.5);
      default -> JSON.textNode("no such word");
    };
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    if (schema.get("additionalProperties") instanceof ObjectNode values) {
      for (int i = random.nextInt(3); i > 0; i--) {
        object.set("X-Name-" + i, right(values));
      }
      return object;
    }
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              boolean required =
                  schema.path("required").toString().contains('"' + property.getKey() + '"');
              if (required || random.nextInt(3) == 0) {
                object.set(property.getKey(), right(property.getValue()));
              }
            });
    return object;
  }

  private BigDecimal number(JsonNode schema) {
    BigDecimal from = schema.has("minimum") ? schema.get("minimum").decimalValue() : null;
    BigDecimal to = schema.has("maximum") ? schema.get("maximum").decimalValue() : null;
    if (from == null) {
      from = to == null ? BigDecimal.valueOf(-1000) : to.subtract(BigDecimal.valueOf(1000));
    }
    if (to == null) {
      to = from.add(BigDecimal.valueOf(2000));
    }
    return switch (random.nextInt(4)) {
      case 0 -> from;
      case 1 -> to;
      default -> from.add(to.subtract(from).multiply(BigDecimal.valueOf(random.nextDouble())));
    };
  }

  private String text(JsonNode schema) {
    String pattern = schema.path("pattern").asText();
    if (pattern.startsWith("^P")) {
      return DURATIONS.get(random.nextInt(DURATIONS.size()));
    }
    if (schema.path("format").asText().equals("charset")) {
      return random.nextBoolean() ? "UTF-8" : "windows-1252";
    }
    if (schema.path("format").asText().equals("uri-reference")) {
      return random.nextBoolean() ? "https://example.org:8443/a?b=c" : "/a/b";
    }
    List<String> texts = List.of("a", "Two words", "ünï", " x ", "", "  ");
    return texts.get(random.nextInt(pattern.isEmpty() ? texts.size() : texts.size() - 2));
  }

  private JsonNode pick(JsonNode list) {
    return list.get(random.nextInt(list.size()));
  }
}

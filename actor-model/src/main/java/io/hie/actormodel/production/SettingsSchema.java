package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * The JSON Schema (draft 2020-12) of a settings record, for forms and editors. It describes a
 * document after <code>${NAME}</code> was put in and numbers are numbers; the units are in {@code
 * x-unit}, and a secret is {@code writeOnly}.
 */
public final class SettingsSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private SettingsSchema() {}

  /**
   * The schema of a settings record.
   *
   * @throws IllegalArgumentException if it is no settings record
   */
  public static ObjectNode of(Class<? extends Record> settings) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DRAFT);
    schema.put("title", words(settings.getSimpleName()));
    fill(schema, SettingsShape.of(settings));
    return schema;
  }

  private static void fill(ObjectNode schema, SettingsShape shape) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (SettingsShape.Entry entry : shape.entries()) {
      properties.set(entry.key(), property(entry));
      if (entry.required()) {
        required.add(entry.key());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
  }

  private static ObjectNode property(SettingsShape.Entry entry) {
    Setting setting = entry.setting();
    ObjectNode property = JsonNodeFactory.instance.objectNode();
    property.put("title", words(entry.key()));
    property.put("description", setting.doc());
    describe(property, entry.type(), setting);
    if (entry.hasDefault()) {
      property.set("default", naturalDefault(entry));
    }
    if (!setting.unit().isEmpty()) {
      property.put("x-unit", setting.unit());
    }
    if (setting.secret()) {
      property.put("writeOnly", true);
      property.put("format", "password");
    }
    return property;
  }

  private static void describe(ObjectNode property, SettingType type, Setting setting) {
    switch (type) {
      case SettingType.Plain.TEXT -> property.put("type", "string");
      case SettingType.Plain.BOOLEAN -> property.put("type", "boolean");
      case SettingType.Plain.REAL -> bounds(property.put("type", "number"), setting);
      case SettingType.Plain.SECONDS -> {
        ArrayNode either = property.putArray("anyOf");
        ObjectNode number = either.addObject().put("type", "number");
        number.put("minimum", 0);
        bounds(number, setting);
        either.addObject().put("type", "string").put("format", "duration");
        property.put("x-unit", "s");
      }
      case SettingType.Plain.PATH, SettingType.Plain.CHARSET ->
          property.put("type", "string").put("minLength", 1);
      case SettingType.Plain.URI -> property.put("type", "string").put("format", "uri-reference");
      case SettingType.Plain.TEXT_MAP ->
          property.put("type", "object").putObject("additionalProperties").put("type", "string");
      case SettingType.Plain.RAW -> {}
      case SettingType.Whole(boolean isLong) -> bounds(property.put("type", "integer"), setting);
      case SettingType.Choice choice -> {
        ArrayNode values = property.put("type", "string").putArray("enum");
        choice.spellings().forEach(values::add);
      }
      case SettingType.ListOf(SettingType element) ->
          describe(property.put("type", "array").putObject("items"), element, setting);
      case SettingType.Nested(Class<? extends Record> nested) ->
          fill(property, SettingsShape.of(nested));
    }
  }

  private static void bounds(ObjectNode number, Setting setting) {
    if (!Double.isInfinite(setting.min())) {
      number.set("minimum", plain(setting.min()));
    }
    if (!Double.isInfinite(setting.max())) {
      number.set("maximum", plain(setting.max()));
    }
  }

  private static JsonNode plain(double number) {
    return Numbers.node(Numbers.plain(BigDecimal.valueOf(number)));
  }

  /** The default as a document would have it: a number for a number, and so on. */
  private static JsonNode naturalDefault(SettingsShape.Entry entry) {
    JsonNode written = entry.defaultValue(entry.key());
    if (!written.isTextual()) {
      return written;
    }
    String text = written.textValue();
    return switch (entry.type()) {
      case SettingType.Plain.BOOLEAN -> JsonNodeFactory.instance.booleanNode(text.equals("true"));
      case SettingType.Plain.REAL -> Numbers.node(text);
      case SettingType.Plain.SECONDS -> text.startsWith("P") ? written : Numbers.node(text);
      case SettingType.Whole whole -> Numbers.node(text);
      case SettingType.Plain plain -> written;
      case SettingType.Choice choice -> written;
      case SettingType.ListOf list -> written;
      case SettingType.Nested nested -> written;
    };
  }

  /** {@code CircuitBreakerTimeout} and {@code max_projects} as people would say them. */
  private static String words(String key) {
    String spaced =
        key.replace('_', ' ')
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
            .replaceAll("(?<=[A-Z])(?=[A-Z][a-z])", " ");
    StringBuilder words = new StringBuilder();
    for (String word : spaced.split(" ")) {
      boolean abbreviation = word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT));
      if (words.isEmpty()) {
        words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      } else {
        words.append(' ').append(abbreviation ? word : word.toLowerCase(Locale.ROOT));
      }
    }
    return words.toString();
  }
}

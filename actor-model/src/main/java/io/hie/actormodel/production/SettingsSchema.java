package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) of a settings record, for validation, forms and editors. Units
 * are in {@code x-unit}, and a secret is {@code writeOnly}.
 *
 * <p>What it accepts is what a production takes, and what it refuses is refused, but for this: a
 * production also takes numbers and truth values written as texts, since <code>${NAME}</code> puts
 * in texts, null for a key left out, and lower-case or signed ISO durations; and only the binding
 * can tell a character set that the JVM does not know, a malformed address, an ISO duration that is
 * out of bounds, and settings that do not go together.
 */
public final class SettingsSchema {
  static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
  private static final String NOT_BLANK = "\\S";
  private static final String NOT_BLANK_WITHOUT_NUL = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$";
  private static final String CHARSET_NAME = "^[A-Za-z0-9][-A-Za-z0-9+.:_]*$";
  private static final String DURATION =
      "^P(?=[0-9]|T[0-9])([0-9]{1,9}D)?(T(?=[0-9])([0-9]{1,9}H)?([0-9]{1,9}M)?"
          + "([0-9]{1,9}([.][0-9]{1,9})?S)?)?$";

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
    fill(schema, settings);
    return schema;
  }

  /** Adds the keys of these records to an object's schema, which takes no others. */
  @SafeVarargs
  static void fill(ObjectNode schema, Class<? extends Record>... records) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    for (Class<? extends Record> record : records) {
      for (SettingsShape.Entry entry : SettingsShape.of(record).entries()) {
        properties.set(entry.key(), property(entry));
        if (entry.required()) {
          required.add(entry.key());
        }
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
    describe(property, entry.type(), entry);
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

  private static void describe(ObjectNode property, SettingType type, SettingsShape.Entry entry) {
    switch (type) {
      case SettingType.Plain.TEXT -> text(property, entry);
      case SettingType.Plain.BOOLEAN -> property.put("type", "boolean");
      case SettingType.Plain.REAL -> bounds(property.put("type", "number"), entry, null, null);
      case SettingType.Plain.SECONDS -> {
        ArrayNode either = property.putArray("anyOf");
        bounds(
            either.addObject().put("type", "number"),
            entry,
            BigDecimal.ZERO,
            SettingValue.LONGEST_SECONDS);
        either.addObject().put("type", "string").put("pattern", DURATION);
        property.put("x-unit", "s");
      }
      case SettingType.Plain.PATH ->
          property.put("type", "string").put("pattern", NOT_BLANK_WITHOUT_NUL);
      case SettingType.Plain.CHARSET ->
          property.put("type", "string").put("pattern", CHARSET_NAME).put("format", "charset");
      case SettingType.Plain.URI ->
          property.put("type", "string").put("pattern", NOT_BLANK).put("format", "uri-reference");
      case SettingType.Plain.TEXT_MAP ->
          text(property.put("type", "object").putObject("additionalProperties"), entry);
      case SettingType.Plain.RAW -> {}
      case SettingType.Whole(boolean isLong) ->
          bounds(
              property.put("type", "integer"),
              entry,
              BigDecimal.valueOf(isLong ? Long.MIN_VALUE : Integer.MIN_VALUE),
              BigDecimal.valueOf(isLong ? Long.MAX_VALUE : Integer.MAX_VALUE));
      case SettingType.Choice choice -> {
        ArrayNode values = property.put("type", "string").putArray("enum");
        choice.spellings().forEach(values::add);
      }
      case SettingType.ListOf(SettingType element) ->
          describe(property.put("type", "array").putObject("items"), element, entry);
      case SettingType.Nested(Class<? extends Record> nested) -> fill(property, nested);
    }
  }

  private static void text(ObjectNode property, SettingsShape.Entry entry) {
    property.put("type", "string");
    if (entry.required()) {
      property.put("pattern", NOT_BLANK);
    }
  }

  /** The setting's own bounds, or those of what the value is kept in. */
  private static void bounds(
      ObjectNode number,
      SettingsShape.Entry entry,
      @Nullable BigDecimal least,
      @Nullable BigDecimal most) {
    double min = entry.setting().min();
    double max = entry.setting().max();
    BigDecimal from = Double.isInfinite(min) ? least : BigDecimal.valueOf(min);
    BigDecimal to = Double.isInfinite(max) ? most : BigDecimal.valueOf(max);
    if (from != null) {
      number.set("minimum", plain(least == null ? from : from.max(least)));
    }
    if (to != null) {
      number.set("maximum", plain(most == null ? to : to.min(most)));
    }
  }

  private static JsonNode plain(BigDecimal number) {
    return Numbers.node(Numbers.plain(number));
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

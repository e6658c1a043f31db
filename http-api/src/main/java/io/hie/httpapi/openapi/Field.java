package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Something that a caller sends by name, in a body or a query, with its bounds.
 *
 * @param least length of a text, entries of a list, or the smallest number
 * @param most the same at the other end
 * @param words the only ones that are taken; any if empty
 */
public record Field(
    String name,
    Kind kind,
    boolean required,
    long least,
    long most,
    List<String> words,
    String description,
    Object example) {
  /** What a value is. */
  public enum Kind {
    TEXT,
    /** A list of texts without repetitions. */
    TEXTS,
    FLAG,
    /** ISO 8601 with its Z. */
    TIME,
    INTEGER,
    /** Bytes in base64. */
    BYTES,
    /** Any JSON. */
    ANY
  }

  public Field {
    words = List.copyOf(words);
  }

  /** A text of so many characters. */
  public static Field text(String name, long least, long most, String description, String example) {
    return new Field(name, Kind.TEXT, false, least, most, List.of(), description, example);
  }

  /** One of some words. */
  public static Field word(String name, List<String> words, String description) {
    return new Field(name, Kind.TEXT, false, 1, 100, words, description, words.getFirst());
  }

  /** Some of some words; of any if there are none. */
  public static Field texts(
      String name, long most, List<String> words, String description, List<String> example) {
    return new Field(name, Kind.TEXTS, false, 0, most, words, description, example);
  }

  public static Field flag(String name, String description) {
    return new Field(name, Kind.FLAG, false, 0, 1, List.of(), description, false);
  }

  public static Field time(String name, String description) {
    return new Field(
        name, Kind.TIME, false, 20, 40, List.of(), description, "2026-03-01T10:15:30Z");
  }

  /** A whole number of a range, both ends in it. */
  public static Field integer(
      String name, long least, long most, String description, long example) {
    return new Field(name, Kind.INTEGER, false, least, most, List.of(), description, example);
  }

  public static Field bytes(String name, String description, String example) {
    return new Field(
        name, Kind.BYTES, false, 0, Integer.MAX_VALUE, List.of(), description, example);
  }

  /** The same, which must be there. */
  public Field needed() {
    return new Field(
        name,
        kind,
        true,
        kind == Kind.TEXT || kind == Kind.TEXTS ? Math.max(1, least) : least,
        most,
        words,
        description,
        example);
  }

  /** What a value must be, for who sent another. */
  public String rule() {
    String needed = required ? "is needed: " : "is ";
    return needed
        + switch (kind) {
          case TEXT ->
              words.isEmpty()
                  ? "a text of " + (least == 0 ? "at most " : least + " to ") + most + " characters"
                  : "one of " + String.join(", ", words);
          case TEXTS ->
              words.isEmpty()
                  ? "a list of at most " + most + " texts"
                  : "a list of one or more of " + String.join(", ", words);
          case FLAG -> "true or false";
          case TIME -> "a time such as 2026-03-01T10:15:30Z, always with its Z";
          case INTEGER -> "a number from " + least + (most == Long.MAX_VALUE ? "" : " to " + most);
          case BYTES -> "bytes in base64";
          case ANY -> "JSON";
        };
  }

  /** As JSON Schema, draft 2020-12. */
  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    switch (kind) {
      case TEXT -> {
        schema.put("type", "string");
        if (words.isEmpty()) {
          lengths(schema);
        } else {
          words.forEach(schema.putArray("enum")::add);
        }
      }
      case TEXTS -> {
        schema.put("type", "array").put("minItems", least).put("maxItems", most);
        ObjectNode items = schema.putObject("items").put("type", "string");
        if (!words.isEmpty()) {
          words.forEach(items.putArray("enum")::add);
        }
      }
      case FLAG -> schema.put("type", "boolean").put("default", false);
      case TIME -> schema.put("type", "string").put("format", "date-time");
      case INTEGER -> {
        schema.put("type", "integer").put("minimum", least);
        if (most != Long.MAX_VALUE) {
          schema.put("maximum", most);
        }
      }
      case BYTES -> schema.put("type", "string").put("contentEncoding", "base64");
      case ANY -> {}
    }
    return Set.of(Kind.FLAG, Kind.ANY).contains(kind)
        ? schema
        : schema.set("examples", JsonNodeFactory.instance.arrayNode().add(sample()));
  }

  /** The example as JSON. */
  JsonNode sample() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (example) {
      case Boolean flag -> json.booleanNode(flag);
      case Long number -> json.numberNode(number);
      case List<?> all -> {
        ArrayNode array = json.arrayNode();
        all.forEach(each -> array.add(String.valueOf(each)));
        yield array;
      }
      default -> json.textNode(String.valueOf(example));
    };
  }

  private void lengths(ObjectNode schema) {
    if (least > 0) {
      schema.put("minLength", least);
    }
    schema.put("maxLength", most);
  }
}

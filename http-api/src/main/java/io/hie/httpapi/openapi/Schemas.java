package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.envelope.Payload;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of the records that are answered, each once by its name. Whatever is not {@link
 * Nullable} is there. Not safe for several threads.
 */
final class Schemas {
  private final Map<String, ObjectNode> components = new TreeMap<>();
  private final Map<String, Class<?>> named = new HashMap<>();

  /** All that was asked for, by name. */
  Map<String, ObjectNode> components() {
    return components;
  }

  void add(String name, ObjectNode schema) {
    components.put(name, schema);
  }

  /** The schema of a class, by reference if it is a record. */
  ObjectNode of(Type type) {
    return switch (type) {
      case Class<?> plain -> ofClass(plain);
      case ParameterizedType generic -> ofGeneric(generic);
      default -> throw new IllegalArgumentException("no schema for " + type);
    };
  }

  private ObjectNode ofClass(Class<?> type) {
    if (type == String.class || type == Payload.class) {
      ObjectNode text = object().put("type", "string");
      return type == String.class ? text : text.put("contentEncoding", "base64");
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return object().put("type", "integer");
    }
    if (type == double.class || type == Double.class) {
      return object().put("type", "number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return object().put("type", "boolean");
    }
    if (JsonNode.class.isAssignableFrom(type)) {
      return object().put("type", "object");
    }
    if (type.isEnum()) {
      ObjectNode word = object().put("type", "string");
      Arrays.stream(type.getEnumConstants())
          .map(each -> ((Enum<?>) each).name())
          .forEach(word.withArray("enum")::add);
      return word;
    }
    if (type.isRecord()) {
      return object().put("$ref", "#/components/schemas/" + component(type));
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private ObjectNode ofGeneric(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Iterable.class.isAssignableFrom(raw)) {
      return object().put("type", "array").set("items", of(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return object().put("type", "object").set("additionalProperties", of(arguments[1]));
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private String component(Class<?> type) {
    String name = type.getSimpleName().replaceFirst("Json$", "");
    Class<?> other = named.putIfAbsent(name, type);
    if (other != null && other != type) {
      throw new IllegalStateException(type + " and " + other + " have the same name here");
    }
    if (other == null) {
      components.put(name, ofRecord(type));
    }
    return name;
  }

  private ObjectNode ofRecord(Class<?> type) {
    ObjectNode schema = object().put("type", "object");
    Meaning meaning = type.getAnnotation(Meaning.class);
    if (meaning != null) {
      schema.put("description", meaning.value());
    }
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent each : type.getRecordComponents()) {
      ObjectNode property = of(each.getGenericType());
      if (each.isAnnotationPresent(IsoTime.class)) {
        property.put("format", "date-time");
      }
      Meaning said = each.getAnnotation(Meaning.class);
      if (said != null) {
        property.put("description", said.value());
      }
      properties.set(each.getName(), property);
      if (!isNullable(each.getAnnotatedType())) {
        schema.withArray("required").add(each.getName());
      }
    }
    return schema;
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class)
        || (type instanceof AnnotatedParameterizedType generic
            && generic.isAnnotationPresent(Nullable.class));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

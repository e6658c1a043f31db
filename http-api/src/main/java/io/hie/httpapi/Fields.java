package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.hie.actormodel.production.Nearest;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Field;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a body, checked against what its operation takes; gathers all that is wrong with
 * them, each with its JSON pointer.
 */
final class Fields {
  private static final int MOST_FAULTS = 100;

  private final JsonNode body;
  private final List<Json.Fault> faults = new ArrayList<>();

  /** A body that cannot be understood. */
  static final class BadBodyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Json.Fault> faults;

    private BadBodyException(List<Json.Fault> faults) {
      super("a body that cannot be understood");
      this.faults = faults;
    }

    List<Json.Fault> faults() {
      return faults;
    }
  }

  private Fields(JsonNode body) {
    this.body = body;
  }

  /** The fields of a JSON object that may have those of a shape and no others. */
  static Fields of(String text, Contract.Shape shape) {
    List<String> known = shape.fields().stream().map(Field::name).toList();
    JsonNode body = Json.read(text);
    if (body == null || !body.isObject()) {
      Fields none = new Fields(NullNode.getInstance());
      none.faults.add(new Json.Fault("", "send a JSON object with " + String.join(", ", known)));
      return none;
    }
    Fields fields = new Fields(body);
    for (var each : body.properties()) {
      if (!known.contains(each.getKey())) {
        fields.wrong(
            each.getKey().replace("~", "~0").replace("/", "~1"),
            "no such field; " + Nearest.hint(each.getKey(), known));
      }
    }
    shape.fields().forEach(fields::check);
    return fields;
  }

  private void check(Field field) {
    JsonNode value = value(field.name());
    if (value == null) {
      if (field.required()) {
        wrong(field.name(), field.rule());
      }
      return;
    }
    boolean right =
        switch (field.kind()) {
          case TEXT -> value.isTextual() && fits(field, value.textValue());
          case TEXTS -> value.isArray() && value.size() <= field.most() && allFit(field, value);
          case FLAG -> value.isBoolean();
          case TIME -> value.isTextual() && time(field.name()) != null;
          case INTEGER ->
              value.isIntegralNumber()
                  && value.canConvertToLong()
                  && value.asLong() >= field.least()
                  && value.asLong() <= field.most();
          case BYTES -> value.isTextual() && bytes(field.name()) != null;
          case ANY -> true;
        };
    if (!right) {
      wrong(field.name(), field.rule());
    }
  }

  private static boolean fits(Field field, String text) {
    return text.length() <= field.most()
        && text.length() >= field.least()
        && (field.least() == 0 || !text.isBlank())
        && (field.words().isEmpty() || field.words().contains(text));
  }

  private boolean allFit(Field field, JsonNode list) {
    if (list.size() < field.least()) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode each = list.get(i);
      if (!each.isTextual()) {
        wrong(field.name() + "/" + i, "is a text");
      } else if (!field.words().isEmpty() && !field.words().contains(each.textValue())) {
        wrong(
            field.name() + "/" + i,
            "is none of them; " + Nearest.hint(each.textValue(), field.words()));
      }
    }
    return true;
  }

  /** A text; empty if absent. */
  String text(String name) {
    JsonNode value = value(name);
    return value == null || !value.isTextual() ? "" : value.textValue();
  }

  /** A text; null if absent. */
  @Nullable String textOrNull(String name) {
    JsonNode value = value(name);
    return value == null || !value.isTextual() ? null : value.textValue();
  }

  boolean flag(String name) {
    JsonNode value = value(name);
    return value != null && value.asBoolean();
  }

  /** A number; null if absent. */
  @Nullable Long integer(String name) {
    JsonNode value = value(name);
    return value == null || !value.canConvertToLong() ? null : (Long) value.asLong();
  }

  /** A time; null if absent or none. */
  @Nullable Instant time(String name) {
    try {
      return has(name) ? Instant.parse(text(name)) : null;
    } catch (DateTimeParseException wrong) {
      return null;
    }
  }

  /** Bytes; null if absent or none. */
  byte @Nullable [] bytes(String name) {
    try {
      JsonNode value = value(name);
      return value == null ? null : value.binaryValue();
    } catch (IOException | RuntimeException notBase64) {
      return null;
    }
  }

  /** Texts without repetitions; empty if absent. */
  Set<String> texts(String name) {
    Set<String> all = new TreeSet<>();
    JsonNode value = value(name);
    if (value != null) {
      value.forEach(each -> all.add(each.asText()));
    }
    return all;
  }

  boolean has(String name) {
    return value(name) != null;
  }

  private @Nullable JsonNode value(String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /**
   * Notes what is wrong.
   *
   * @param name of the field, with slashes for what is inside it, as in a JSON pointer
   */
  void wrong(String name, String detail) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(new Json.Fault("/" + name, detail));
    }
  }

  /**
   * To be called when all is read.
   *
   * @throws BadBodyException if anything was wrong
   */
  Fields check() {
    if (!faults.isEmpty()) {
      throw new BadBodyException(faults);
    }
    return this;
  }
}

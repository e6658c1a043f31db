package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Nearest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a body; gathers all that is wrong with them, each with its JSON pointer. */
final class Fields {
  private final @Nullable JsonNode body;
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

  private Fields(@Nullable JsonNode body) {
    this.body = body;
  }

  /** The fields of a JSON object that may have these and no others. */
  static Fields of(String text, String... known) {
    JsonNode body = Json.read(text);
    boolean object = body != null && body.isObject();
    Fields fields = new Fields(object ? body : null);
    if (!object) {
      fields.faults.add(new Json.Fault("", "send a JSON object with " + String.join(", ", known)));
    } else {
      for (var each : body.properties()) {
        if (!List.of(known).contains(each.getKey())) {
          fields.wrong(
              each.getKey(), "no such field; " + Nearest.hint(each.getKey(), List.of(known)));
        }
      }
    }
    return fields;
  }

  /** A text of 1 to {@code most} characters. */
  String required(String name, int most) {
    String value = text(name, most);
    if (body != null && (value == null || value.isBlank())) {
      wrong(name, "is needed: a text of 1 to " + most + " characters");
    }
    return value == null ? "" : value;
  }

  /** A text of at most so many characters; null if absent. */
  @Nullable String text(String name, int most) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().length() > most) {
      wrong(name, "is a text of at most " + most + " characters");
      return null;
    }
    return value.textValue();
  }

  /** A whole number in a range; null if absent. */
  @Nullable Long whole(String name, long least, long most) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      wrong(name, "is a whole number from " + least + " to " + most);
      return null;
    }
    return value.asLong();
  }

  boolean flag(String name) {
    JsonNode value = value(name);
    if (value != null && !value.isBoolean()) {
      wrong(name, "is true or false");
    }
    return value != null && value.asBoolean();
  }

  /** A time in ISO 8601; null if absent. */
  @Nullable Instant time(String name) {
    String text = text(name, 40);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      wrong(name, "is a time such as 2026-03-01T10:15:30Z, always with its Z");
      return null;
    }
  }

  /** A list of at most so many texts; empty if absent. */
  Set<String> texts(String name, int most) {
    JsonNode value = value(name);
    Set<String> all = new TreeSet<>();
    if (value == null) {
      return all;
    }
    if (!value.isArray() || value.size() > most) {
      wrong(name, "is a list of at most " + most + " texts");
      return all;
    }
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i).isTextual()) {
        all.add(value.get(i).textValue());
      } else {
        wrong(name + "/" + i, "is a text");
      }
    }
    return all;
  }

  boolean has(String name) {
    return value(name) != null;
  }

  private @Nullable JsonNode value(String name) {
    JsonNode value = body == null ? null : body.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /**
   * Notes what is wrong.
   *
   * @param name of the field, with slashes for what is inside it
   */
  void wrong(String name, String detail) {
    faults.add(new Json.Fault("/" + name, detail));
  }

  /**
   * To be called when all is read.
   *
   * @throws BadBodyException if anything was wrong
   */
  void check() {
    if (!faults.isEmpty()) {
      throw new BadBodyException(faults);
    }
  }
}

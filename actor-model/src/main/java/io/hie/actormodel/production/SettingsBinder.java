package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds an object of the document to a settings record, and says everything that is wrong. */
final class SettingsBinder {
  /** One object with more unknown keys than this is simply not what it should be. */
  private static final int MOST_UNKNOWN = 50;

  private final Problems problems;

  SettingsBinder(Problems problems) {
    this.problems = problems;
  }

  /** Binds the keys of {@code type} and refuses all others. Null if anything was wrong. */
  <T extends Record> @Nullable T bindAll(Class<T> type, @Nullable JsonNode value, String path) {
    refuseUnknown(value, path, SettingsShape.of(type).keys());
    return bind(type, value, path).whole();
  }

  /**
   * Binds the keys of {@code type} and leaves all others alone. An absent object is an empty one.
   */
  <T extends Record> Bound<T> bind(Class<T> type, @Nullable JsonNode value, String path) {
    SettingsShape shape = SettingsShape.of(type);
    boolean absent = value == null || value.isNull();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    if (value instanceof ObjectNode given) {
      object = given;
    } else if (!absent) {
      if (!Substitution.isUnresolved(value)) {
        problems.error(path, "expected an object, got " + Shown.kind(value), "write { ... }");
      }
      return new Bound<>(Map.of(), null);
    }
    List<SettingsShape.Entry> entries = shape.entries();
    @Nullable Object[] values = new Object[entries.size()];
    Map<String, Object> byKey = new HashMap<>();
    boolean complete = true;
    for (int i = 0; i < values.length; i++) {
      SettingsShape.Entry entry = entries.get(i);
      JsonNode given = object.get(entry.key());
      if (given == null || given.isNull()) {
        if (!entry.hasDefault()) {
          complete &= entry.optional();
          reportMissing(entry, path, absent);
          continue;
        }
        given = entry.defaultValue(shape.name());
      }
      values[i] = new SettingValue(entry, problems).read(given, Place.key(path, entry.key()));
      complete &= values[i] != null;
      if (values[i] != null) {
        byKey.put(entry.key(), values[i]);
      }
    }
    return new Bound<>(byKey, complete ? type.cast(make(shape, values, path)) : null);
  }

  /** Reports every key that is not known. */
  void refuseUnknown(@Nullable JsonNode value, String path, Collection<String> known) {
    if (!(value instanceof ObjectNode object)) {
      return;
    }
    int unknown = 0;
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      String key = each.getKey();
      if (!known.contains(key) && ++unknown <= MOST_UNKNOWN) {
        problems.error(
            Place.key(path, key),
            "the key " + Shown.quoted(key) + " is not known here",
            problems.isFull() ? "" : Nearest.hint(key, known));
      }
    }
    if (unknown > MOST_UNKNOWN) {
      problems.error(
          path,
          "has " + unknown + " keys that are not known here",
          "known here: " + Nearest.list(known));
    }
  }

  private void reportMissing(SettingsShape.Entry entry, String path, boolean absent) {
    if (entry.required()) {
      // A place that does not exist is named only if what holds it does.
      problems.error(
          absent ? path : Place.key(path, entry.key()),
          absent ? "is missing, and with it " + entry.key() : "is missing",
          entry.key() + ": " + entry.setting().doc());
    }
  }

  private @Nullable Record make(SettingsShape shape, @Nullable Object[] values, String path) {
    try {
      return shape.make(values);
    } catch (InvocationTargetException refused) {
      String why = refused.getCause() == null ? null : refused.getCause().getMessage();
      problems.error(
          path,
          why == null || shape.hasSecret()
              ? "these settings do not go together"
              : Shown.sentence(why),
          "see the documentation of " + shape.name());
      return null;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot make a " + shape.name(), impossible);
    }
  }

  /**
   * What was bound.
   *
   * @param values those that are right, by key, even if others are not
   * @param whole the record, or null if anything was wrong
   */
  record Bound<T>(Map<String, Object> values, @Nullable T whole) {
    <V> @Nullable V value(String key, Class<V> type) {
      return type.cast(values.get(key));
    }
  }
}

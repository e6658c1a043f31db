package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a settings record says about itself: the one source of the binding, the JSON Schema and the
 * documentation. Made once for each record.
 */
final class SettingsShape {
  private static final ClassValue<SettingsShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected SettingsShape computeValue(Class<?> type) {
          return new SettingsShape(type.asSubclass(Record.class));
        }
      };

  private final Class<? extends Record> type;
  private final List<Entry> entries;
  private final Constructor<? extends Record> constructor;

  private SettingsShape(Class<? extends Record> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    List<Entry> found = new ArrayList<>(components.length);
    for (RecordComponent component : components) {
      found.add(entry(component));
    }
    entries = List.copyOf(found);
    if (keys().stream().distinct().count() != entries.size()) {
      throw new IllegalArgumentException(type.getName() + " has two components of one key");
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record without its constructor", impossible);
    }
  }

  /**
   * The shape of a record.
   *
   * @throws IllegalArgumentException if the record is no settings record; the text is for its
   *     author
   */
  static SettingsShape of(Class<? extends Record> type) {
    return SHAPES.get(type);
  }

  /**
   * Looks at the records within this one too, which else are looked at when they are used.
   *
   * @throws IllegalArgumentException if one is no settings record
   */
  void requireNested() {
    requireNested(new HashSet<>());
  }

  private void requireNested(Set<Class<?>> seen) {
    if (!seen.add(type)) {
      throw new IllegalArgumentException(type.getName() + " holds settings of its own kind");
    }
    for (Entry entry : entries) {
      SettingType plain = entry.type();
      while (plain instanceof SettingType.ListOf(SettingType element)) {
        plain = element;
      }
      if (plain instanceof SettingType.Nested(Class<? extends Record> nested)) {
        of(nested).requireNested(seen);
      }
    }
    seen.remove(type);
  }

  private static String keyOf(String component) {
    return component.substring(0, 1).toUpperCase(Locale.ROOT) + component.substring(1);
  }

  List<Entry> entries() {
    return entries;
  }

  List<String> keys() {
    return entries.stream().map(Entry::key).toList();
  }

  boolean hasSecret() {
    return entries.stream().anyMatch(Entry::secret);
  }

  String name() {
    return type.getSimpleName();
  }

  /** Makes an instance from values in the order of {@link #entries()}. */
  Record make(@Nullable Object[] values) throws ReflectiveOperationException {
    return constructor.newInstance(values);
  }

  /** The values of an instance, in the order of {@link #entries()}. */
  @Nullable Object[] values(Record settings) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      try {
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        values[i] = accessor.invoke(settings);
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException("cannot read a " + name(), impossible);
      }
    }
    return values;
  }

  private Entry entry(RecordComponent component) {
    String where = type.getName() + "." + component.getName();
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalArgumentException(
          where
              + " has no @Setting; write @Setting(value = \""
              + keyOf(component.getName())
              + "\", doc = \"what it is, in one sentence\") before it");
    }
    SettingType settingType;
    try {
      settingType = JavaTypes.settingType(component.getGenericType());
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException(where + ": " + unfit.getMessage(), unfit);
    }
    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    Entry entry = new Entry(setting, settingType, optional);
    if (entry.hasDefault()) {
      Problems problems = new Problems();
      new SettingValue(entry, problems).read(entry.defaultValue(where), Place.ROOT);
      if (problems.hasErrors()) {
        throw new IllegalArgumentException(
            where + " has a default that it refuses: " + problems.all().getFirst().message());
      }
    }
    return entry;
  }

  /**
   * One setting.
   *
   * @param optional whether it may be absent though it has no default
   */
  record Entry(Setting setting, SettingType type, boolean optional) {
    String key() {
      return setting.value();
    }

    boolean secret() {
      return setting.secret();
    }

    boolean hasDefault() {
      return !setting.byDefault().isEmpty();
    }

    boolean required() {
      return !optional && !hasDefault();
    }

    JsonNode defaultValue(String where) {
      String text = setting.byDefault();
      return switch (type) {
        case SettingType.ListOf list -> json(text, where);
        case SettingType.Nested nested -> json(text, where);
        case SettingType.Plain.TEXT_MAP, SettingType.Plain.RAW -> json(text, where);
        case SettingType.Plain plain -> TextNode.valueOf(text);
        case SettingType.Whole whole -> TextNode.valueOf(text);
        case SettingType.Choice choice -> TextNode.valueOf(text);
      };
    }

    private static JsonNode json(String text, String where) {
      try {
        return new JsonTree(new Problems()).read(text);
      } catch (UnreadableException fault) {
        throw new IllegalArgumentException(where + " has a default that is not JSON", fault);
      }
    }
  }
}

package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The item types that productions can name: those found by {@link ServiceLoader}, and any class on
 * the class path by its name. Immutable; safe for use by many threads.
 */
public final class ItemTypes {
  private final Map<String, ItemType> byName;
  private final ClassLoader loader;

  private ItemTypes(Collection<? extends ItemType> types, ClassLoader loader) {
    Map<String, ItemType> found = new TreeMap<>();
    for (ItemType type : types) {
      requireShapes(type);
      ItemType other = found.putIfAbsent(type.name(), type);
      if (other != null && other.getClass() != type.getClass()) {
        throw new IllegalArgumentException(
            "two classes provide the item type "
                + type.name()
                + ": "
                + other.getClass().getName()
                + " and "
                + type.getClass().getName()
                + "; remove one of the jars");
      }
    }
    this.byName = found;
    this.loader = loader;
  }

  /**
   * All types that the jars of this class loader provide.
   *
   * @throws IllegalArgumentException if two provide the same type, or one has settings that are no
   *     settings records
   * @throws java.util.ServiceConfigurationError if a provider cannot be made
   */
  public static ItemTypes installed(ClassLoader loader) {
    List<ItemType> types =
        ServiceLoader.load(ItemType.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    return new ItemTypes(types, loader);
  }

  /** Just these types, and classes by name. */
  public static ItemTypes of(Collection<? extends ItemType> types) {
    return new ItemTypes(types, ItemTypes.class.getClassLoader());
  }

  /** The registered types, by name. */
  public Collection<ItemType> all() {
    return List.copyOf(byName.values());
  }

  /** Looks a type up as a production names it. */
  public Lookup find(String name) {
    ItemType registered = byName.get(name);
    if (registered != null) {
      return new Lookup.Installed(registered);
    }
    if (Vocabulary.partOfThisVersion().containsKey(name)) {
      return new Lookup.Unknown(
          "the item type " + Shown.quoted(name) + " is known, but no jar here provides it",
          "put the protocols jar on the class path");
    }
    ItemKind later = Vocabulary.later().get(name);
    if (later != null) {
      return new Lookup.Later(name, later);
    }
    return isClassName(name)
        ? load(name)
        : new Lookup.Unknown(
            "the item type " + Shown.quoted(name) + " is not known", Nearest.hint(name, names()));
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(byName.keySet());
    names.addAll(Vocabulary.partOfThisVersion().keySet());
    names.addAll(Vocabulary.later().keySet());
    return names;
  }

  private static boolean isClassName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && dot < name.length() - 1 && Character.isUpperCase(name.charAt(dot + 1));
  }

  private Lookup load(String name) {
    String shown = Shown.quoted(name);
    try {
      // Nothing of the class runs before it is known to be an item type.
      Class<?> found = Class.forName(name, false, loader);
      if (!ItemType.class.isAssignableFrom(found)) {
        return new Lookup.Unknown(
            "the class " + shown + " is not an item type",
            "let it implement " + ItemType.class.getName());
      }
      Class<? extends ItemType> type = found.asSubclass(ItemType.class);
      Constructor<? extends ItemType> constructor = type.getConstructor();
      if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
        return new Lookup.Unknown(
            "the class " + shown + " cannot be made", "let it be public and not abstract");
      }
      ItemType made = constructor.newInstance();
      requireShapes(made);
      return new Lookup.Installed(made);
    } catch (ClassNotFoundException absent) {
      return new Lookup.Unknown(
          "there is no class " + shown + " on the class path",
          Nearest.to(name, names())
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("put its jar on the class path"));
    } catch (NoSuchMethodException none) {
      return new Lookup.Unknown(
          "the class " + shown + " has no public constructor without arguments", "add one");
    } catch (InvocationTargetException failed) {
      return new Lookup.Unknown(
          "the class " + shown + " fails when it is made: " + failed.getCause(),
          "see its constructor");
    } catch (IllegalArgumentException badSettings) {
      return new Lookup.Unknown(
          "the class " + shown + " has bad settings: " + badSettings.getMessage(),
          "see the documentation of @Setting");
    } catch (ReflectiveOperationException | LinkageError failed) {
      return new Lookup.Unknown(
          "the class " + shown + " cannot be loaded: " + failed, "see what it depends on");
    }
  }

  /** Finds an author's mistakes when a type is met, not when a production uses it. */
  private static void requireShapes(ItemType type) {
    Set<String> common = new HashSet<>(SettingsShape.of(HostSettings.class).keys());
    SettingsShape.of(type.adapterSettings());
    SettingsShape own = SettingsShape.of(type.hostSettings());
    for (String key : own.keys()) {
      if (common.contains(key)) {
        throw new IllegalArgumentException(
            own.name() + " repeats the common host setting " + key + "; remove it there");
      }
    }
  }

  /** What a name in {@code type} leads to. */
  public sealed interface Lookup {
    /** A type that can be used. */
    record Installed(ItemType type) implements Lookup {}

    /** A type that a later version has. */
    record Later(String name, ItemKind kind) implements Lookup {}

    /** Nothing, and why. */
    record Unknown(String message, String hint) implements Lookup {}
  }
}

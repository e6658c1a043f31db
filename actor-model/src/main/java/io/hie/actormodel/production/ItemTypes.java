package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The item types that productions can name: those found by {@link ServiceLoader}, and any class
 * that is an item, or an item type, by its name. Immutable; safe for use by many threads.
 */
public final class ItemTypes {
  private final Map<String, ItemType> byName;
  private final ClassLoader loader;
  private final ItemClasses classes;

  private ItemTypes(Collection<? extends ItemType> types, ClassLoader loader, ItemClasses classes) {
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
    this.classes = classes;
  }

  /**
   * All types that the jars of this class loader provide.
   *
   * @throws IllegalArgumentException if two provide the same type, or one has settings that are no
   *     settings records
   * @throws java.util.ServiceConfigurationError if a provider cannot be made
   */
  public static ItemTypes installed(ClassLoader loader) {
    return installed(loader, ItemClasses.NONE);
  }

  /** The same, and those of {@code classes}. */
  public static ItemTypes installed(ClassLoader loader, ItemClasses classes) {
    List<ItemType> types = new ArrayList<>(classes.types());
    ServiceLoader.load(ItemType.class, loader).forEach(types::add);
    return new ItemTypes(types, loader, classes);
  }

  /** Just these types, and classes by name. */
  public static ItemTypes of(Collection<? extends ItemType> types) {
    return of(types, ItemTypes.class.getClassLoader());
  }

  /** Just these types, and classes by name of a class loader. */
  public static ItemTypes of(Collection<? extends ItemType> types, ClassLoader loader) {
    return new ItemTypes(types, loader, ItemClasses.NONE);
  }

  /** The classes beside the class path that it knows. */
  public ItemClasses classes() {
    return classes;
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
    return TypeByClass.isClassName(name)
        ? new TypeByClass(loader, classes, names()).find(name)
        : new Lookup.Unknown("the item type " + Shown.quoted(name) + " is not known", near(name));
  }

  private String near(String name) {
    return classes.names().stream()
        .filter(each -> each.endsWith('.' + name))
        .findFirst()
        .map(full -> "did you mean the class \"" + full + "\"?")
        .or(
            () ->
                names().stream()
                    .filter(each -> each.startsWith(name + "."))
                    .findFirst()
                    .map(ItemTypes::meant))
        .or(() -> Nearest.to(name, names()).map(ItemTypes::meant))
        .orElseGet(() -> Nearest.hint(name, usable()));
  }

  private static String meant(String near) {
    return "did you mean \"" + near + "\"?";
  }

  private Set<String> usable() {
    Set<String> names = new TreeSet<>(byName.keySet());
    names.addAll(classes.names());
    return names;
  }

  private Set<String> names() {
    Set<String> names = usable();
    names.addAll(Vocabulary.partOfThisVersion().keySet());
    names.addAll(Vocabulary.later().keySet());
    return names;
  }

  /** Finds an author's mistakes when a type is met, not when a production uses it. */
  static void requireShapes(ItemType type) {
    Set<String> common = new HashSet<>(SettingsShape.of(HostSettings.class).keys());
    SettingsShape.of(type.adapterSettings()).requireNested();
    SettingsShape own = SettingsShape.of(type.hostSettings());
    own.requireNested();
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

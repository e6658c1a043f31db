package io.hie.actormodel.production;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Finds the item type that a class name in {@code type} stands for: the class is an item, or it is
 * an {@link ItemType}. Whatever is wrong with a class is said to its author.
 */
record TypeByClass(ClassLoader loader, ItemClasses others, Collection<String> known) {

  static boolean isClassName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && dot < name.length() - 1 && Character.isUpperCase(name.charAt(dot + 1));
  }

  Lookup find(String name) {
    String shown = Shown.quoted(name);
    try {
      return switch (others.find(name)) {
        case ItemClasses.Found.Here(Class<?> type, String place) ->
            isOnClassPath(name)
                ? new Lookup.Unknown(
                    "the class " + shown + " is on the class path and in " + place,
                    "remove it from one of the two")
                : type(type, shown);
        case ItemClasses.Found.Refused(String message, String hint) ->
            new Lookup.Unknown(message, hint);
        // Nothing of the class runs before it is known to be an item.
        case ItemClasses.Found.Absent absent -> type(Class.forName(name, false, loader), shown);
      };
    } catch (ClassNotFoundException absent) {
      return absent(name, shown);
    } catch (ItemClass.UnfitException unfit) {
      return new Lookup.Unknown("the class " + shown + " " + unfit.getMessage(), unfit.hint());
    } catch (IllegalArgumentException badSettings) {
      return new Lookup.Unknown(
          "the class " + shown + " has bad settings: " + badSettings.getMessage(),
          "see the documentation of @Setting");
    } catch (LinkageError failed) {
      return new Lookup.Unknown(
          "the class " + shown + " cannot be loaded: " + failed, "see what it depends on");
    }
  }

  private Lookup absent(String name, String shown) {
    String looked =
        String.join(
            ", ", Stream.concat(Stream.of("the class path"), others.places().stream()).toList());
    return new Lookup.Unknown(
        "there is no class " + shown + "; looked in " + looked,
        Nearest.to(name, known)
            .map(near -> "did you mean \"" + near + "\"?")
            .orElse("put its jar into the folder of item jars, or on the class path"));
  }

  private boolean isOnClassPath(String name) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }

  private static Lookup type(Class<?> found, String shown) throws ItemClass.UnfitException {
    ItemType type;
    if (Item.class.isAssignableFrom(found)) {
      type = ItemClass.of(found.asSubclass(Item.class));
    } else if (ItemType.class.isAssignableFrom(found)) {
      type = make(found.asSubclass(ItemType.class));
    } else {
      return new Lookup.Unknown(
          "the class " + shown + " is not an item",
          "let it implement Service, Process or Operation of " + Item.class.getPackageName());
    }
    ItemTypes.requireShapes(type);
    return new Lookup.Installed(type);
  }

  private static ItemType make(Class<? extends ItemType> type) throws ItemClass.UnfitException {
    try {
      Constructor<? extends ItemType> constructor = type.getConstructor();
      if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
        throw new ItemClass.UnfitException("cannot be made", "let it be public and not abstract");
      }
      return constructor.newInstance();
    } catch (NoSuchMethodException none) {
      throw new ItemClass.UnfitException("has no public constructor without arguments", "add one");
    } catch (InvocationTargetException failed) {
      throw new ItemClass.UnfitException(
          "fails when it is made: " + failed.getCause(), "see its constructor");
    } catch (ReflectiveOperationException failed) {
      throw new ItemClass.UnfitException("cannot be made: " + failed, "see its constructor");
    }
  }
}

package io.hie.actormodel.production;

import io.hie.actormodel.item.MessageHook;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hooks by the names of their classes ({@code Hooks}). */
public final class HookClasses {
  private HookClasses() {}

  /** What is wrong with a name; null if a hook can be made of it. Runs none of its code. */
  static @Nullable String fault(String name, ClassLoader loader) {
    Class<?> found;
    try {
      found = Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError absent) {
      return "there is no class of this name";
    }
    if (!MessageHook.class.isAssignableFrom(found)) {
      return "it is no " + MessageHook.class.getName();
    }
    try {
      int needed = Modifier.PUBLIC;
      if ((found.getModifiers() & needed & found.getConstructor().getModifiers()) == needed
          && !Modifier.isAbstract(found.getModifiers())) {
        return null;
      }
    } catch (NoSuchMethodException | LinkageError absent) {
      // as one that is not public
    }
    return "it has no public constructor without parameters, or is not public itself";
  }

  /**
   * Makes one of each.
   *
   * @throws IllegalStateException if one cannot be made; its message names it
   */
  public static List<MessageHook> make(List<String> names, ClassLoader loader) {
    List<MessageHook> hooks = new ArrayList<>(names.size());
    for (String name : names) {
      try {
        hooks.add(
            Class.forName(name, true, loader)
                .asSubclass(MessageHook.class)
                .getConstructor()
                .newInstance());
      } catch (ReflectiveOperationException | LinkageError | ClassCastException failed) {
        throw new IllegalStateException(
            "the hook " + name + " cannot be made: " + failed.getClass().getSimpleName(), failed);
      }
    }
    return hooks;
  }
}

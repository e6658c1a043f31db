package io.hie.actormodel.production;

import io.hie.actormodel.item.ClaimsEndpoint;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.item.Targets;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * A class that is an item, as a type of its own: its role is the interface that it implements, its
 * settings are the record that its constructor takes. The settings of a process are written in
 * {@code host_settings}, those of a service and an operation in {@code adapter_settings}.
 *
 * <p>The constructor may take, in any order, one settings record, {@link ItemContext}, {@link
 * Targets}, {@link HostSettings} and {@link ItemDefinition}.
 */
final class ItemClass implements ItemType {
  static final String CONSTRUCTOR_TAKES =
      "it may take one settings record, ItemContext, Targets, HostSettings and ItemDefinition";

  private final Class<? extends Item> item;
  private final ItemKind kind;
  private final Constructor<?> constructor;
  private final Class<? extends Record> settings;

  private ItemClass(
      Class<? extends Item> item,
      ItemKind kind,
      Constructor<?> constructor,
      Class<? extends Record> settings) {
    this.item = item;
    this.kind = kind;
    this.constructor = constructor;
    this.settings = settings;
  }

  @Override
  public ClassLoader classLoader() {
    return item.getClassLoader();
  }

  @Override
  public Class<?> code() {
    return item;
  }

  /** A class cannot be an item; the text and the hint are for its author. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String hint;

    UnfitException(String message, String hint) {
      super(message);
      this.hint = hint;
    }

    String hint() {
      return hint;
    }
  }

  /**
   * The type that a class is. Nothing of the class runs.
   *
   * @throws UnfitException if nobody could make one
   */
  static ItemClass of(Class<? extends Item> item) throws UnfitException {
    int modifiers = item.getModifiers();
    if (Modifier.isAbstract(modifiers) || !Modifier.isPublic(modifiers)) {
      throw new UnfitException("cannot be made", "let it be public and not abstract");
    }
    if (item.isMemberClass() && !Modifier.isStatic(modifiers)) {
      throw new UnfitException(
          "cannot be made: it needs an instance of the class around it", "let it be static");
    }
    Constructor<?>[] constructors = item.getConstructors();
    if (constructors.length != 1) {
      throw new UnfitException(
          "has " + (constructors.length == 0 ? "no public constructor" : "several constructors"),
          "let it have one that is public; " + CONSTRUCTOR_TAKES);
    }
    return new ItemClass(item, kindOf(item), constructors[0], settingsOf(constructors[0]));
  }

  private static ItemKind kindOf(Class<? extends Item> item) throws UnfitException {
    List<ItemKind> kinds = new ArrayList<>();
    if (Service.class.isAssignableFrom(item)) {
      kinds.add(ItemKind.SERVICE);
    }
    if (Process.class.isAssignableFrom(item)) {
      kinds.add(ItemKind.PROCESS);
    }
    if (Operation.class.isAssignableFrom(item)) {
      kinds.add(ItemKind.OPERATION);
    }
    if (kinds.size() != 1) {
      throw new UnfitException(
          "wants to be " + kinds + " at once", "let it implement one of these, and make two items");
    }
    return kinds.getFirst();
  }

  private static Class<? extends Record> settingsOf(Constructor<?> constructor)
      throws UnfitException {
    Class<? extends Record> settings = NoSettings.class;
    for (Class<?> parameter : constructor.getParameterTypes()) {
      if (isGiven(parameter)) {
        continue;
      }
      if (!parameter.isRecord()) {
        throw new UnfitException(
            "has a constructor that takes a " + parameter.getName() + ", which nothing can give",
            CONSTRUCTOR_TAKES);
      }
      if (settings != NoSettings.class) {
        throw new UnfitException(
            "has a constructor that takes two settings records, "
                + settings.getSimpleName()
                + " and "
                + parameter.getSimpleName(),
            "put one into the other");
      }
      settings = parameter.asSubclass(Record.class);
    }
    return settings;
  }

  private static boolean isGiven(Class<?> parameter) {
    return parameter == ItemContext.class
        || parameter == Targets.class
        || parameter == HostSettings.class
        || parameter == ItemDefinition.class;
  }

  @Override
  public String name() {
    return item.getName();
  }

  @Override
  public ItemKind kind() {
    return kind;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return kind == ItemKind.PROCESS ? NoSettings.class : settings;
  }

  @Override
  public Class<? extends Record> hostSettings() {
    return kind == ItemKind.PROCESS ? settings : NoSettings.class;
  }

  @Override
  public String exclusiveEndpoint(ItemDefinition definition) {
    return settingsIn(definition) instanceof ClaimsEndpoint claims
        ? claims.exclusiveEndpoint()
        : "";
  }

  private Record settingsIn(ItemDefinition definition) {
    return kind == ItemKind.PROCESS ? definition.own() : definition.adapter();
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    Class<?>[] parameters = constructor.getParameterTypes();
    Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      arguments[i] = argument(parameters[i], definition, context);
    }
    try {
      return item.cast(constructor.newInstance(arguments));
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the constructor of " + name() + " failed", failed);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot make a " + name(), impossible);
    }
  }

  private Object argument(Class<?> parameter, ItemDefinition definition, ItemContext context) {
    if (parameter == ItemContext.class) {
      return context;
    }
    if (parameter == Targets.class) {
      return new Targets(definition.host().targetConfigNames());
    }
    if (parameter == HostSettings.class) {
      return definition.host();
    }
    return parameter == ItemDefinition.class ? definition : settingsIn(definition);
  }

  /** Two of one class are one type; the same class of another version of its jar is another. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ItemClass that && item == that.item;
  }

  @Override
  public int hashCode() {
    return item.hashCode();
  }

  @Override
  public String toString() {
    return "ItemClass[" + name() + "]";
  }
}

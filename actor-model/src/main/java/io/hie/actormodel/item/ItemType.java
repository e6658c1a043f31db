package io.hie.actormodel.item;

import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;

/**
 * A kind of item that productions can name in {@code type}. Implementations are found by {@link
 * java.util.ServiceLoader}.
 */
public interface ItemType {

  /** Its name in a production document, such as {@code hl7.mllp.service}. */
  String name();

  ItemKind kind();

  /**
   * The record that {@code adapter_settings} is bound to; see {@link
   * io.hie.actormodel.production.Setting}.
   */
  Class<? extends Record> adapterSettings();

  /** The record of the {@code host_settings} that only this type has, beyond the common ones. */
  default Class<? extends Record> hostSettings() {
    return NoSettings.class;
  }

  /**
   * Adds what is wrong with a definition beyond single settings, such as a rule that does not
   * compile.
   */
  default void validate(ItemDefinition definition, Problems problems) {}

  /**
   * The endpoint it would listen on, such as {@code tcp 0.0.0.0:2575} or {@code directory /in}, so
   * that two items that want the same one are found before anything starts. Empty if it claims
   * none.
   */
  default String exclusiveEndpoint(ItemDefinition definition) {
    return "";
  }

  /**
   * Whether a service of this type can give its sender the answer of a receiver, which the
   * messaging patterns {@code sync_reliable} and {@code concurrent_sync} need. A directory, for
   * one, cannot be answered.
   */
  default boolean answersSenders() {
    return true;
  }

  /**
   * Whether an item that runs takes a changed definition by {@link Item#change}, so that it need
   * not be stopped. Settings that only the engine acts on are not asked about.
   *
   * @param keys the settings that differ
   */
  default boolean changesInPlace(
      ItemDefinition from, ItemDefinition to, java.util.Set<String> keys) {
    return false;
  }

  /**
   * Looks whether the outside of an item can be worked with: connects, and says nothing; no message
   * is sent. May block, on a thread where that is allowed.
   *
   * @param atMost how long it may take
   */
  default ConnectionTest testConnection(ItemDefinition definition, java.time.Duration atMost) {
    return ConnectionTest.nothing();
  }

  /** Where classes that its items' settings name are looked for, such as hooks. */
  default ClassLoader classLoader() {
    return getClass().getClassLoader();
  }

  /**
   * The class whose code its items run. That of another version of a jar is another class, so that
   * an item can be told to be one of an earlier version.
   */
  default Class<?> code() {
    return getClass();
  }

  /**
   * The jar that the code is of, as {@code ward.jar@0123456789abcdef}; empty if it is of the class
   * path.
   */
  default String jar() {
    ClassLoader loader = code().getClassLoader();
    String name = loader == null ? null : loader.getName();
    return name == null || name.equals("app") ? "" : name;
  }

  /** Makes an item for a valid definition. Takes hold of nothing outside yet. */
  Item create(ItemDefinition definition, ItemContext context);

  /** For types without settings of their own. */
  record NoSettings() {}
}

package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;

/**
 * One item of a production, bound and checked.
 *
 * @param name unique in its production
 * @param kind its role
 * @param type the name of its {@link io.hie.actormodel.item.ItemType}, or a class name
 * @param enabled whether it is started
 * @param path JSON path of it in the document, such as {@code $.items[2]}
 * @param adapter an instance of the type's {@code adapterSettings} record
 * @param own an instance of the type's {@code hostSettings} record
 * @param host the common host settings
 */
public record ItemDefinition(
    String name,
    ItemKind kind,
    String type,
    boolean enabled,
    String path,
    Record adapter,
    Record own,
    HostSettings host) {

  /** Without its settings, which may hold secrets. */
  @Override
  public String toString() {
    return "ItemDefinition[" + name + ", " + type + ", " + path + "]";
  }
}

package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param secrets names of the secrets that the settings refer to, with the revision of each when
 *     the document was read
 */
public record ItemDefinition(
    String name,
    ItemKind kind,
    String type,
    boolean enabled,
    String path,
    Record adapter,
    Record own,
    HostSettings host,
    SortedMap<String, Long> secrets) {

  public ItemDefinition {
    secrets = Collections.unmodifiableSortedMap(secrets);
  }

  /** One without secrets. */
  public ItemDefinition(
      String name,
      ItemKind kind,
      String type,
      boolean enabled,
      String path,
      Record adapter,
      Record own,
      HostSettings host) {
    this(name, kind, type, enabled, path, adapter, own, host, new TreeMap<>());
  }

  ItemDefinition withSecrets(SortedMap<String, Long> used) {
    return new ItemDefinition(name, kind, type, enabled, path, adapter, own, host, used);
  }

  /** Without its settings, which may hold secrets. */
  @Override
  public String toString() {
    return "ItemDefinition[" + name + ", " + type + ", " + path + "]";
  }
}

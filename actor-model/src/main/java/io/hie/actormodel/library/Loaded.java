package io.hie.actormodel.library;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemClasses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The item classes of some jars, as they were at one time. Immutable. */
final class Loaded implements ItemClasses {
  private final String folder;
  private final List<ItemJar> jars;
  private final Map<String, List<ItemJar>> byItem = new TreeMap<>();

  Loaded(String folder, Collection<ItemJar> jars) {
    this.folder = folder;
    this.jars = List.copyOf(jars);
    for (ItemJar jar : jars) {
      for (String item : jar.items()) {
        byItem.computeIfAbsent(item, first -> new ArrayList<>()).add(jar);
      }
    }
  }

  @Override
  public Found find(String name) {
    List<ItemJar> holders = byItem.getOrDefault(name, List.of());
    if (holders.size() > 1) {
      return new Found.Refused(
          "the class \"" + name + "\" is in two jars: " + places(holders), "remove one of them");
    }
    for (ItemJar jar : holders.isEmpty() ? jars : holders) {
      try {
        Class<?> found = Class.forName(name, false, jar.loader());
        if (found.getClassLoader() == jar.loader()) {
          return new Found.Here(found, jar.place());
        }
      } catch (ClassNotFoundException absent) {
        // perhaps in the next
      } catch (LinkageError failed) {
        return new Found.Refused(
            "the class \"" + name + "\" of " + jar.place() + " cannot be loaded: " + failed,
            "see what it depends on");
      }
    }
    return new Found.Absent();
  }

  private static String places(List<ItemJar> holders) {
    return holders.stream().map(ItemJar::place).sorted().collect(Collectors.joining(" and "));
  }

  @Override
  public List<String> names() {
    return List.copyOf(byItem.keySet());
  }

  @Override
  public List<ItemType> types() {
    return jars.stream().flatMap(jar -> jar.types().stream()).toList();
  }

  @Override
  public List<String> places() {
    return jars.isEmpty() ? List.of(folder) : jars.stream().map(ItemJar::place).sorted().toList();
  }
}

package io.hie.actormodel.library;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemType;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * One version of a jar, loaded. It is read from a copy, so that the jar may be overwritten at any
 * time. The copy goes when its class loader does.
 *
 * @param place its file, as people wrote the folder
 * @param version the first sixteen digits of its SHA-256
 * @param items the full names of the public classes in it that are items
 * @param types those that it registers under names of their own
 */
record ItemJar(
    String place, String version, ClassLoader loader, List<String> items, List<ItemType> types) {
  /** More than this is not one item's jar. */
  static final long MOST_BYTES = 256L << 20;

  /** Classes that are looked at. */
  private static final int MOST_CLASSES = 20_000;

  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * Loads the jar.
   *
   * @throws BrokenJarException if it is none, or what is in it cannot be used
   * @throws IOException if it cannot be read
   */
  static ItemJar load(Path file, String place, ClassLoader sdk)
      throws BrokenJarException, IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new BrokenJarException("is larger than " + (MOST_BYTES >> 20) + " MiB");
    }
    byte[] bytes = Files.readAllBytes(file);
    Path copy = Files.createTempFile("hie-item-", ".jar");
    copy.toFile().deleteOnExit();
    Files.write(copy, bytes);
    List<String> classes = classesIn(copy);
    String version = version(bytes);
    URLClassLoader loader =
        new URLClassLoader(named(file, version), new URL[] {copy.toUri().toURL()}, sdk);
    boolean loaded = false;
    try {
      List<String> items = itemsAmong(classes, loader);
      List<ItemType> types = registeredIn(loader);
      if (items.isEmpty() && types.isEmpty()) {
        throw new BrokenJarException(
            "has no item: no public class in it implements Service, Process or Operation");
      }
      CLEANER.register(loader, () -> delete(copy));
      loaded = true;
      return new ItemJar(place, version, loader, items, types);
    } finally {
      if (!loaded) {
        loader.close();
        delete(copy);
      }
    }
  }

  /** What stack traces and plans call a version of a jar. */
  private static String named(Path file, String version) {
    return file.getFileName() + "@" + version;
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException stays) {
      copy.toFile().deleteOnExit();
    }
  }

  static String version(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> classesIn(Path copy) throws BrokenJarException {
    List<String> classes = new ArrayList<>();
    try (JarFile jar = new JarFile(copy.toFile())) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        String name = all.nextElement().getName();
        if (name.endsWith(".class")
            && !name.startsWith("META-INF/")
            && !name.endsWith("-info.class")) {
          classes.add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    } catch (IOException damaged) {
      throw new BrokenJarException("is no jar, or not all of one; copy it again");
    }
    if (classes.size() > MOST_CLASSES) {
      throw new BrokenJarException("has more than " + MOST_CLASSES + " classes");
    }
    return classes;
  }

  private static List<String> itemsAmong(List<String> classes, ClassLoader loader)
      throws BrokenJarException {
    List<String> items = new ArrayList<>();
    for (String name : classes) {
      for (String engine : SdkLoader.SHARED) {
        if (name.startsWith(engine)) {
          throw new BrokenJarException(
              "brings "
                  + name
                  + ", which is the engine's; give that dependency the scope provided");
        }
      }
      try {
        // Nothing of the class runs.
        Class<?> type = Class.forName(name, false, loader);
        int modifiers = type.getModifiers();
        if (Item.class.isAssignableFrom(type)
            && Modifier.isPublic(modifiers)
            && !Modifier.isAbstract(modifiers)) {
          items.add(name);
        }
      } catch (UnsupportedClassVersionError newer) {
        throw new BrokenJarException(
            "has " + name + " for a newer Java than " + Runtime.version().feature());
      } catch (ClassNotFoundException | LinkageError optional) {
        // A library in the jar that stands on something absent; it may never be used.
      }
    }
    return items;
  }

  private static List<ItemType> registeredIn(ClassLoader loader) throws BrokenJarException {
    try {
      return ServiceLoader.load(ItemType.class, loader).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError | RuntimeException | LinkageError failed) {
      throw new BrokenJarException("registers an item type that cannot be made: " + failed);
    }
  }
}

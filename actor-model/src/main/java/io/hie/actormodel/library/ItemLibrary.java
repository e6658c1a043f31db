package io.hie.actormodel.library;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of one folder, and the item types that they make together with those of the class path.
 * {@link #refresh} looks whether files have changed. A jar that is new or changed is loaded by a
 * new class loader; one that cannot be used leaves its earlier version in place, and {@link #jars}
 * tells what is wrong. A file is only read when it has been the same at two looks, since a copy
 * takes time; one that is no whole jar then is read again when it has changed.
 *
 * <p>A class, and a type's name, belongs to the jar that had it first, and at the first look to the
 * first jar by name. Another jar with it is not loaded before that one is gone.
 *
 * <p>The folder may be absent: then there are no jars. Safe from any thread.
 */
public final class ItemLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(ItemLibrary.class);

  /** In one folder. */
  private static final int MOST_JARS = 200;

  private final Path folder;
  private final ClassLoader engine;
  private final SdkLoader sdk;
  private final Map<String, Seen> seen = new TreeMap<>();
  private volatile ItemTypes types;

  /** What a file looks like without being read. */
  private record Stamp(long size, long modified, Object key) {}

  /** A file of the folder. */
  private static final class Seen {
    private Stamp stamp;
    private boolean judged;
    private @Nullable ItemJar running;
    private Instant since = Instant.EPOCH;
    private String problem = "";
  }

  private ItemLibrary(Path folder, ClassLoader engine) {
    this.folder = folder;
    this.engine = engine;
    this.sdk = new SdkLoader(engine);
    this.types = ItemTypes.installed(engine, new Loaded(folder.toString(), List.of()));
  }

  /**
   * Loads what is in the folder now.
   *
   * @param engine has the item types of the class path, and what items are written with
   */
  public static ItemLibrary open(Path folder, ClassLoader engine) {
    ItemLibrary library = new ItemLibrary(folder, engine);
    library.look(true);
    return library;
  }

  /**
   * The types of the class path and of one version of a jar, such as another JVM has loaded.
   *
   * @param jar as {@link #jarOf} told it
   * @throws IOException if it cannot be read or used
   */
  public static ItemTypes ofJar(Path jar, ClassLoader engine) throws IOException {
    try {
      ItemJar loaded = ItemJar.load(jar, jar.toString(), new SdkLoader(engine));
      return ItemTypes.installed(engine, new Loaded(jar.toString(), List.of(loaded)));
    } catch (BrokenJarException broken) {
      throw new IOException(jar + " " + broken.getMessage(), broken);
    }
  }

  /**
   * The file of the jar that a type was loaded from, which stays as it is for as long as the type
   * is in use; empty if it is on the class path.
   */
  public static Optional<Path> jarOf(ItemType type) {
    if (type.classLoader() instanceof URLClassLoader loader
        && loader.getParent() instanceof SdkLoader) {
      return Optional.of(Path.of(URI.create(loader.getURLs()[0].toString())));
    }
    return Optional.empty();
  }

  /** The types as they are now; a later call may give others. */
  public ItemTypes types() {
    return types;
  }

  /** How each jar is, by file name. */
  public synchronized List<JarStatus> jars() {
    List<JarStatus> all = new ArrayList<>();
    seen.forEach(
        (name, file) ->
            all.add(
                new JarStatus(
                    place(name),
                    file.running == null ? "" : file.running.version(),
                    file.running == null ? List.of() : file.running.items(),
                    file.running == null ? null : file.since,
                    file.problem)));
    return all;
  }

  /**
   * Looks at the folder; reads what has changed. May block.
   *
   * @return whether {@link #types} gives others now
   */
  public boolean refresh() {
    return look(false);
  }

  private synchronized boolean look(boolean first) {
    Map<String, Path> files = files();
    boolean changed = false;
    for (String gone : Set.copyOf(seen.keySet())) {
      if (!files.containsKey(gone)) {
        if (seen.remove(gone).running != null) {
          changed = true;
          LOG.info("{} is gone; what runs of it goes on until its production changes", place(gone));
        }
      }
    }
    if (changed) {
      // What was refused for the sake of a jar that is gone may be right now.
      seen.values().stream()
          .filter(file -> !file.problem.isEmpty())
          .forEach(file -> file.judged = false);
      types = typesWith(null, null);
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Seen known = seen.computeIfAbsent(file.getKey(), absent -> new Seen());
      Stamp now = stamp(file.getValue());
      boolean settled = first || Objects.equals(now, known.stamp);
      known.judged &= Objects.equals(now, known.stamp);
      known.stamp = now;
      if (settled && !known.judged) {
        known.judged = true;
        changed |= judge(file.getKey(), file.getValue(), known);
      }
    }
    return changed;
  }

  private boolean judge(String name, Path file, Seen known) {
    try {
      ItemJar jar = ItemJar.load(file, place(name), sdk);
      if (known.running != null && known.running.version().equals(jar.version())) {
        known.problem = "";
        return false;
      }
      requireFree(name, jar);
      ItemTypes with = typesWith(known, jar);
      String before = known.running == null ? "" : ", in place of " + known.running.version();
      known.running = jar;
      known.since = Instant.now();
      known.problem = "";
      types = with;
      LOG.info("{} is loaded, version {}{}: {}", place(name), jar.version(), before, jar.items());
      return true;
    } catch (BrokenJarException broken) {
      problem(name, known, String.valueOf(broken.getMessage()));
    } catch (IllegalArgumentException twice) {
      problem(name, known, "does not go with the others: " + twice.getMessage());
    } catch (IOException unreadable) {
      problem(name, known, "cannot be read: " + unreadable.getClass().getSimpleName());
    }
    return false;
  }

  private void problem(String name, Seen known, String problem) {
    known.problem = problem;
    String rest = known.running == null ? "" : "; version " + known.running.version() + " goes on";
    LOG.warn("{} {}{}", place(name), problem, rest);
  }

  /** While items run of one jar, another cannot take their class over. */
  private void requireFree(String name, ItemJar jar) throws BrokenJarException {
    for (Map.Entry<String, Seen> other : seen.entrySet()) {
      if (other.getKey().equals(name) || other.getValue().running == null) {
        continue;
      }
      Set<String> both = new HashSet<>(other.getValue().running.items());
      both.retainAll(jar.items());
      if (!both.isEmpty()) {
        throw new BrokenJarException(
            "has the class "
                + both.iterator().next()
                + ", and so has "
                + place(other.getKey())
                + "; remove one of the two");
      }
    }
  }

  /**
   * The types with this version of a file instead of the one it has now.
   *
   * @throws IllegalArgumentException if it has a type's name that the engine or another jar has too
   */
  private ItemTypes typesWith(@Nullable Seen file, @Nullable ItemJar jar) {
    List<ItemJar> all = new ArrayList<>();
    for (Seen each : seen.values()) {
      ItemJar running = each == file ? jar : each.running;
      if (running != null) {
        all.add(running);
      }
    }
    return ItemTypes.installed(engine, new Loaded(folder.toString(), all));
  }

  private String place(String name) {
    return folder.resolve(name).toString();
  }

  private Map<String, Path> files() {
    Map<String, Path> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(each -> each.getFileName().toString().endsWith(".jar"))
          .filter(Files::isRegularFile)
          .sorted()
          .limit(MOST_JARS)
          .forEach(each -> files.put(each.getFileName().toString(), each));
    } catch (IOException unreadable) {
      LOG.warn("{} cannot be read: {}", folder, unreadable.getClass().getSimpleName());
      seen.keySet().forEach(name -> files.put(name, folder.resolve(name)));
    }
    return files;
  }

  private static Stamp stamp(Path file) {
    try {
      var attributes =
          Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
      return new Stamp(
          attributes.size(),
          attributes.lastModifiedTime().toMillis(),
          String.valueOf(attributes.fileKey()));
    } catch (IOException gone) {
      return new Stamp(-1, -1, "");
    }
  }
}

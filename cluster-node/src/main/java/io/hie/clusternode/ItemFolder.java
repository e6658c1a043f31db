package io.hie.clusternode;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.production.ItemTypes;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command takes item jars from; mixed into those that read productions. */
final class ItemFolder {
  @Option(
      names = "--items",
      paramLabel = "DIR",
      defaultValue = "${HIE_ITEMS:-./items}",
      description = "The folder of item jars (HIE_ITEMS; default ./items). It may be absent.")
  private Path folder = Path.of("items");

  /** Of this process, which runs one command. */
  private static volatile @Nullable ItemLibrary opened;

  /** Loads the jars that are there now; {@link #types()} has their items from then on. */
  ItemLibrary open() {
    ItemLibrary library = ItemLibrary.open(folder, ItemFolder.class.getClassLoader());
    opened = library;
    return library;
  }

  /**
   * The item types as they are now: those of the class path, and of the folder if it was opened.
   */
  static ItemTypes types() {
    ItemLibrary library = opened;
    return library == null
        ? ItemTypes.installed(ItemFolder.class.getClassLoader())
        : library.types();
  }

  /** The folder that was opened; null if none was. */
  static @Nullable ItemLibrary library() {
    return opened;
  }

  /** Says what is wrong with jars of the folder. */
  static void tellProblems(ItemLibrary library, PrintWriter err) {
    for (JarStatus jar : library.jars()) {
      if (!jar.problem().isEmpty()) {
        err.println("hie: " + jar.place() + " " + jar.problem());
      }
    }
    err.flush();
  }
}

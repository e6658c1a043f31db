package io.hie.clusternode;

import io.hie.actormodel.library.ItemLibrary;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command takes item jars from; mixed into those that read productions. */
final class ItemFolder {
  @Option(
      names = "--items",
      paramLabel = "DIR",
      defaultValue = "${HIE_ITEMS:-./items}",
      description = "The folder of item jars (HIE_ITEMS; default ./items). It may be absent.")
  private Path folder = Path.of("items");

  /** Loads the jars that are there now. */
  ItemLibrary open() {
    return ItemLibrary.open(folder, ItemFolder.class.getClassLoader());
  }
}

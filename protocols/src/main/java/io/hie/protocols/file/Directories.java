package io.hie.protocols.file;

import io.hie.actormodel.item.Item.MisconfiguredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the directories that settings name. Blocks. */
final class Directories {
  private Directories() {}

  /**
   * The directory without symbolic links.
   *
   * @param key the setting that names it
   * @param create whether it is made if it is missing
   * @throws MisconfiguredException if it is not a directory that can be written to
   */
  static Path open(String key, Path directory, boolean create) {
    try {
      if (create && !Files.exists(directory)) {
        Files.createDirectories(directory);
      }
      if (!Files.exists(directory)) {
        throw new MisconfiguredException(
            key + " " + directory + " does not exist: make it, or mount what should be there");
      }
      if (!Files.isDirectory(directory)) {
        throw new MisconfiguredException(key + " " + directory + " is not a directory");
      }
      if (!Files.isWritable(directory) || !Files.isReadable(directory)) {
        throw new MisconfiguredException(
            key
                + " "
                + directory
                + " cannot be read and written: give the user that HIE runs as the right to");
      }
      return directory.toRealPath();
    } catch (IOException failed) {
      throw new MisconfiguredException(
          key + " " + directory + " cannot be opened: " + IoFault.of(failed).text());
    }
  }
}

package io.hie.persistence.kafka.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Throws a view away, so that the next start of its node makes it again from the log. The log
 * itself is not touched, so nothing is lost by it and it may be repeated.
 */
public final class ViewReset {
  private ViewReset() {}

  /**
   * Deletes the view in a directory; does nothing if there is none.
   *
   * @param acceptLostRecords whether the next start may take a log whose beginning was deleted for
   *     the whole one. What was deleted is gone then, and so is what was written after it under a
   *     claim that was deleted.
   * @return how many bytes it had
   * @throws ViewException if a node uses it, if it is no view, or if it cannot be deleted
   */
  public static long run(Path directory, boolean acceptLostRecords) {
    long bytes = 0;
    if (Files.isDirectory(directory)) {
      refuseIfInUse(directory);
      bytes = delete(directory);
    }
    if (acceptLostRecords) {
      try (View view = new View(directory)) {
        view.acceptLostRecords();
      }
    }
    return bytes;
  }

  private static void refuseIfInUse(Path directory) {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      throw new ViewException(
          directory + " is not a view of the log; give the data directory of a node with --data");
    }
    try {
      new Rocks(directory).close();
    } catch (ViewException cannotOpen) {
      if (String.valueOf(cannotOpen.getCause().getMessage()).contains("lock")) {
        throw new ViewException(
            "a node uses the view in " + directory + "; stop it first", cannotOpen);
      }
      // It is damaged, which is a reason to delete it.
    }
  }

  private static long delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      long bytes = 0;
      for (Path file : all) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        Files.delete(file);
      }
      return bytes;
    } catch (IOException failed) {
      throw new ViewException("the view in " + directory + " cannot be deleted: " + failed, failed);
    }
  }
}

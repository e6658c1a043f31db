package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is. */
public final class Repository {
  private Repository() {}

  /**
   * The nearest directory, from the working directory upwards, that holds the {@code hie} command.
   *
   * @throws ChaosException if there is none
   */
  public static Path root() {
    Path from = Path.of("").toAbsolutePath();
    for (Path dir = from; dir != null; dir = dir.getParent()) {
      if (Files.isExecutable(dir.resolve("hie")) && Files.isRegularFile(dir.resolve("pom.xml"))) {
        return dir;
      }
    }
    throw new ChaosException(
        "found no executable hie beside a pom.xml in "
            + from
            + " or above: run this inside a checkout, or give another node with --node");
  }
}

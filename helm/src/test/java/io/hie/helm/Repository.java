package io.hie.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files under test are. */
final class Repository {
  private Repository() {}

  /** A file of the repository; tests run in the folder of their module. */
  static Path file(String path) {
    return Path.of("..").toAbsolutePath().normalize().resolve(path);
  }

  static String text(String path) {
    try {
      return Files.readString(file(path));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}

package io.hie.clusternode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The checkout that these tests run in. */
final class Repository {
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", "data");

  private Repository() {}

  /** Its root: the nearest directory upwards that has the {@code hie} script and its pom. */
  static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("hie")) && Files.isDirectory(at.resolve("actor-model"))) {
        return at;
      }
    }
    throw new IllegalStateException("these tests run within a checkout of HIE");
  }

  static String read(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** All its Markdown files, built ones left out. */
  static List<Path> markdown() {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(each -> each.toString().endsWith(".md"))
          .filter(Repository::isOurs)
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static boolean isOurs(Path file) {
    for (Path part : root().relativize(file)) {
      if (NOT_OURS.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}

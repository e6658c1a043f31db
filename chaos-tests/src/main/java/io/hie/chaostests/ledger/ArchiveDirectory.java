package io.hie.chaostests.ledger;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.message.Digest;
import io.hie.chaostests.message.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files below a directory. Those that end in {@code .hl7} and do not begin with a dot are
 * deliveries; anything else is work that was not finished.
 */
public record ArchiveDirectory(Path root) implements Source<ArchivedFile> {

  @Override
  public void forEach(Consumer<? super ArchivedFile> consumer) {
    if (!Files.isDirectory(root)) {
      return; // nothing was archived yet
    }
    try (Stream<Path> files = Files.walk(root)) {
      files.filter(Files::isRegularFile).forEach(file -> consumer.accept(read(file)));
    } catch (IOException e) {
      throw new ChaosException("cannot read the archive " + root + ": " + e, e);
    }
  }

  /** How many finished files there are now. */
  public long count() {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(ArchiveDirectory::finished).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // a file went away under the walk; the next count will tell
    }
  }

  private ArchivedFile read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new ArchivedFile(
          root.relativize(file).toString(),
          Identity.read(bytes, 0, bytes.length),
          bytes.length,
          Digest.of(bytes, 0, bytes.length),
          finished(file));
    } catch (IOException e) {
      throw new ChaosException("cannot read the archived file " + file + ": " + e, e);
    }
  }

  private static boolean finished(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".hl7") && !name.startsWith(".");
  }
}

package io.hie.chaostests.ledger;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.message.Digest;
import io.hie.chaostests.message.Identity;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The files below a directory. Those that end in {@code .hl7} and do not begin with a dot are
 * deliveries; anything else is work that was not finished. A file that goes away while one looks is
 * passed over, since a node renames its files when they are finished.
 */
public record ArchiveDirectory(Path root) implements Source<ArchivedFile> {

  @Override
  public void forEach(Consumer<? super ArchivedFile> consumer) {
    for (Path file : files()) {
      consumer.accept(read(file));
    }
  }

  /** The finished files of now; none if there is no directory yet. */
  public List<Path> finished() {
    return files().stream().filter(ArchiveDirectory::isFinished).toList();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return files; // nothing was archived yet
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // renamed under our eyes
            }
          });
      return files;
    } catch (IOException e) {
      throw new ChaosException("cannot read the archive " + root + ": " + e, e);
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
          isFinished(file));
    } catch (IOException e) {
      throw new ChaosException("cannot read the archived file " + file + ": " + e, e);
    }
  }

  private static boolean isFinished(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".hl7") && !name.startsWith(".");
  }
}

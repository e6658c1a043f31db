package io.hie.clusternode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The document that a command sends to a node, which reads it with its own environment. */
final class DocumentFile {
  static final String WHAT = "The document, in JSON or YAML.";

  @Parameters(paramLabel = "FILE", description = WHAT)
  private Path file = Path.of("production.json");

  String text() throws IOException {
    return text(file);
  }

  /** Says what is the matter with a file that cannot be read. */
  static void requireReadable(Path file) {
    if (Files.notExists(file)) {
      throw new Hie.Failure("there is no file " + file);
    }
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      throw new Hie.Failure(
          file + (Files.isDirectory(file) ? " is a directory, not a file" : " cannot be read"));
    }
  }

  static String text(Path file) throws IOException {
    requireReadable(file);
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}

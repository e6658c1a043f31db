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

  static String text(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new Hie.Failure(file + " cannot be read");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}

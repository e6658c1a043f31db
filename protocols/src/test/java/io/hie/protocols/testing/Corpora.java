package io.hie.protocols.testing;

import io.hie.actormodel.envelope.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Public sample messages, which are not part of the project: found beside it, or not at all. */
public final class Corpora {
  private static final String SETTING = "HIE_CORPORA";

  private Corpora() {}

  /** Every file of HL7 v2 by its name; skips the test if there are none. */
  public static Map<String, Payload> hl7v2() {
    Path folder = folder().resolve("hl7v2");
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        "no sample messages: set " + SETTING + " to a folder with hl7v2 in it");
    Map<String, Payload> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Payload.wrap(Files.readAllBytes(path)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return files;
  }

  private static Path folder() {
    for (String set : List.of(System.getProperty(SETTING, ""), env())) {
      if (!set.isEmpty()) {
        return Path.of(set);
      }
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("shared").resolve("corpora");
      if (Files.isDirectory(beside)) {
        return beside;
      }
    }
    return Path.of("shared", "corpora");
  }

  private static String env() {
    String set = System.getenv(SETTING);
    return set == null ? "" : set;
  }
}

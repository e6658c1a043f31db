package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.RecordingIntake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public sample messages, which are found beside the project, or not at all. */
class FileServiceCorpusTest {
  @TempDir Path root;

  private static Optional<Path> samples() {
    String set = System.getProperty("HIE_CORPORA", System.getenv("HIE_CORPORA"));
    if (set != null) {
      return Optional.of(Path.of(set, "hl7v2")).filter(Files::isDirectory);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("shared/corpora/hl7v2");
      if (Files.isDirectory(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  @Test
  void shouldArchiveEveryFileAsItWasOrRefuseItWithAReason() throws Exception {
    Optional<Path> samples = samples();
    assumeTrue(samples.isPresent(), "no sample messages: set HIE_CORPORA to their folder");
    Folders folders = Folders.in(root);
    Map<String, byte[]> sent = copy(samples.get(), folders);
    RecordingIntake intake = new RecordingIntake();
    Map<String, Object> settings = folders.settings("Pattern", "*");
    FileService service = Folders.start(settings, intake, new Contexts());

    await().until(() -> folders.waiting().isEmpty());
    service.stop().toCompletableFuture().join();

    List<String> archived = Folders.files(folders.archive());
    List<String> errors = Folders.files(folders.errors());
    System.out.printf(
        "%d files: %d archived, %d in ErrorDirectory, %d messages%n",
        sent.size(), archived.size(), errors.size(), intake.stored().size());
    for (Map.Entry<String, byte[]> each : sent.entrySet()) {
      String name = each.getKey();
      if (archived.contains(name)) {
        assertThat(folders.archive().resolve(name)).hasBinaryContent(each.getValue());
      } else {
        assertThat(folders.errors().resolve(name)).hasBinaryContent(each.getValue());
        String note = Folders.read(folders.errors().resolve(name + ".error.txt"));
        System.out.println(name + ": " + note.replace('\n', ' '));
        assertThat(note).startsWith("code: ").doesNotContain("internal-error");
      }
    }
    assertThat(archived).hasSizeGreaterThan(sent.size() / 2);
  }

  private static Map<String, byte[]> copy(Path from, Folders to) throws IOException {
    Map<String, byte[]> sent = new HashMap<>();
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        String name = from.relativize(each).toString().replace('/', '_');
        sent.put(name, Files.readAllBytes(each));
        Files.copy(each, to.inbox().resolve(name));
      }
    }
    return sent;
  }
}

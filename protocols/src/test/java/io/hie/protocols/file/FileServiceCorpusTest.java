package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Corpora;
import io.hie.protocols.testing.RecordingIntake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public sample messages, which are found beside the project, or not at all. */
class FileServiceCorpusTest {
  @TempDir Path root;

  @Test
  void shouldArchiveEveryFileAsItWasOrRefuseItWithAReason() throws Exception {
    Map<String, Payload> samples = Corpora.hl7v2();
    Folders folders = Folders.in(root);
    Map<String, byte[]> sent = copy(samples, folders);
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

  private static Map<String, byte[]> copy(Map<String, Payload> samples, Folders to)
      throws IOException {
    Map<String, byte[]> sent = new HashMap<>();
    for (Map.Entry<String, Payload> sample : samples.entrySet()) {
      String name = sample.getKey().replace('/', '_');
      sent.put(name, sample.getValue().toByteArray());
      Files.write(to.inbox().resolve(name), sample.getValue().toByteArray());
    }
    return sent;
  }
}

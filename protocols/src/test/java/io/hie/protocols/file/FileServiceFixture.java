package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Directories, an engine that remembers, and the services of a test. */
abstract class FileServiceFixture {
  @TempDir Path root;
  Folders folders;
  final RecordingIntake intake = new RecordingIntake();
  final Contexts contexts = new Contexts();
  final List<FileService> started = new ArrayList<>();

  @BeforeEach
  void makeFolders() throws Exception {
    folders = Folders.in(root);
  }

  @AfterEach
  void stopAll() {
    intake.answerHeld();
    started.forEach(each -> each.stop().toCompletableFuture().join());
  }

  FileService start() {
    return start(folders.settings());
  }

  FileService start(Map<String, ?> settings) {
    FileService service = Folders.start(settings, intake, contexts);
    started.add(service);
    return service;
  }

  void awaitArchived(String... names) {
    await().untilAsserted(() -> assertThat(Folders.files(folders.archive())).contains(names));
  }

  void awaitIdle() {
    await().untilAsserted(() -> assertThat(folders.waiting()).isEmpty());
  }

  static String batch(String... messages) {
    return "FHS|^~\\&|PAS|RXH\rBHS|^~\\&|PAS|RXH\r"
        + String.join("", messages)
        + "BTS|"
        + messages.length
        + "\rFTS|1\r";
  }
}

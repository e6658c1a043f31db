package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What becomes of files and messages that cannot be taken, and of directories that cannot be used.
 */
class FileServiceFaultsTest extends FileServiceFixture {

  @Test
  void shouldSetTheBadMessageOfABatchAsideAndTakeTheOthers() throws Exception {
    String bad = "MSH|\r";
    String file = Messages.adt("M1") + bad + Messages.adt("M3");
    folders.drop("a.hl7", file);

    start();

    awaitArchived("a.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1", "M3");
    assertThat(folders.archive().resolve("a.hl7")).hasContent(file);
    List<String> errors = Folders.files(folders.errors());
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0)).matches("a~[0-9a-f]{16}~2\\.hl7");
    assertThat(errors.get(1)).isEqualTo(errors.get(0) + ".error.txt");
    assertThat(Folders.read(folders.errors().resolve(errors.get(0)))).isEqualTo(bad);
    assertThat(Folders.read(folders.errors().resolve(errors.get(1))))
        .contains("code: ", "message: 2 of 3", "item: Files_In");
  }

  @Test
  void shouldPutAFileThatIsNotHl7IntoErrorDirectoryWithAReasonThatQuotesNothing() throws Exception {
    String text = "Dear " + Messages.FAMILY_NAME + ", your number is " + Messages.NHS_NUMBER;
    folders.drop("letter.hl7", text);
    folders.drop("z.hl7", Messages.adt("M1"));

    start();

    awaitArchived("z.hl7");
    assertThat(Folders.files(folders.errors()))
        .containsExactly("letter.hl7", "letter.hl7.error.txt");
    assertThat(folders.errors().resolve("letter.hl7")).hasContent(text);
    assertThat(Folders.read(folders.errors().resolve("letter.hl7.error.txt")))
        .contains("code: ", "reason: ")
        .doesNotContain(Messages.FAMILY_NAME, Messages.NHS_NUMBER);
  }

  @Test
  void shouldPutAFileWithOneBadMessageIntoErrorDirectoryWhole() throws Exception {
    folders.drop("bad.hl7", "MSH|\r");

    start();

    await().until(() -> Folders.files(folders.errors()).size() == 2);
    assertThat(Folders.files(folders.errors())).containsExactly("bad.hl7", "bad.hl7.error.txt");
    assertThat(Folders.files(folders.archive())).isEmpty();
  }

  @Test
  void shouldRefuseAnEmptyFileAndOneThatIsTooLarge() throws Exception {
    folders.drop("empty.hl7", "");
    folders.drop("large.hl7", Messages.adt("M1") + "NTE|1||" + "x".repeat(5000) + "\r");
    folders.drop("largest.hl7", Messages.adt("M1") + "NTE|1||" + "x".repeat(9000) + "\r");
    Map<String, Object> settings = folders.settings("MaxMessageBytes", 4096);
    settings.put("MaxFileBytes", 8192);

    start(settings);

    await().until(() -> Folders.files(folders.errors()).size() == 6);
    assertThat(Folders.read(folders.errors().resolve("empty.hl7.error.txt")))
        .contains("code: empty");
    assertThat(Folders.read(folders.errors().resolve("large.hl7.error.txt")))
        .contains("code: too-large", "MaxMessageBytes");
    assertThat(Folders.read(folders.errors().resolve("largest.hl7.error.txt")))
        .contains("code: file-too-large", "MaxFileBytes");
    assertThat(intake.submitted()).isEmpty();
  }

  @Test
  void shouldRefuseABrokenBatchAsAWholeUnlessToldToTolerateIt() throws Exception {
    String broken = batch(Messages.adt("M1"), Messages.adt("M2")).replace("BTS|2", "BTS|3");
    folders.drop("a.hl7", broken);
    FileService strict = start();
    await().until(() -> Folders.files(folders.errors()).size() == 2);
    assertThat(Folders.read(folders.errors().resolve("a.hl7.error.txt")))
        .contains("code: batch-faults", "BatchFaults");
    assertThat(intake.submitted()).isEmpty();
    strict.stop().toCompletableFuture().join();

    folders.drop("b.hl7", broken);
    start(folders.settings("BatchFaults", "tolerate"));

    awaitArchived("b.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1", "M2");
  }

  @Test
  void shouldGoOnWhenTheDirectoryComesBack() throws Exception {
    start();
    await().until(() -> contexts.outside() == Outside.CONNECTED);
    Path away = root.resolve("away");
    Files.move(folders.inbox(), away);
    await().until(() -> contexts.outside() == Outside.CONNECTING);

    Files.move(away, folders.inbox());
    folders.drop("a.hl7", Messages.adt("M1"));

    awaitArchived("a.hl7");
    await().until(() -> contexts.outside() == Outside.CONNECTED);
  }

  @Test
  void shouldKeepAFileUntilTheArchiveIsBack() throws Exception {
    start();
    Path away = root.resolve("away");
    Files.move(folders.archive(), away);
    folders.drop("a.hl7", Messages.adt("M1"));
    await().until(() -> contexts.outside() == Outside.CONNECTING);

    Files.move(away, folders.archive());

    awaitArchived("a.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1");
  }

  @Test
  void shouldSayNothingOfPatientsInLogs() throws Exception {
    String name = Messages.FAMILY_NAME + "-" + Messages.NHS_NUMBER;
    try (LogLines lines = new LogLines()) {
      intake.behave(
          (submission, n) ->
              Optional.of(
                  n == 1 ? new Acceptance.NotStored("no journal") : intake.store(submission)));
      folders.drop(name + "-1.hl7", Messages.adt(name) + "MSH|\r" + Messages.adt("M2"));
      folders.drop(name + "-2.hl7", "letter to " + name);
      folders.drop(name + "-3.hl7", batch(Messages.adt("M3")).replace("BTS|1", "BTS|9"));
      start();
      await().until(() -> Folders.files(folders.errors()).size() == 6);
      awaitIdle();

      assertThat(lines.all()).isNotEmpty();
      assertThat(String.join("\n", lines.all()) + contexts.details())
          .doesNotContain(Messages.FAMILY_NAME, Messages.NHS_NUMBER);
    }
  }

  @Test
  void shouldNotStartWithoutItsDirectories() throws Exception {
    for (String key : List.of("Directory", "ArchiveDirectory", "ErrorDirectory")) {
      Path missing = root.resolve("missing");
      FileService service = Folders.make(folders.settings(key, missing), intake, contexts);
      assertThatThrownBy(() -> service.start().toCompletableFuture().join())
          .hasCauseInstanceOf(MisconfiguredException.class)
          .hasMessageContaining(key + " " + missing + " does not exist");
    }
  }

  @Test
  void shouldNotStartIfALinkLeadsTheArchiveIntoTheDirectory() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), folders.inbox());

    FileService service =
        Folders.make(folders.settings("ArchiveDirectory", link), intake, contexts);

    assertThatThrownBy(() -> service.start().toCompletableFuture().join())
        .hasCauseInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("ArchiveDirectory");
  }
}

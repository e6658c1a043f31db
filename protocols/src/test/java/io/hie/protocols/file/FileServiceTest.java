package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileServiceTest {
  @TempDir Path root;
  private Folders folders;
  private final RecordingIntake intake = new RecordingIntake();
  private final Contexts contexts = new Contexts();
  private final List<FileService> started = new ArrayList<>();

  @BeforeEach
  void makeFolders() throws Exception {
    folders = Folders.in(root);
  }

  @AfterEach
  void stopAll() {
    intake.answerHeld();
    started.forEach(each -> each.stop().toCompletableFuture().join());
  }

  private FileService start() {
    return start(folders.settings());
  }

  private FileService start(Map<String, ?> settings) {
    FileService service = Folders.start(settings, intake, contexts);
    started.add(service);
    return service;
  }

  private void awaitArchived(String... names) {
    await().untilAsserted(() -> assertThat(Folders.files(folders.archive())).contains(names));
  }

  private void awaitIdle() {
    await().untilAsserted(() -> assertThat(folders.waiting()).isEmpty());
  }

  private static String batch(String... messages) {
    return "FHS|^~\\&|PAS|RXH\rBHS|^~\\&|PAS|RXH\r"
        + String.join("", messages)
        + "BTS|"
        + messages.length
        + "\rFTS|1\r";
  }

  @Test
  void shouldHandOverAFileAndArchiveItByteForByte() throws Exception {
    String text = Messages.adt("M1");
    folders.drop("a.hl7", text);

    start();

    awaitArchived("a.hl7");
    Submission submission = intake.stored().getFirst();
    assertThat(RecordingIntake.text(submission)).isEqualTo(text);
    assertThat(submission.controlId()).isEqualTo("M1");
    assertThat(submission.sender()).isEqualTo(folders.inbox().toString());
    assertThat(submission.envelope().header().source()).isEqualTo("Files_In");
    assertThat(submission.keys().patient()).isPresent();
    assertThat(folders.archive().resolve("a.hl7")).hasContent(text);
    awaitIdle();
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTED);
  }

  @Test
  void shouldArchiveOnlyAfterEveryMessageIsStored() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    folders.drop("a.hl7", batch(Messages.adt("M1"), Messages.adt("M2", "9990000026")));
    start();
    await().until(() -> intake.heldCount() == 2);

    assertThat(Folders.files(folders.archive())).isEmpty();
    intake.answerHeld();

    awaitArchived("a.hl7");
  }

  @Test
  void shouldSplitABatchAndKeepItsOrder() throws Exception {
    folders.drop("a.hl7", batch(Messages.adt("M1"), Messages.adt("M2"), Messages.adt("M3")));
    folders.drop("b.hl7", Messages.adt("M4") + Messages.adt("M5"));

    start();

    awaitArchived("a.hl7", "b.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1", "M2", "M3", "M4", "M5");
    assertThat(intake.storedTexts().get(1)).isEqualTo(Messages.adt("M2"));
  }

  @Test
  void shouldGiveMessagesWithoutControlIdOneOfTheirFile() throws Exception {
    folders.drop("a.hl7", Messages.adt("") + Messages.adt(""));

    start();

    awaitArchived("a.hl7");
    List<String> ids = intake.storedControlIds();
    assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    assertThat(ids.get(0)).endsWith("/1");
    assertThat(ids.get(1)).endsWith("/2");
  }

  @Test
  void shouldTakeTheSameNameWithTheSameBytesAgainAsANewFile() throws Exception {
    start();
    folders.drop("a.hl7", Messages.adt(""));
    awaitArchived("a.hl7");

    folders.drop("a.hl7", Messages.adt(""));

    await().until(() -> intake.stored().size() == 2);
    await().until(() -> Folders.files(folders.archive()).size() == 2);
  }

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
  void shouldArchiveABatchWithoutMessages() throws Exception {
    folders.drop("a.hl7", batch());

    start();

    awaitArchived("a.hl7");
    assertThat(intake.submitted()).isEmpty();
  }

  @Test
  void shouldHandAMessageOverAgainUntilItIsStored() throws Exception {
    intake.behave(
        (submission, n) ->
            Optional.of(n < 4 ? new Acceptance.NotStored("no journal") : intake.store(submission)));
    folders.drop("a.hl7", Messages.adt("M1"));

    start();

    awaitArchived("a.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1");
    assertThat(intake.submitted()).hasSize(4);
  }

  @Test
  void shouldKeepAPatientsOrderEvenIfAMessageIsNotStoredAtFirst() throws Exception {
    intake.behave(
        (submission, n) ->
            Optional.of(
                n == 1 ? new Acceptance.NotStored("no journal") : intake.store(submission)));
    folders.drop("a.hl7", Messages.adt("M1") + Messages.adt("M2") + Messages.adt("M3"));

    start();

    awaitArchived("a.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1", "M2", "M3");
  }

  @Test
  void shouldHandOverOnlySoManyAheadAndNeverTwoOfOnePatient() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    StringBuilder many = new StringBuilder(Messages.adt("M0") + Messages.adt("M0b"));
    for (int i = 1; i < 20; i++) {
      many.append(Messages.adt("M" + i, "local" + i));
    }
    folders.drop("a.hl7", many.toString().replace("^^^NHS^NH", "^^^RXH^MR"));
    start();

    await().until(() -> intake.heldCount() == 1);
    await().during(Duration.ofMillis(100)).until(() -> intake.heldCount() == 1);
    intake.answerHeld(); // M0; then M0b and seven others may go
    await().until(() -> intake.heldCount() == 8);
    await().during(Duration.ofMillis(100)).until(() -> intake.heldCount() == 8);
    intake.behave(null);
    intake.answerHeld();

    awaitArchived("a.hl7");
    assertThat(intake.stored()).hasSize(21);
  }

  @Test
  void shouldHandOverNothingWhileTheIntakeIsClosed() throws Exception {
    intake.close();
    folders.drop("a.hl7", Messages.adt("M1"));
    start();
    await().until(() -> folders.waiting().stream().anyMatch(each -> each.startsWith(".hie-w")));

    await().during(Duration.ofMillis(100)).until(() -> intake.submitted().isEmpty());
    intake.open();

    awaitArchived("a.hl7");
  }

  @Test
  void shouldHandOverNothingWhilePaused() throws Exception {
    FileService service = start();
    service.pause().toCompletableFuture().join();
    folders.drop("a.hl7", Messages.adt("M1"));

    await().during(Duration.ofMillis(100)).until(() -> intake.submitted().isEmpty());
    service.resume().toCompletableFuture().join();

    awaitArchived("a.hl7");
  }

  @Test
  void shouldWaitForAnswersUnderWayWhenStopped() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    folders.drop("a.hl7", Messages.adt("M1"));
    FileService service = start();
    await().until(() -> intake.heldCount() == 1);

    CompletionStage<Void> stopping = service.stop();
    assertThat(stopping.toCompletableFuture()).isNotDone();
    intake.answerHeld();
    stopping.toCompletableFuture().join();

    assertThat(Folders.files(folders.archive())).containsExactly("a.hl7");
  }

  @Test
  void shouldNotTakeAFileThatStillGrows() throws Exception {
    Path growing = folders.inbox().resolve("a.hl7");
    Files.writeString(growing, "MSH|^~\\&|PAS");
    start(folders.settings("StableFor", 0.3));
    for (int i = 0; i < 5; i++) {
      int size = i;
      await()
          .during(Duration.ofMillis(100))
          .until(() -> intake.submitted().isEmpty() && Files.exists(growing));
      Files.writeString(growing, Messages.adt("M1") + "NTE|" + "x".repeat(size) + "\r");
    }

    awaitArchived("a.hl7");
    assertThat(intake.storedTexts().getFirst()).isEqualTo(Messages.adt("M1") + "NTE|xxxx\r");
  }

  @Test
  void shouldPassByWhatDoesNotMatchIsHiddenOrALink(@TempDir Path elsewhere) throws Exception {
    Path outside = Files.writeString(elsewhere.resolve("x.hl7"), Messages.adt("M9"));
    folders.drop("a.txt", Messages.adt("M1"));
    folders.drop(".hidden.hl7", Messages.adt("M2"));
    folders.drop("sub/deep.hl7", Messages.adt("M3"));
    Files.createSymbolicLink(folders.inbox().resolve("link.hl7"), outside);
    folders.drop("z.hl7", Messages.adt("M4"));

    start();

    awaitArchived("z.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M4");
    assertThat(outside).exists();
    assertThat(folders.waiting()).contains("a.txt", ".hidden.hl7", "sub/deep.hl7");
  }

  @Test
  void shouldLookIntoDirectoriesWhenRecursiveAndKeepThemInTheArchive() throws Exception {
    folders.drop("ward/7/a.hl7", Messages.adt("M1"));
    folders.drop(".snapshots/a.hl7", Messages.adt("M2"));

    start(folders.settings("Recursive", true));

    awaitArchived("ward/7/a.hl7");
    assertThat(intake.storedControlIds()).containsExactly("M1");
    assertThat(folders.waiting()).containsExactly(".snapshots/a.hl7");
  }

  @Test
  void shouldTakeFilesInTheOrderAsked() throws Exception {
    for (String name : List.of("c", "a", "b")) {
      folders.drop(name + ".hl7", Messages.adt(name));
    }
    FileTime old = FileTime.from(Messages.RECEIVED);
    Files.setLastModifiedTime(folders.inbox().resolve("b.hl7"), old);
    Files.setLastModifiedTime(
        folders.inbox().resolve("c.hl7"), FileTime.from(Messages.RECEIVED.plusSeconds(1)));
    Folders twin = folders.crashImage(root.resolve("twin"));

    start();
    awaitArchived("a.hl7", "b.hl7", "c.hl7");
    assertThat(intake.storedControlIds()).containsExactly("a", "b", "c");

    RecordingIntake second = new RecordingIntake();
    started.add(Folders.start(twin.settings("Order", "modified"), second, contexts));
    await().until(() -> second.stored().size() == 3);
    assertThat(second.storedControlIds()).containsExactly("b", "c", "a");
  }

  @Test
  void shouldNotOverwriteInTheArchive() throws Exception {
    Files.writeString(folders.archive().resolve("a.hl7"), "kept");
    folders.drop("a.hl7", Messages.adt("M1"));

    start();

    await().until(() -> Folders.files(folders.archive()).size() == 2);
    assertThat(folders.archive().resolve("a.hl7")).hasContent("kept");
    assertThat(Folders.files(folders.archive()).get(1)).matches("a~[0-9a-f]{16}\\.hl7");
  }

  @Test
  void shouldArchiveToAnotherFileSystem() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(root)),
        "no second file system here: a move across two is not tested");
    Path other = Files.createTempDirectory(memory, "hie-archive-test");
    try {
      Files.writeString(other.resolve("b.hl7"), "kept");
      folders.drop("a.hl7", Messages.adt("M1"));
      folders.drop("b.hl7", Messages.adt("M2"));

      start(folders.settings("ArchiveDirectory", other));

      await().until(() -> Folders.files(other).size() == 3);
      awaitIdle();
      assertThat(other.resolve("a.hl7")).hasContent(Messages.adt("M1"));
      assertThat(other.resolve("b.hl7")).hasContent("kept");
      assertThat(other.resolve(Folders.files(other).get(2))).hasContent(Messages.adt("M2"));
    } finally {
      try (Stream<Path> left = Files.list(other)) {
        left.forEach(each -> each.toFile().delete());
      }
      Files.delete(other);
    }
  }

  @Test
  void shouldTakeOtherContentsAsTheyAre() throws Exception {
    folders.drop("a.json", "{\"order\":1}");
    Map<String, Object> settings = folders.settings("ContentType", "application/json");
    settings.put("Pattern", "*.json");

    start(settings);

    awaitArchived("a.json");
    Submission submission = intake.stored().getFirst();
    assertThat(submission.envelope().header().contentType()).isEqualTo("application/json");
    assertThat(submission.keys()).isEqualTo(MessageKeys.NONE);
    assertThat(RecordingIntake.text(submission)).isEqualTo("{\"order\":1}");
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
  void shouldReadCharactersAsTheFilesMarkSays() throws Exception {
    byte[] marked =
        ("\uFEFF" + Messages.adt("M1").replace("ALBA", "ZOË") + Messages.adt("M2"))
            .getBytes(StandardCharsets.UTF_8);
    Files.write(folders.inbox().resolve("a.hl7"), marked);

    start();

    awaitArchived("a.hl7");
    assertThat(intake.stored().getFirst().envelope().header().encoding()).isEqualTo("UTF-8");
    assertThat(folders.archive().resolve("a.hl7")).hasBinaryContent(marked);
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

package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileServiceTest extends FileServiceFixture {

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
  void shouldArchiveABatchWithoutMessages() throws Exception {
    folders.drop("a.hl7", batch());

    start();

    awaitArchived("a.hl7");
    assertThat(intake.submitted()).isEmpty();
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
}

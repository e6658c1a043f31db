package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.MessageId;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a service does that starts after a kill. The kill is a copy of the directories, taken while
 * another service is held in the middle of its work; the intake, which outlives it, is the engine.
 */
class FileServiceCrashTest {
  private static final String FIVE =
      Messages.adt("M1", "1")
          + Messages.adt("M2", "2")
          + Messages.adt("M3", "3")
          + Messages.adt("M4", "4")
          + Messages.adt("M5", "5");

  @TempDir Path root;
  private Folders folders;
  private final RecordingIntake engine = new RecordingIntake();
  private final List<FileService> started = new ArrayList<>();

  @BeforeEach
  void makeFolders() throws Exception {
    folders = Folders.in(root.resolve("before"));
  }

  @AfterEach
  void stopAll() {
    engine.behave(null);
    engine.answerHeld();
    started.forEach(each -> each.stop().toCompletableFuture().join());
  }

  private static String local(String file) {
    return file.replace("^^^NHS^NH", "^^^RXH^MR");
  }

  private void start(Folders where) {
    // the sender is the directory, which a restart does not change; here it is a copy's
    started.add(Folders.start(where.settings(), new AsSender(engine, folders), new Contexts()));
  }

  private Folders killAndCopy() throws Exception {
    Folders image = folders.crashImage(root.resolve("after"));
    engine.behave(null);
    engine.answerHeld();
    return image;
  }

  private void awaitEnd(Folders where) {
    await()
        .untilAsserted(
            () -> {
              assertThat(where.waiting()).isEmpty();
              assertThat(Folders.files(where.archive())).containsExactly("a.hl7");
            });
    assertThat(engine.storedControlIds()).containsExactlyInAnyOrder("M1", "M2", "M3", "M4", "M5");
    assertThat(where.archive().resolve("a.hl7")).hasContent(local(FIVE));
  }

  @Test
  void shouldTakeUpAFileThatWasClaimedAndNotRead() throws Exception {
    engine.close();
    folders.drop("a.hl7", local(FIVE));
    start(folders);
    await().until(() -> folders.waiting().stream().anyMatch(each -> each.contains("~")));
    Folders after = folders.crashImage(root.resolve("after"));
    started.removeFirst().stop().toCompletableFuture().join();
    engine.open();

    start(after);

    awaitEnd(after);
    assertThat(engine.submitted()).hasSize(5);
  }

  @Test
  void shouldHandOverOnlyWhatIsNotNotedAsDone() throws Exception {
    engine.behave((submission, n) -> n <= 3 ? Optional.of(engine.store(submission)) : held());
    folders.drop("a.hl7", local(FIVE));
    start(folders);
    await().until(() -> engine.heldCount() == 2);
    await().until(() -> noted(folders) == 3);

    Folders after = killAndCopy(); // the two on their way arrive, but nobody was left to hear it
    int before = engine.submitted().size();
    start(after);

    awaitEnd(after);
    assertThat(engine.submitted().stream().skip(before).map(each -> each.controlId()))
        .containsExactly("M4", "M5");
  }

  @Test
  void shouldBeRecognisedByTheEngineIfNothingIsNoted() throws Exception {
    engine.behave((submission, n) -> n <= 3 ? Optional.of(engine.store(submission)) : held());
    folders.drop("a.hl7", local(FIVE));
    start(folders);
    await().until(() -> engine.heldCount() == 2);
    Folders after = killAndCopy();
    deleteNotes(after);

    start(after);

    awaitEnd(after);
  }

  @Test
  void shouldRecogniseMessagesWithoutControlIdToo() throws Exception {
    String two = local(Messages.adt("", "1") + Messages.adt("", "2"));
    engine.behave((submission, n) -> n <= 1 ? Optional.of(engine.store(submission)) : held());
    folders.drop("a.hl7", two);
    start(folders);
    await().until(() -> engine.heldCount() == 1);
    Folders after = killAndCopy();
    deleteNotes(after);

    start(after);

    await().until(() -> Folders.files(after.archive()).size() == 1);
    assertThat(engine.stored()).hasSize(2);
  }

  @Test
  void shouldArchiveWhatWasStoredAndNotArchived() throws Exception {
    start(folders);
    Files.delete(folders.archive());
    folders.drop("a.hl7", local(FIVE));
    await().until(() -> engine.stored().size() == 5 && noted(folders) == 5);
    Folders after = killAndCopy();
    Files.createDirectories(after.archive());

    start(after);

    awaitEnd(after);
    assertThat(engine.submitted()).hasSize(5);
  }

  @Test
  void shouldFinishAnArchivingThatDiedBetweenItsTwoSteps() throws Exception {
    engine.close();
    folders.drop("a.hl7", local(FIVE));
    start(folders);
    await().until(() -> folders.waiting().stream().anyMatch(each -> each.contains("~")));
    Folders after = folders.crashImage(root.resolve("after"));
    started.removeFirst().stop().toCompletableFuture().join();
    engine.open();
    Files.createLink(after.archive().resolve("a.hl7"), workedOn(after));

    start(after);

    awaitEnd(after);
  }

  @Test
  void shouldClearAwayWhatClaimsHaveLeft() throws Exception {
    String id = MessageId.next();
    Files.createDirectories(folders.inbox().resolve(".hie-working/ward/" + id + "~"));
    Files.writeString(
        folders.inbox().resolve(".hie-working/" + id + ".progress"), "of no more use");
    folders.drop("a.hl7", local(FIVE));

    start(folders);

    awaitEnd(folders);
    await().until(() -> isEmpty(folders.inbox().resolve(".hie-working")));
  }

  @Test
  void shouldWriteTheBadMessageOfAFileOnceOverARestart() throws Exception {
    engine.behave((submission, n) -> held());
    folders.drop("a.hl7", local(Messages.adt("M1", "1") + "MSH|\r" + Messages.adt("M3", "3")));
    start(folders);
    await().until(() -> Folders.files(folders.errors()).size() == 2);
    Folders after = killAndCopy();

    start(after);

    await().until(() -> Folders.files(after.archive()).size() == 1);
    assertThat(Folders.files(after.errors())).hasSize(2);
    assertThat(engine.stored()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ward 7/a b.hl7", "M\u00fcller.hl7", "LONG.hl7"})
  void shouldTakeUpFilesOfAnyName(String given) throws Exception {
    String name = given.replace("LONG", "x".repeat(250));
    Map<String, Object> settings = folders.settings("Recursive", true);
    engine.close();
    folders.drop(name, local(FIVE));
    started.add(Folders.start(settings, engine, new Contexts()));
    await().until(() -> folders.waiting().stream().anyMatch(each -> each.contains("~")));
    assertThat(folders.inbox().resolve(name)).doesNotExist();
    Folders after = folders.crashImage(root.resolve("after"));
    started.removeFirst().stop().toCompletableFuture().join();
    engine.open();

    started.add(
        Folders.start(
            after.settings("Recursive", true), new AsSender(engine, folders), new Contexts()));

    await().until(() -> Folders.files(after.archive()).equals(List.of(name)));
    assertThat(engine.stored()).hasSize(5);
    await().until(() -> after.waiting().isEmpty());
  }

  @Test
  void shouldKeepAFilesOrderWhateverTheMomentOfTheKill() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      file.append(Messages.adt("M" + i, "p" + random.nextInt(4)));
    }
    folders.drop("a.hl7", local(file.toString()));
    Folders now = folders;
    for (int kill = 1; kill <= 4; kill++) {
      int after = engine.submitted().size() + random.nextInt(12);
      engine.behave(
          (submission, n) ->
              n <= after && random.nextInt(10) > 0
                  ? Optional.of(engine.store(submission))
                  : n <= after ? Optional.of(new Acceptance.NotStored("by chance")) : held());
      start(now);
      Folders image = now;
      await().until(() -> engine.heldCount() > 0 || image.waiting().isEmpty());
      if (!image.waiting().isEmpty()) {
        now = image.crashImage(root.resolve("kill" + kill));
      }
      started.removeLast().stop();
      engine.behave(null);
      engine.answerHeld();
    }
    Folders last = now;
    start(last);

    await().until(() -> last.waiting().isEmpty());
    List<String> order = engine.storedControlIds();
    assertThat(order).as("seed %d", seed).doesNotHaveDuplicates().hasSize(40);
    for (int patient = 0; patient < 4; patient++) {
      String id = "|p" + patient + "^";
      assertThat(
              engine.stored().stream()
                  .filter(each -> RecordingIntake.text(each).contains(id))
                  .map(each -> Integer.parseInt(each.controlId().substring(1))))
          .as("seed %d, patient %d", seed, patient)
          .isSorted();
    }
  }

  private static Optional<Acceptance> held() {
    return Optional.empty();
  }

  private static Path workedOn(Folders where) {
    return where
        .inbox()
        .resolve(where.waiting().stream().filter(each -> each.endsWith("a.hl7")).findFirst().get());
  }

  private static int noted(Folders where) {
    return where.waiting().stream()
        .filter(each -> each.endsWith(".progress"))
        .map(each -> each.substring(each.indexOf('/') + 1).replace(".progress", ""))
        .mapToInt(
            id ->
                new Claim(id, where.inbox().resolve(".hie-working"), Path.of("a.hl7"), null).done())
        .max()
        .orElse(0);
  }

  private static void deleteNotes(Folders where) throws Exception {
    for (String each : where.waiting()) {
      if (each.endsWith("progress")) {
        Files.delete(where.inbox().resolve(each));
      }
    }
  }

  private static boolean isEmpty(Path directory) throws Exception {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /** An engine that takes the copies of a directory for the directory. */
  private record AsSender(RecordingIntake engine, Folders original) implements Intake {
    @Override
    public void submit(Submission submission, Listener listener) {
      engine.submit(
          new Submission(
              submission.envelope(),
              submission.keys(),
              original.inbox().toString(),
              submission.controlId()),
          listener);
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      return engine.isOpen(onOpen);
    }
  }
}

package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.protocols.testing.Messages;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How messages go over to the engine: in order, bounded, again and again, and not at all. */
class FileServiceHandOverTest extends FileServiceFixture {

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
}

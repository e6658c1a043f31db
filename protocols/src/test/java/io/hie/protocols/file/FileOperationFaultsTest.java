package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.testing.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that cannot be written, and names that lead astray. */
class FileOperationFaultsTest extends FileOperationFixture {

  @Test
  void shouldNotFollowASymbolicLinkOutOfTheDirectory(@TempDir Path elsewhere) throws Exception {
    Files.createSymbolicLink(out.resolve("ADT"), elsewhere);

    DeliveryResult result =
        deliver(
            operation("{type}/{message-id}.hl7"),
            Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(result)
        .isInstanceOfSatisfying(
            NotSent.class, not -> assertThat(not.reason().code()).isEqualTo("outside-directory"));
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTING);
  }

  @Test
  void shouldFollowASymbolicLinkThatStaysWithin() throws Exception {
    Files.createDirectory(out.resolve("real"));
    Files.createSymbolicLink(out.resolve("ADT"), out.resolve("real"));

    deliver(operation("{type}/x.hl7"), Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(out.resolve("real/x.hl7")).exists();
  }

  @Test
  void shouldNotWriteThroughASymbolicLinkThatHasTheNameOfTheFile(@TempDir Path elsewhere)
      throws Exception {
    Path victim = Files.writeString(elsewhere.resolve("victim"), "precious");
    Files.createSymbolicLink(out.resolve("M1.hl7"), victim);

    deliver(
        operation("{control-id}.hl7"), Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(victim).hasContent("precious");
    assertThat(out.resolve("M1~" + Tag.of("d1") + ".hl7")).hasContent(Messages.adt("M1"));
  }

  @Test
  void shouldStayInsideForHostileControlIds() throws Exception {
    Path inner = Files.createDirectory(out.resolve("inner"));
    FileOperation operation =
        operation(Map.of("Directory", inner, "FileName", "{control-id}/{event}"));

    deliver(
        operation, Messages.delivery("d1", Messages.hl7(Messages.adt("../../../../tmp/escaped"))));
    deliver(operation, Messages.delivery("d2", Messages.hl7(Messages.adt(".."))));

    assertThat(files()).hasSize(2).allMatch(file -> file.startsWith("inner"));
  }

  @Test
  void shouldWaitWhileTheDirectoryIsGoneAndGoOnWhenItIsBack() throws Exception {
    FileOperation operation = operation("{message-id}.hl7");
    Delivery delivery = Messages.delivery("d1", Messages.hl7(Messages.adt("M1")));
    Path away = out.resolveSibling(out.getFileName() + "-away");
    Files.move(out, away);

    DeliveryResult gone = deliver(operation, delivery);
    Files.move(away, out);
    DeliveryResult back = deliver(operation, delivery);

    assertThat(gone)
        .isInstanceOfSatisfying(
            NotSent.class, not -> assertThat(not.reason().code()).isEqualTo("no-directory"));
    assertThat(back).isInstanceOf(Delivered.class);
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTED);
  }

  @Test
  void shouldNotMakeDirectoriesWhenToldNotTo() {
    FileOperation operation =
        operation(Map.of("Directory", out, "FileName", "{date}/x.hl7", "CreateDirectories", false));

    DeliveryResult result =
        deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(((NotSent) result).reason().code()).isEqualTo("no-directory");
  }

  @Test
  void shouldRefuseAMessageWhoseNameIsTooLong() throws Exception {
    DeliveryResult result =
        deliver(
            operation("x".repeat(250) + "{control-id}"),
            Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(((Refused) result).reason().code()).isEqualTo("name-too-long");
    assertThat(files()).isEmpty();
  }

  @Test
  void shouldNeitherNoteNorExplainWithTheNamesASenderGave() throws Exception {
    FileOperation operation = operation("{control-id}.hl7");
    String controlId = Messages.FAMILY_NAME + Messages.NHS_NUMBER;

    DeliveryResult written =
        deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt(controlId))));
    Files.move(out, out.resolveSibling(out.getFileName() + "-moved"));
    DeliveryResult failed =
        deliver(operation, Messages.delivery("d2", Messages.hl7(Messages.adt(controlId))));

    assertThat(written + "" + failed + contexts.details())
        .doesNotContain(Messages.NHS_NUMBER, Messages.FAMILY_NAME);
  }

  @Test
  void shouldMakeItsDirectoryAtTheStartAndRefuseToStartWithoutOne() {
    Path missing = out.resolve("a/b");
    operation(Map.of("Directory", missing, "FileName", "{date}"));
    assertThat(missing).isDirectory();

    assertThatThrownBy(
            () -> operation(Map.of("Directory", out.resolve("none"), "CreateDirectories", false)))
        .hasCauseInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("Directory")
        .hasMessageContaining("does not exist");
  }

  @Test
  void shouldTakeNothingOnAfterItWasStopped() {
    FileOperation operation = operation("{message-id}");
    operation.stop().toCompletableFuture().join();

    DeliveryResult result =
        deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    assertThat(((NotSent) result).reason().code()).isEqualTo("stopped");
  }
}

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
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOperationTest {
  private static final String BY_MESSAGE = "{date}/{key-hash}-{message-id}.hl7";

  @TempDir Path out;
  private final Contexts contexts = new Contexts();
  private final List<FileOperation> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(each -> each.stop().toCompletableFuture().join());
  }

  private FileOperation operation(String template) {
    return operation(Map.of("Directory", out, "FileName", template));
  }

  private FileOperation operation(Map<String, ?> settings) {
    FileOperation operation =
        (FileOperation)
            Definitions.make(
                new FileOperationType(),
                settings,
                contexts.context("Archive", new RecordingIntake(), NoSystem.INSTANCE));
    operation.start().toCompletableFuture().join();
    started.add(operation);
    return operation;
  }

  private static DeliveryResult deliver(FileOperation operation, Delivery delivery) {
    return operation.deliver(delivery).toCompletableFuture().join();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile).map(out::relativize).sorted().toList();
    }
  }

  @Test
  void shouldWriteTheBytesAsTheyAreUnderTheNameOfTheTemplate() throws Exception {
    Delivery delivery = Messages.delivery("d1", Messages.hl7(Messages.adt("M1")));

    DeliveryResult result = deliver(operation(BY_MESSAGE), delivery);

    String id = delivery.envelope().header().messageId();
    Path expected = Path.of("2026-11-22", "0a1b2c3d4e5f6071-" + id + ".hl7");
    assertThat(result).isEqualTo(new Delivered("written: " + expected));
    assertThat(files()).containsExactly(expected);
    assertThat(Files.readString(out.resolve(expected))).isEqualTo(Messages.adt("M1"));
  }

  @Test
  void shouldKeepTheOneFileWhenTheSameDeliveryComesAgain() throws Exception {
    Delivery delivery = Messages.delivery("d1", Messages.hl7(Messages.adt("M1")));
    FileOperation first = operation(BY_MESSAGE);
    deliver(first, delivery);

    deliver(first, delivery);
    DeliveryResult afterRestart = deliver(operation(BY_MESSAGE), delivery);

    assertThat(files()).hasSize(1);
    assertThat(((Delivered) afterRestart).note()).startsWith("there already");
  }

  @Test
  void shouldKeepTheOneFileOfARepeatWhoseNameOthersCouldHave() throws Exception {
    FileOperation operation = operation("{control-id}.hl7");
    deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));

    deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1")), 1, true));
    deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1")), 2, false));

    assertThat(files()).containsExactly(Path.of("M1.hl7"));
  }

  @Test
  void shouldNotOverwriteAnotherMessageOfTheSameName() throws Exception {
    FileOperation operation = operation("{control-id}.hl7");
    String first = Messages.adt("M1");
    String second = Messages.adt("M1", "9990000026");
    deliver(operation, Messages.delivery("d1", Messages.hl7(first)));

    deliver(operation, Messages.delivery("d2", Messages.hl7(second)));
    deliver(operation, Messages.delivery("d2", Messages.hl7(second), 2, true));

    Path tagged = Path.of("M1~" + Tag.of("d2") + ".hl7");
    assertThat(files()).containsExactlyInAnyOrder(Path.of("M1.hl7"), tagged);
    assertThat(Files.readString(out.resolve("M1.hl7"))).isEqualTo(first);
    assertThat(Files.readString(out.resolve(tagged))).isEqualTo(second);
  }

  @Test
  void shouldGiveEqualBytesOfTwoMessagesAFileEach() throws Exception {
    FileOperation operation = operation("latest.hl7");

    deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))));
    deliver(operation, Messages.delivery("d2", Messages.hl7(Messages.adt("M1"))));

    assertThat(files()).hasSize(2);
  }

  @Test
  void shouldFindItsTaggedFileAfterTheOtherOfThatNameWasTakenAway() throws Exception {
    FileOperation operation = operation("{control-id}.hl7");
    deliver(operation, Messages.delivery("d1", Messages.hl7(Messages.adt("M1", "9990000026"))));
    deliver(operation, Messages.delivery("d2", Messages.hl7(Messages.adt("M1"))));
    Files.delete(out.resolve("M1.hl7"));

    deliver(operation, Messages.delivery("d2", Messages.hl7(Messages.adt("M1")), 2, true));

    assertThat(files()).containsExactly(Path.of("M1~" + Tag.of("d2") + ".hl7"));
  }

  @Test
  void shouldClearAwayWhatACrashLeftWithoutHarmToThePublishedFile() throws Exception {
    Delivery delivery = Messages.delivery("d1", Messages.hl7(Messages.adt("M1")));
    deliver(operation("{message-id}.hl7"), delivery);
    Path published = out.resolve(files().getFirst());
    Path hidden = out.resolve(".hie-" + Tag.of("d1") + ".tmp");
    Files.createLink(hidden, published); // died between naming the file and unnaming the hidden one

    deliver(operation("{message-id}.hl7"), delivery);

    assertThat(files()).hasSize(1);
    assertThat(Files.readString(published)).isEqualTo(Messages.adt("M1"));
  }

  @Test
  void shouldReplaceAHalfWrittenHiddenFileOfACrash() throws Exception {
    Files.writeString(out.resolve(".hie-" + Tag.of("d1") + ".tmp"), "MSH|half");

    deliver(operation("x.hl7"), Messages.delivery("d1", Messages.hl7(Messages.adt("M1")), 2, true));

    assertThat(files()).containsExactly(Path.of("x.hl7"));
    assertThat(Files.readString(out.resolve("x.hl7"))).isEqualTo(Messages.adt("M1"));
  }

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
  void shouldWriteManyAtOnceWithoutMixingThem() throws Exception {
    FileOperation operation = operation("{type}/{control-id}.hl7");
    List<CompletionStage<DeliveryResult>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(
          operation.deliver(
              Messages.delivery("d" + i, Messages.hl7(Messages.adt("M" + i % 100, "p" + i)))));
    }
    for (CompletionStage<DeliveryResult> each : all) {
      assertThat(each.toCompletableFuture().join()).isInstanceOf(Delivered.class);
    }

    assertThat(files()).hasSize(200);
    for (int i = 0; i < 200; i++) {
      String text = Messages.adt("M" + i % 100, "p" + i);
      Path plain = out.resolve("ADT/M" + i % 100 + ".hl7");
      Path tagged = out.resolve("ADT/M" + i % 100 + "~" + Tag.of("d" + i) + ".hl7");
      assertThat(Files.exists(tagged) ? tagged : plain).hasContent(text);
    }
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

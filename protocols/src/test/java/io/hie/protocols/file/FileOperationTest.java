package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.protocols.testing.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FileOperationTest extends FileOperationFixture {

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
}

package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static io.hie.protocols.mllp.ScriptedReceiver.answer;
import static io.hie.protocols.mllp.ScriptedReceiver.answerBytewise;
import static io.hie.protocols.mllp.ScriptedReceiver.answerFor;
import static io.hie.protocols.mllp.ScriptedReceiver.raw;
import static io.hie.protocols.mllp.ScriptedReceiver.silence;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.protocols.mllp.MllpOperation.Event;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver says, and what it means for the delivery. */
@ExtendWith(LeakCheck.class)
class MllpOperationAnswersTest {
  private ScriptedReceiver receiver;
  private RunningOperation running;

  @BeforeEach
  void start() throws IOException {
    receiver = ScriptedReceiver.start();
    running = new RunningOperation(receiver.port()).connected();
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
    receiver.close();
  }

  @ParameterizedTest
  @CsvSource({
    "AA, Delivered AA",
    "CA, Delivered CA",
    "AE, Retry ack-ae",
    "CE, Retry ack-ce",
    "AR, Refused ack-ar",
    "CR, Refused ack-cr"
  })
  void shouldTakeTheReceiverAtItsWord(String code, String expected) throws IOException {
    receiver.script(answer(code));
    assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo(expected);
    assertThat(running.deliver(Samples.adt("A2"))).isEqualTo(new DeliveryResult.Delivered("AA"));
    assertThat(receiver.accepted()).isOne();
  }

  @Test
  void shouldKeepWhatTheReceiverSaysOfAnErrorOutOfAllButTheDetail() {
    receiver.script(answer("AE", "unknown patient Quillfeather"));
    DeliveryResult result = running.deliver(Samples.adt("A1"));
    assertThat(result)
        .isInstanceOfSatisfying(
            DeliveryResult.Retry.class,
            retry -> {
              assertThat(retry.reason().detail()).isEqualTo("unknown patient Quillfeather");
              assertThat(retry.reason().text()).isEqualTo("the receiver answered AE");
              assertThat(retry.toString()).doesNotContain("Quillfeather");
            });
  }

  @Test
  void shouldSendTheBytesExactly() {
    String odd = "\u00ef\u00bb\u00bf" + Samples.adt("A1") + "ZZ1|\u0001\u00ff\u000b\u001c x\r\n";
    assertThat(describe(running.deliver(odd))).isEqualTo("Delivered AA");
    assertThat(receiver.received()).containsExactly(odd);
  }

  @Test
  void shouldTakeAnAnswerThatComesByteByByte() {
    receiver.script(answerBytewise());
    assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
  }

  @Test
  void shouldWaitOnWhenAnAnswerNamesAnotherMessage() {
    receiver.script(answerFor("A0").then(answer("AA")));
    assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
    assertThat(running.count(Event.ANSWER_UNMATCHED)).isOne();
  }

  @Test
  void shouldBeAmbiguousWhenTheOnlyAnswerNamesAnotherMessage() {
    receiver.script(answerFor("A0"));
    try (RunningOperation hasty = hasty()) {
      DeliveryResult result = hasty.deliver(Samples.adt("A1"));
      assertThat(describe(result)).isEqualTo("Ambiguous ack-timeout");
      assertThat(((DeliveryResult.Ambiguous) result).reason().text())
          .contains("1 that came could not be its answer");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u000b\u001c\r",
        "\u000bnot HL7\u001c\r",
        "\u000bMSH|^~\\&|EPR|RXH|PAS|RXH|20260301||ACK|1|P|2.4\r\u001c\r", // without MSA
        "\u000bMSH|^~\\&|EPR|RXH|PAS|RXH|20260301||ACK|1|P|2.4\rMSA|OK|A1\r\u001c\r",
        "\u000b\u0006\u001c\r", // a commit byte of MLLP release 2
        "MSA|AA|A1\r",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "\u000bMSH|^~\\&|EPR" // and no end
      })
  void shouldBeAmbiguousWhenTheAnswerIsGarbage(String garbage) {
    receiver.script(raw(garbage));
    try (RunningOperation hasty = hasty()) {
      assertThat(describe(hasty.deliver(Samples.adt("A1")))).isEqualTo("Ambiguous ack-timeout");
      await().until(() -> hasty.count(Event.CONNECTED) == 2);
    }
  }

  /** One that does not wait long for an answer that never comes. */
  private RunningOperation hasty() {
    return new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.3)).connected();
  }

  @Test
  void shouldFindTheAnswerAmongGarbage() {
    receiver.script(raw("noise\u000bnot HL7\u001c\r\u000bMSH|^~\\&|cut").then(answer("AA")));
    assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
  }

  @Test
  void shouldNotTakeTheApplicationsAnswerAfterACommitForTheNextMessages() {
    receiver.script(answer("CA").then(answer("AA")), answer("CE").then(answer("AE")));
    assertThat(describe(running.deliver(Samples.enhanced("A1")))).isEqualTo("Delivered CA");
    assertThat(describe(running.deliver(Samples.enhanced("A2")))).isEqualTo("Retry ack-ce");
    assertThat(describe(running.deliver(Samples.adt("A3")))).isEqualTo("Delivered AA");
    await().until(() -> running.count(Event.ANSWER_REPEATED) == 2);
  }

  @Test
  void shouldTakeAnyAnswerForAMessageWithoutAControlId() {
    receiver.script(answer("AA"), raw("\u000b" + Samples.ack("AR", "whatever") + "\u001c\r"));
    assertThat(describe(running.deliver(Samples.adt("")))).isEqualTo("Delivered AA");
    assertThat(describe(running.deliver(Samples.adt("")))).isEqualTo("Refused ack-ar");
  }

  @Test
  void shouldNotTakeASecondAnswerToTheMessageBeforeForOneWithoutAControlId() {
    CountDownLatch sent = new CountDownLatch(1);
    receiver.script(
        answer("CA"), ScriptedReceiver.waitFor(sent).then(answerFor("A1")).then(answer("AE")));
    assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered CA");
    var second = running.send(Samples.adt(""));
    sent.countDown();
    assertThat(describe(RunningOperation.get(second))).isEqualTo("Retry ack-ae");
  }

  @Test
  void shouldNotWaitForTheAnswerThatAMessageForbids() {
    receiver.otherwise(silence());
    String message = Samples.header("A1", "NE|NE") + "PID|1\r";
    assertThat(describe(running.deliver(message))).startsWith("Delivered sent");
    assertThat(describe(running.deliver(message))).startsWith("Delivered sent");
    await().until(() -> receiver.received().size() == 2);
  }

  @Test
  void shouldRefuseWhatCannotBeFramedAndSendNothing() {
    assertThat(describe(running.deliver(Samples.adt("A1") + "\u001c\rPID|1\r")))
        .isEqualTo("Refused unframeable");
    assertThat(describe(running.deliver(Samples.adt("A1") + "\u000bMSH|^~\\&|\r")))
        .isEqualTo("Refused unframeable");
    assertThat(describe(running.send(Payload.of("no HL7", ISO_8859_1)).join()))
        .isEqualTo("Refused not-hl7");
    assertThat(describe(running.deliver(Samples.adt("A2")))).isEqualTo("Delivered AA");
    assertThat(receiver.received()).hasSize(1);
  }
}

package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake.Acceptance.Answered;
import io.hie.actormodel.item.Intake.Acceptance.NotStored;
import io.hie.actormodel.item.Intake.Acceptance.Repeated;
import io.hie.actormodel.item.Intake.Acceptance.Stored;
import io.hie.actormodel.item.Intake.Acceptance.Unanswered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class MllpServiceAnswersTest {
  private RunningService running;
  private MllpSender sender;

  @BeforeEach
  void start() throws IOException {
    running = new RunningService(Map.of("MaxPipelined", 500));
    sender = running.sender();
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    running.close();
    assertThat(running.budget.used()).isZero();
  }

  @Test
  void shouldAnswerOnlyAfterTheEngineHasStoredTheMessage() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    assertThat(sender.hearsNothing()).isTrue();

    running.intake.store(0);

    assertThat(sender.verdict()).isEqualTo("AA A1");
  }

  @Test
  void shouldAnswerCaInEnhancedMode() throws IOException {
    sender.send(Samples.enhanced("A1"));
    assertThat(sender.verdict()).isEqualTo("CA A1");
  }

  @Test
  void shouldAnswerARepeatLikeTheFirstTime() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.say(0, new Repeated("m0"));
    assertThat(sender.verdict()).isEqualTo("AA A1");
    assertThat(running.count(MllpService.Event.REPEATED)).isOne();
  }

  @Test
  void shouldPassOnWhatTheReceiverAnsweredByteForByte() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.say(0, answered("MSH|^~\\&|EPR|EPR|PAS|PAS|||RSP^K22|9|P|2.4\rMSA|AE|A1\r"));
    assertThat(sender.verdict()).isEqualTo("AE A1");
    assertThat(running.count(MllpService.Event.ANSWERED)).isOne();
  }

  @Test
  void shouldGiveNobodyTheAnswerToAnotherMessage() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.say(0, answered("MSH|^~\\&|EPR|EPR|PAS|PAS|||RSP^K22|9|P|2.4\rMSA|AA|B7\r"));
    assertThat(sender.verdict()).isEqualTo("AE A1");
  }

  @Test
  void shouldAnswerAeWhenNoAnswerCameInTime() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.say(0, new Unanswered("m0", Unanswered.LATE, "no answer came"));
    assertThat(sender.verdict()).isEqualTo("AE A1");
    assertThat(running.count(MllpService.Event.UNANSWERED)).isOne();
  }

  private static Answered answered(String message) {
    return new Answered("m0", new Answer(Payload.of(message, US_ASCII), ContentType.HL7_V2));
  }

  @Test
  void shouldAnswerAeWithTheReasonWhenTheMessageIsNotStored() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.say(0, new NotStored("the journal did not answer in time"));

    String answer = sender.answer();

    assertThat(MllpSender.verdict(answer)).isEqualTo("AE A1");
    assertThat(answer).contains("\rERR|").contains("the journal did not answer in time");
  }

  @Test
  void shouldAnswerAeWhenTheEngineFailsAndQuoteNothingOfTheFailure() throws IOException {
    running.intake.failWith(new IllegalStateException("Quillfeather"));
    sender.send(Samples.adt("A1"));

    String answer = sender.answer();

    assertThat(MllpSender.verdict(answer)).isEqualTo("AE A1");
    assertThat(answer).doesNotContain("Quillfeather");
  }

  @Test
  void shouldHandOverTheBytesExactly() throws IOException {
    String odd =
        "\u00ef\u00bb\u00bf" + Samples.adt("A1").replace("\r", "\r\n") + "ZZ1|\u0001\u00ff\u000b";
    sender.send(odd);
    assertThat(sender.verdict()).isEqualTo("AA A1");
    assertThat(running.intake.submission(0).envelope().body().rawPayload().decode(ISO_8859_1))
        .isEqualTo(odd);
    assertThat(running.intake.submission(0).controlId()).isEqualTo("A1");
    assertThat(running.intake.submission(0).envelope().header().source())
        .isEqualTo("Item_Under_Test");
  }

  @Test
  void shouldTakeAFrameThatComesByteByByte() throws IOException {
    for (byte b : Samples.frame(Samples.adt("A1"))) {
      sender.sendRaw(new byte[] {b});
    }
    assertThat(sender.verdict()).isEqualTo("AA A1");
  }

  @Test
  void shouldAnswerInTheOrderOfTheFramesWhateverOrderTheEngineSpeaksIn() throws IOException {
    long seed = System.nanoTime();
    running.intake.hold();
    int messages = 300;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      // Some are refused at once, and still keep their place.
      boolean hl7 = i % 10 != 7;
      sender.send(hl7 ? Samples.adt("A" + i) : "MSH|^~");
      expected.add(hl7 ? "AA A" + i : "AR ");
    }
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, messages - messages / 10).boxed().toList());
    await().until(() -> running.intake.taken().size() == order.size());
    Collections.shuffle(order, new Random(seed));

    order.forEach(running.intake::store);

    List<String> verdicts = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      verdicts.add(sender.verdict());
    }
    assertThat(verdicts).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void shouldNeverAnswerAFrameTwice() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"), Samples.adt("A2"));
    await().until(() -> running.intake.taken().size() == 2);
    running.intake.taken().get(0).say(new Stored("m1"));
    running.intake.taken().get(0).say(new NotStored("too late"));
    running.intake.taken().get(0).say(new Stored("m1"));
    running.intake.taken().get(1).say(new Stored("m2"));

    assertThat(sender.verdict()).isEqualTo("AA A1");
    assertThat(sender.verdict()).isEqualTo("AA A2");
    assertThat(sender.hearsNothing()).isTrue();
  }

  @Test
  void shouldNotAnswerAnAcknowledgement() throws IOException {
    sender.send(Samples.ack("AA", "A0"), Samples.adt("A1"));
    assertThat(sender.verdict()).isEqualTo("AA A1");
    assertThat(running.intake.taken()).hasSize(1);
    assertThat(running.count(MllpService.Event.ACKNOWLEDGEMENT_IGNORED)).isOne();
  }

  @Test
  void shouldNotAnswerASenderThatWantsNoAnswer() throws IOException {
    sender.send(Samples.header("A1", "NE|NE") + "PID|1\r", Samples.adt("A2"));
    assertThat(sender.verdict()).isEqualTo("AA A2");
    assertThat(running.intake.taken()).hasSize(2);
  }

  @Test
  void shouldAnswerASenderThatHasClosedItsWritingSide() throws IOException {
    running.intake.hold();
    sender.send(Samples.adt("A1"));
    sender.finishSending();
    await().until(() -> running.intake.taken().size() == 1);
    running.intake.store(0);
    assertThat(sender.verdict()).isEqualTo("AA A1");
    assertThat(sender.verdict()).isEqualTo("end");
  }

  @Test
  void shouldAnswerAllOfASenderThatSendsManyAndClosesItsWritingSide() throws IOException {
    try (RunningService slow = new RunningService(Map.of("MaxPipelined", 2));
        MllpSender to = slow.sender()) {
      slow.intake.hold();
      to.send(IntStream.range(0, 20).mapToObj(i -> Samples.adt("A" + i)).toArray(String[]::new));
      to.finishSending();
      for (int i = 0; i < 20; i++) {
        int next = i;
        await().until(() -> slow.intake.taken().size() > next);
        slow.intake.store(i);
        assertThat(to.verdict()).isEqualTo("AA A" + i);
      }
      assertThat(to.verdict()).isEqualTo("end");
    }
  }

  @ParameterizedTest
  @CsvSource({"UNICODE UTF-8, UTF-8", "8859/1, ISO-8859-1"})
  void msh18IsRespected(String declared, String charset) throws IOException {
    String message =
        Samples.header("A1", "||" + "|" + declared).replace("|PAS|RXH|", "|PAS|K\u00f6ln|")
            + "PID|1||9990000018^^^NHS^NH\r";
    sender.sendRaw(Samples.frame(message, java.nio.charset.Charset.forName(charset)));

    String answer = sender.answer();

    assertThat(running.intake.submission(0).envelope().header().encoding()).isEqualTo(charset);
    assertThat(running.intake.submission(0).keys().facility()).isEqualTo("K\u00f6ln");
    // The sender's own name comes back as it wrote it.
    assertThat(answer.getBytes(ISO_8859_1))
        .containsSequence("|PAS|K\u00f6ln|".getBytes(java.nio.charset.Charset.forName(charset)));
  }

  @Test
  void shouldReadInTheCharsetOfTheSettingsWhenMsh18SaysNothing() throws IOException {
    try (RunningService other = new RunningService(Map.of("Charset", "windows-1252"));
        MllpSender to = other.sender()) {
      to.sendRaw(
          Samples.frame(
              Samples.adt("A1").replace("|PAS|RXH|", "|PAS|\u20ac|"),
              java.nio.charset.Charset.forName("windows-1252")));
      assertThat(to.verdict()).isEqualTo("AA A1");
      assertThat(other.intake.submission(0).keys().facility()).isEqualTo("\u20ac");
    }
  }

  @Test
  void shouldAnswerAUtf8SenderInUtf8() throws IOException {
    sender.sendRaw(
        Samples.frame(
            Samples.adt("\u00c4-1").replace("|2.4|||", "|2.4||||||UNICODE UTF-8"), UTF_8));
    assertThat(new String(sender.answer().getBytes(ISO_8859_1), UTF_8)).contains("MSA|AA|\u00c4-1");
  }
}

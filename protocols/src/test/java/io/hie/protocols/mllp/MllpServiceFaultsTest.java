package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.protocols.mllp.MllpService.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders get wrong, and what becomes of it. */
@ExtendWith(LeakCheck.class)
class MllpServiceFaultsTest {
  private static final int MEGABYTE = 1 << 20;

  private RunningService running;
  private MllpSender sender;

  @BeforeEach
  void start() throws IOException {
    running = new RunningService();
    sender = running.sender();
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    running.close();
    assertThat(running.budget.used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void truncatedFrameIsRecordedAndNeverAnswered(boolean byReset) throws IOException {
    byte[] frame = Samples.frame(Samples.adt("A1"));
    sender.sendRaw(Arrays.copyOf(frame, frame.length - 2));
    await().until(() -> running.budget.used() > 0);

    if (byReset) {
      sender.reset();
    } else {
      sender.finishSending();
      assertThat(sender.verdict()).isEqualTo("end");
    }

    await().until(() -> running.count(Event.TRUNCATED) == 1);
    assertThat(running.intake.taken()).isEmpty();
    await().until(() -> running.budget.used() == 0);
  }

  @Test
  void hundredMegabyteFrameIsRefusedWithItsControlIdAndTheConnectionGoesOn() throws IOException {
    OutputStream out = sender.socket().getOutputStream();
    out.write(("\u000b" + Samples.adt("BIG") + "OBX|1|TX|||").getBytes(ISO_8859_1));
    byte[] text = "x".repeat(MEGABYTE).getBytes(ISO_8859_1);
    long most = 0;
    for (int i = 0; i < 100; i++) {
      out.write(text);
      most = Math.max(most, running.budget.used());
    }
    out.write("\u001c\r".getBytes(ISO_8859_1));

    String answer = sender.answer();
    sender.send(Samples.adt("A2"));

    assertThat(MllpSender.verdict(answer)).isEqualTo("AR BIG");
    assertThat(answer).contains("MaxMessageBytes");
    assertThat(sender.verdict()).isEqualTo("AA A2");
    assertThat(running.intake.taken()).hasSize(1);
    assertThat(most).isLessThanOrEqualTo(2L * 16 * MEGABYTE); // both halves of a growing array
    assertThat(running.count(Event.TOO_LARGE)).isOne();
  }

  @Test
  void shouldTakeAMessageOfSeveralMegabytes() throws IOException {
    String large = Samples.large("L1", 5 * MEGABYTE);
    sender.send(large);
    assertThat(sender.verdict()).isEqualTo("AA L1");
    assertThat(running.intake.submission(0).envelope().body().rawPayload().decode(ISO_8859_1))
        .isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "PID|1||9990000018^^^NHS^NH\r", // no MSH
        "not HL7 at all",
        "MSH",
        "MSH|^~\\&", // cut within the header
        "MSH||||||\r", // no encoding characters
        "MSH|||||PAS|RXH\rPID|1\r",
        "{\"resourceType\":\"Patient\"}",
        "FHS|^~\\&|PAS\rBHS|^~\\&\rBTS|0\rFTS|0\r"
      })
  void shouldAnswerArToWhatIsNotAnHl7MessageAndGoOn(String bad) throws IOException {
    sender.send(bad, Samples.adt("A2"));

    String answer = sender.answer();

    assertThat(MllpSender.verdict(answer)).startsWith("AR ");
    assertThat(answer).contains("\rERR|").doesNotContain("9990000018").doesNotContain("Exception");
    assertThat(sender.verdict()).isEqualTo("AA A2");
    assertThat(running.intake.taken()).hasSize(1);
  }

  @Test
  void shouldAnswerArWithTheControlIdWhenTheEncodingCharactersAreWrong() throws IOException {
    sender.send(Samples.adt("A2").replace("MSH|^~\\&|", "MSH|^^^^|"));
    assertThat(sender.verdict()).isEqualTo("AR A2");
  }

  @Test
  void shouldSkipGarbageBetweenFramesAndLoseNone() throws IOException {
    sender.sendRaw(
        "noise\r\n\u001c\r"
            + "\u000b"
            + Samples.adt("A1")
            + "\u001c\r\u001c\r\n\u0000\u0000"
            + "\u000b"
            + Samples.adt("A2")
            + "\u001c\rmore noise");
    sender.send(Samples.adt("A3"));

    assertThat(List.of(sender.verdict(), sender.verdict(), sender.verdict()))
        .containsExactly("AA A1", "AA A2", "AA A3");
    assertThat(running.count(Event.BYTES_SKIPPED)).isEqualTo(6 + 1 + 2 + 10);
  }

  @Test
  void shouldAnswerTheNewFrameAndNotTheOneThatItBrokeInto() throws IOException {
    String cut = Samples.adt("CUT");
    sender.sendRaw("\u000b" + cut.substring(0, cut.length() / 2));
    sender.send(Samples.adt("A2"));

    assertThat(sender.verdict()).isEqualTo("AA A2");
    assertThat(sender.hearsNothing()).isTrue();
    assertThat(running.intake.taken()).hasSize(1);
    assertThat(running.count(Event.CUT_OFF)).isOne();
  }

  @Test
  void shouldCloseAConnectionThatSendsNothingButNoise() throws IOException {
    byte[] noise = new byte[ServiceConnection.MAX_NOISE_BYTES / 4];
    Arrays.fill(noise, (byte) 'x');
    try {
      for (int i = 0; i < 64; i++) {
        sender.sendRaw(noise);
      }
      assertThat(sender.verdict()).isEqualTo("end");
    } catch (IOException closed) {
      // that is one way to learn of it
    }
    await().until(() -> running.service.connections() == 0);
    assertThat(running.count(Event.CONNECTION_FAILED)).isOne();
  }

  @Test
  void shouldRefuseWithAeWhenHalfSentMessagesFillTheNode() throws IOException {
    FrameBudget budget = new FrameBudget(MEGABYTE);
    List<MllpSender> many = new ArrayList<>();
    try (RunningService small = new RunningService(Map.of(), budget)) {
      byte[] half = Samples.frame(Samples.large("H", 100_000));
      for (int i = 0; i < 40; i++) {
        MllpSender one = small.sender();
        many.add(one);
        one.sendRaw(Arrays.copyOf(half, half.length - 3));
      }
      await().until(() -> budget.used() > MEGABYTE - 200_000);

      // Those that found no room hear so as soon as they are done; the others get through.
      int stored = 0;
      int refused = 0;
      for (MllpSender one : many) {
        one.sendRaw("\r\u001c\r");
        switch (one.verdict()) {
          case "AA H" -> stored++;
          case "AE H" -> refused++;
          default -> throw new AssertionError("neither");
        }
      }
      assertThat(refused).isPositive().isEqualTo((int) small.count(Event.NO_ROOM));
      assertThat(stored).isPositive();
      assertThat(stored + refused).isEqualTo(40);
      assertThat(budget.used()).isZero();
    } finally {
      for (MllpSender one : many) {
        one.close();
      }
    }
  }

  @Test
  void shouldCloseAConnectionThatFallsSilentWithinAMessage() throws IOException {
    try (RunningService hasty = new RunningService(Map.of("FrameTimeout", 0.2));
        MllpSender stalling = hasty.sender()) {
      stalling.sendRaw("\u000bMSH|^~\\&|PAS\u001c"); // and the CR never comes
      assertThat(stalling.verdict()).isEqualTo("end");
      assertThat(hasty.count(Event.TRUNCATED)).isOne();
    }
  }

  @Test
  void shouldKeepAnIdleConnectionWhileAnotherStalls() throws IOException {
    try (RunningService hasty = new RunningService(Map.of("FrameTimeout", 0.2));
        MllpSender idle = hasty.sender();
        MllpSender stalling = hasty.sender()) {
      stalling.sendRaw("\u000bMSH");
      assertThat(stalling.verdict()).isEqualTo("end");
      idle.send(Samples.adt("A1"));
      assertThat(idle.verdict()).isEqualTo("AA A1");
    }
  }
}

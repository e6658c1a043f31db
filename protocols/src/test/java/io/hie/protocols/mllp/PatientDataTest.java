package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.ScriptedReceiver.answer;
import static io.hie.protocols.mllp.ScriptedReceiver.answerFor;
import static io.hie.protocols.mllp.ScriptedReceiver.hangUpWithinTheAnswer;
import static io.hie.protocols.mllp.ScriptedReceiver.raw;
import static io.hie.protocols.mllp.ScriptedReceiver.reset;
import static io.hie.protocols.mllp.ScriptedReceiver.silence;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.protocols.mllp.MllpService.Event;
import io.hie.protocols.testing.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With every log of every library at its chattiest, faults of all kinds tell of no patient. */
class PatientDataTest {
  @TempDir Path directory;

  /** Of everything, the transport's libraries too. */
  private final LogLines log = new LogLines(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void shouldSayNothingOfAPatientWhateverGoesWrongInReceiving() throws IOException {
    String adt = Samples.adt("A1");
    TestCertificates own = TestCertificates.make(directory, "hospital");
    List<String> answers = new ArrayList<>();
    try (RunningService running =
            new RunningService(Map.of("MaxMessageBytes", 2048, "FrameTimeout", 0.3));
        RunningService tls =
            new RunningService(
                Map.of(
                    "TlsEnabled", true,
                    "TlsCertificate", own.certificate().toString(),
                    "TlsKey", own.key().toString()));
        MllpSender sender = running.sender();
        MllpSender stalling = running.sender();
        RunningService patient = new RunningService();
        MllpSender breaking = patient.sender();
        MllpSender plain = tls.sender()) {
      sender.sendRaw(adt); // outside any frame
      sender.send(
          adt.substring(adt.indexOf("PID")), // no MSH
          adt.replace("^~\\&", "Quillfeather"), // no encoding characters
          adt + adt, // two in one
          Samples.large("BIG", 5_000).replace("x", "Quillfeather"));
      sender.sendRaw("\u000b" + adt);
      sender.send(adt.replace("ADT^A01^ADT_A01", "ACK"), adt);
      for (int i = 0; i < 5; i++) {
        answers.add(sender.answer());
      }
      running.intake.failWith(new IllegalStateException(adt));
      sender.send(adt);
      answers.add(sender.answer());
      stalling.sendRaw("\u000b" + adt);
      breaking.sendRaw("\u000b" + adt);
      await().until(() -> patient.budget.used() > 0);
      breaking.reset();
      plain.send(adt);
      await().until(() -> running.count(Event.TRUNCATED) == 1);
      await().until(() -> patient.count(Event.TRUNCATED) == 1);
      await().until(() -> tls.count(Event.TLS_FAILED) == 1);
    }
    assertThat(log.all()).hasSizeGreaterThan(8);
    assertSilent(log.all());
    assertSilent(answers);
  }

  @Test
  void shouldSayNothingOfAPatientWhateverGoesWrongInDelivering() throws IOException {
    String adt = Samples.adt("A1");
    List<String> said = new ArrayList<>();
    try (ScriptedReceiver receiver =
            ScriptedReceiver.start()
                .script(
                    answer("AE", "no such patient: Quillfeather 9990000018"),
                    answer("AR", "no such patient: Quillfeather 9990000018"),
                    answerFor("9990000018"),
                    raw(adt),
                    raw("\u000b" + adt + "\u001c\r"),
                    raw("\u000b" + adt),
                    hangUpWithinTheAnswer(),
                    reset(),
                    silence());
        RunningOperation running =
            new RunningOperation(receiver.port(), Map.of("AckTimeout", 0.3)).connected()) {
      for (int i = 0; i < 9; i++) {
        DeliveryResult result = running.deliver(adt);
        said.add(result.toString());
      }
      said.add(running.deliver(adt + "\u001c\r").toString());
      said.add(running.deliver("Quillfeather").toString());
      running.item.told().forEach(told -> said.add(told.toString()));
    }
    assertThat(said.toString()).contains("ack-ae", "ack-timeout", "unframeable", "not-hl7");
    assertSilent(said);
    assertSilent(log.all());
  }

  private static void assertSilent(Iterable<String> lines) {
    for (String datum : Samples.PATIENT_DATA) {
      String hex = HexFormat.of().formatHex(datum.getBytes(ISO_8859_1));
      assertThat(lines)
          .allSatisfy(line -> assertThat(line).doesNotContain(datum).doesNotContain(hex));
    }
  }
}

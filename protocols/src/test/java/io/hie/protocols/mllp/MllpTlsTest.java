package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.mllp.MllpService.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class MllpTlsTest {
  @TempDir static Path directory;
  private static TestCertificates hospital;
  private static TestCertificates sender;

  @BeforeAll
  static void makeCertificates() {
    hospital = TestCertificates.make(directory, "hospital");
    sender = TestCertificates.make(directory, "sender");
  }

  private static Map<String, Object> tls(TestCertificates own) {
    return Map.of(
        "TlsEnabled", true,
        "TlsCertificate", own.certificate().toString(),
        "TlsKey", own.key().toString());
  }

  private static Map<String, Object> with(Map<String, Object> base, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(base);
    all.putAll(more);
    return all;
  }

  private static Map<String, Object> demanding() {
    return with(
        tls(hospital),
        Map.of("TlsTrusted", sender.certificate().toString(), "TlsClientAuth", "require"));
  }

  @Test
  void shouldReceiveOverTls() throws IOException, GeneralSecurityException {
    try (RunningService running = new RunningService(tls(hospital));
        MllpSender to = running.sender(sender.context(false, hospital).getSocketFactory())) {
      to.send(Samples.adt("A1"), Samples.large("A2", 200_000));
      assertThat(to.verdict()).isEqualTo("AA A1");
      assertThat(to.verdict()).isEqualTo("AA A2");
    }
  }

  @Test
  void shouldTakeASenderWithACertificateThatItTrustsAndNoOther()
      throws IOException, GeneralSecurityException {
    try (RunningService running = new RunningService(demanding())) {
      try (MllpSender to = running.sender(sender.context(true, hospital).getSocketFactory())) {
        to.send(Samples.adt("A1"));
        assertThat(to.verdict()).isEqualTo("AA A1");
      }
      for (boolean shows : new boolean[] {true, false}) {
        try (MllpSender to = running.sender(hospital.context(shows, hospital).getSocketFactory())) {
          assertThatThrownBy(
                  () -> {
                    to.send(Samples.adt("A2"));
                    to.verdict();
                  })
              .isInstanceOf(IOException.class);
        }
      }
      assertThat(running.intake.taken()).hasSize(1);
      await().until(() -> running.count(Event.TLS_FAILED) == 2);
    }
  }

  @Test
  void shouldTurnAwayASenderThatDoesNotSpeakTls() throws IOException {
    try (RunningService running = new RunningService(tls(hospital));
        MllpSender plain = running.sender()) {
      plain.send(Samples.adt("A1"));
      await().until(() -> running.count(Event.TLS_FAILED) == 1);
      await().until(() -> running.service.connections() == 0);
      assertThat(running.intake.taken()).isEmpty();
    }
  }

  @Test
  void shouldStopWithoutLosingAnswersOverTls() throws IOException, GeneralSecurityException {
    RunningService running = new RunningService(tls(hospital));
    try (MllpSender to = running.sender(sender.context(false, hospital).getSocketFactory())) {
      running.intake.hold();
      to.send(Samples.adt("A1"));
      await().until(() -> running.intake.taken().size() == 1);
      var stopped = running.service.stop();
      running.intake.store(0);
      assertThat(to.verdict()).isEqualTo("AA A1");
      assertThat(to.verdict()).isEqualTo("end");
      RunningService.await(stopped);
    } finally {
      running.close();
    }
  }

  private static ScriptedReceiver receiver(boolean wantsCertificate)
      throws IOException, GeneralSecurityException {
    return ScriptedReceiver.start(new TlsSockets(hospital.context(true, sender), wantsCertificate));
  }

  @Test
  void shouldDeliverOverTlsWithItsOwnCertificate() throws IOException, GeneralSecurityException {
    try (ScriptedReceiver receiver = receiver(true);
        RunningOperation running =
            new RunningOperation(
                receiver.port(),
                with(tls(sender), Map.of("TlsTrusted", hospital.certificate().toString())))) {
      running.connected();
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      assertThat(describe(running.deliver(Samples.large("A2", 200_000)))).isEqualTo("Delivered AA");
    }
  }

  @Test
  void shouldSendNothingToAReceiverThatItDoesNotTrust()
      throws IOException, GeneralSecurityException {
    try (ScriptedReceiver receiver = receiver(false);
        RunningOperation running =
            new RunningOperation(
                receiver.port(),
                Map.of(
                    "TlsEnabled",
                    true,
                    "TlsTrusted",
                    sender.certificate().toString(),
                    "ConnectTimeout",
                    1))) {
      assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("NotSent tls-failed");
      assertThat(running.item.lastTold().outside()).isEqualTo(Outside.MISCONFIGURED);
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void shouldSendNothingToAReceiverWhoseCertificateBearsAnotherName()
      throws IOException, GeneralSecurityException {
    Map<String, Object> trusting =
        Map.of(
            "TlsEnabled",
            true,
            "TlsTrusted",
            hospital.certificate().toString(),
            "ConnectTimeout",
            1);
    try (ScriptedReceiver receiver = receiver(false)) {
      try (RunningOperation running =
          new RunningOperation(
              receiver.port(), with(trusting, Map.of("TlsServerName", "other.test")))) {
        assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("NotSent tls-failed");
      }
      try (RunningOperation running =
          new RunningOperation(
              receiver.port(),
              with(trusting, Map.of("TlsServerName", "hospital.test", "ConnectTimeout", 5)))) {
        assertThat(describe(running.deliver(Samples.adt("A1")))).isEqualTo("Delivered AA");
      }
    }
  }

  @Test
  void shouldSayThatTheReceiverDoesNotSpeakTls() throws IOException {
    try (ScriptedReceiver plain = ScriptedReceiver.start();
        RunningOperation running =
            new RunningOperation(
                plain.port(),
                Map.of(
                    "TlsEnabled",
                    true,
                    "TlsTrusted",
                    hospital.certificate().toString(),
                    "ConnectTimeout",
                    0.3))) {
      DeliveryResult result = running.deliver(Samples.adt("A1"));
      assertThat(result).isInstanceOf(DeliveryResult.NotSent.class);
      assertThat(describe(result)).containsPattern("tls|connect-timeout|link-lost");
      assertThat(plain.received()).isEmpty();
    }
  }

  @Test
  void shouldSayWhichFileIsMissingOrWrong() throws IOException {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    assertThatThrownBy(
            () -> start(with(tls(hospital), Map.of("TlsKey", directory + "/absent.pem"))))
        .hasMessageContaining("TlsKey")
        .hasMessageContaining("absent.pem cannot be read");
    assertThatThrownBy(() -> start(with(tls(hospital), Map.of("TlsKey", nonsense.toString()))))
        .hasMessageContaining("PKCS #8")
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> start(with(demanding(), Map.of("TlsTrusted", nonsense.toString()))))
        .hasMessageContaining("TlsTrusted");
  }

  private static void start(Map<String, Object> settings) {
    TestItem item = new TestItem();
    MllpService service =
        new MllpService(TestItem.service(settings), item.context(new FakeIntake()));
    try {
      service.start().toCompletableFuture().join();
    } catch (java.util.concurrent.CompletionException failed) {
      assertThat(failed.getCause()).isInstanceOf(MisconfiguredException.class);
      assertThat(item.lastTold().outside()).isEqualTo(Outside.MISCONFIGURED);
      throw failed;
    }
  }
}

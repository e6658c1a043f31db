package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service and an operation that speak TLS with each other. */
class HttpTlsTest {
  @TempDir static Path folder;
  private static Certificates receiver;
  private static Certificates sender;
  private static Certificates stranger;

  private final RecordingIntake intake = new RecordingIntake();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    receiver = Certificates.make(folder, "receiver");
    sender = Certificates.make(folder, "sender");
    stranger = Certificates.make(folder, "stranger");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private int service(Map<String, ?> more) {
    HttpService service = make(more);
    service.start().toCompletableFuture().join();
    opened.add(() -> service.stop().toCompletableFuture().join());
    return service.port();
  }

  private HttpService make(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("Port", 0, "Interface", "127.0.0.1"));
    settings.putAll(
        Map.of(
            "TlsEnabled", true,
            "TlsCertificate", receiver.certificate(),
            "TlsKey", receiver.key()));
    settings.putAll(more);
    return (HttpService)
        Definitions.make(
            new HttpServiceType(),
            settings,
            new Contexts().context("Web_In", intake, Systems.SYSTEM));
  }

  private DeliveryResult deliver(int port, Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("URL", "https://127.0.0.1:" + port + "/");
    HttpOperation operation =
        (HttpOperation)
            Definitions.make(
                new HttpOperationType(),
                settings,
                new Contexts().context("Web_Out", intake, Systems.SYSTEM));
    operation.start().toCompletableFuture().join();
    opened.add(() -> operation.stop().toCompletableFuture().join());
    return operation
        .deliver(Messages.delivery("d1", Messages.hl7(Messages.adt("M1"))))
        .toCompletableFuture()
        .join();
  }

  @Test
  void shouldSpeakTlsWithAReceiverItTrusts() {
    int port = service(Map.of());

    DeliveryResult result = deliver(port, Map.of("TlsTrusted", receiver.certificate()));

    assertThat(result).isEqualTo(new Delivered("201"));
    assertThat(intake.storedTexts()).containsExactly(Messages.adt("M1"));
  }

  @Test
  void shouldNotSendToAReceiverItDoesNotTrust() {
    int port = service(Map.of());

    DeliveryResult result = deliver(port, Map.of("TlsTrusted", stranger.certificate()));

    assertThat(result)
        .isInstanceOfSatisfying(
            NotSent.class, not -> assertThat(not.reason().code()).isEqualTo("tls-failed"));
    assertThat(intake.submitted()).isEmpty();
  }

  @Test
  void shouldTakeOnlySendersWithACertificateItTrusts() {
    int port = service(Map.of("TlsClientAuth", "require", "TlsTrusted", sender.certificate()));

    DeliveryResult known =
        deliver(
            port,
            Map.of(
                "TlsTrusted", receiver.certificate(),
                "TlsCertificate", sender.certificate(),
                "TlsKey", sender.key()));
    DeliveryResult nameless = deliver(port, Map.of("TlsTrusted", receiver.certificate()));
    DeliveryResult unknown =
        deliver(
            port,
            Map.of(
                "TlsTrusted", receiver.certificate(),
                "TlsCertificate", stranger.certificate(),
                "TlsKey", stranger.key()));

    assertThat(known).isEqualTo(new Delivered("201"));
    // In TLS 1.3 a client learns of its refusal after it may have sent.
    assertThat(nameless).isInstanceOfAny(NotSent.class, Ambiguous.class);
    assertThat(unknown).isInstanceOfAny(NotSent.class, Ambiguous.class);
    assertThat(intake.submitted()).hasSize(1);
  }

  @Test
  void shouldSayWhichFileIsMissingOrWrong() {
    HttpService missing = make(Map.of("TlsKey", folder.resolve("none.pem")));
    HttpService swapped = make(Map.of("TlsKey", receiver.certificate()));

    assertThatThrownBy(() -> missing.start().toCompletableFuture().join())
        .hasCauseInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("TlsKey")
        .hasMessageContaining("none.pem");
    assertThatThrownBy(() -> swapped.start().toCompletableFuture().join())
        .hasCauseInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("PEM");
  }
}

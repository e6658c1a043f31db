package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of items whose outside is wrong, away or broken, with real sockets. */
class StatusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Away_Wire", "Away_Web", "Nameless_Wire",
              "Nameless_Web", "Strange_Wire", "Strange_Web", "Breaks"] } },
          { "name": "Taken_Wire", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${TAKEN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Away_Wire"], "RestartDelay": 0.1 } },
          { "name": "Taken_Web", "item_type": "SERVICE", "type": "http.service",
            "adapter_settings": { "Port": "${TAKEN_TOO}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Away_Wire"], "RestartDelay": 0.1 } },
          { "name": "Away_Wire", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${AWAY}" } },
          { "name": "Away_Web", "item_type": "OPERATION", "type": "http.operation",
            "adapter_settings": { "URL": "http://127.0.0.1:${AWAY_TOO}/" } },
          { "name": "Nameless_Wire", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "no-such-host.invalid", "Port": 2575 } },
          { "name": "Nameless_Web", "item_type": "OPERATION", "type": "http.operation",
            "adapter_settings": { "URL": "http://no-such-host.invalid/" } },
          { "name": "Strange_Wire", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${TLS}", "TlsEnabled": true } },
          { "name": "Strange_Web", "item_type": "OPERATION", "type": "http.operation",
            "adapter_settings": { "URL": "https://127.0.0.1:${TLS}/" } },
          { "name": "Breaks", "item_type": "PROCESS", "type": "io.hie.clusternode.StatusTest$Breaks",
            "host_settings": { "TargetConfigNames": ["Away_Wire"], "MaxRestarts": 2,
              "RestartDelay": 0.01 } } ] }
      """;

  @TempDir Path directory;

  /** Cannot start. */
  public static final class Breaks implements Process {
    @Override
    public CompletionStage<Void> start() {
      return CompletableFuture.failedFuture(new BrokenException("it has no table"));
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      return Handling.to("Away_Wire");
    }
  }

  @Test
  void shouldTellWhatAPersonHasToMendFromWhatIsAwayAndFromWhatHasFailed() throws Exception {
    // given
    int in = Hospital.freePort();
    int away = Hospital.freePort();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket takenToo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket stranger = stranger();
        Node node =
            Hospital.startUnready(
                directory.resolve("data"),
                PRODUCTION,
                Map.of(
                    "IN", Integer.toString(in),
                    "TAKEN", Integer.toString(taken.getLocalPort()),
                    "TAKEN_TOO", Integer.toString(takenToo.getLocalPort()),
                    "AWAY", Integer.toString(away),
                    "AWAY_TOO", Integer.toString(Hospital.freePort()),
                    "TLS", Integer.toString(stranger.getLocalPort())),
                0,
                Map.of("hie.journal", "jdbc"),
                null)) {
      await(node, "PAS", Phase.RUNNING, "");
      try (Sender pas = new Sender(in)) {
        // when
        assertThat(pas.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "S1", 1)))
            .isEqualTo("AA");
      }

      // then
      await(node, "Taken_Wire", Phase.MISCONFIGURED, "in use");
      await(node, "Taken_Web", Phase.MISCONFIGURED, "in use");
      await(node, "Nameless_Wire", Phase.MISCONFIGURED, "name of the host is not known");
      await(node, "Nameless_Web", Phase.MISCONFIGURED, "name of the receiver is not known");
      await(node, "Strange_Wire", Phase.MISCONFIGURED, "TLS failed");
      await(node, "Strange_Web", Phase.MISCONFIGURED, "certificate");
      await(node, "Away_Wire", Phase.CONNECTING, "nobody listens there");
      await(node, "Away_Web", Phase.CONNECTING, "takes no connections");
      await(node, "Breaks", Phase.FAILED, "it has no table");
      assertThat(item(node, "PAS").phase()).isEqualTo(Phase.RUNNING);

      // and what is mended outside is seen without a hand
      taken.close();
      try (Receiver back = new Receiver(away, Hospital.ACCEPTS)) {
        Awaitility.await().atMost(PATIENCE).until(() -> back.controlIds().contains("S1"));
        await(node, "Away_Wire", Phase.RUNNING, "");
        await(node, "Taken_Wire", Phase.RUNNING, "");
      }
    }
  }

  private static void await(Node node, String item, Phase phase, String detail) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              ItemStatus status = item(node, item);
              assertThat(status.phase()).as("%s: %s", item, status.detail()).isEqualTo(phase);
              assertThat(status.detail()).as(item).contains(detail);
            });
  }

  private static ItemStatus item(Node node, String name) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .filter(each -> each.address().item().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Speaks TLS, with a certificate that nobody vouches for. */
  private ServerSocket stranger() throws Exception {
    Path file = directory.resolve("stranger.p12");
    java.lang.Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "test-only",
                "-alias",
                "stranger",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=stranger",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0).as(said).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      keys.load(bytes, "test-only".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "test-only".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    ServerSocket server =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> shakeHands(server));
    return server;
  }

  private static void shakeHands(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        ((SSLSocket) connection).startHandshake();
      } catch (IOException refused) {
        // As it must be.
      }
    }
  }
}

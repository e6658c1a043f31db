package io.hie.persistence.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import io.hie.persistence.kafka.journal.KafkaLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS, and one listener of it that asks for a password. */
@Timeout(180)
class SecureConnectionTest {
  private static final String PASSWORD = "a password of the test";
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"hie\""
          + " password=\"%s\";";

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static int tlsPort;
  private static int saslPort;

  @BeforeAll
  static void startBroker() throws Exception {
    keytool("-genkeypair", "-keystore", "broker.p12", "-dname", "CN=localhost");
    keytool("-exportcert", "-keystore", "broker.p12", "-file", file("broker.crt"));
    keytool("-importcert", "-noprompt", "-keystore", "trust.p12", "-file", file("broker.crt"));
    keytool("-genkeypair", "-keystore", "stranger.p12", "-dname", "CN=stranger");
    keytool("-exportcert", "-keystore", "stranger.p12", "-file", file("stranger.crt"));
    keytool("-importcert", "-noprompt", "-keystore", "wrong.p12", "-file", file("stranger.crt"));
    int plain = port();
    int controller = port();
    tlsPort = port();
    saslPort = port();
    String listeners =
        "PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d"
            .formatted(plain, tlsPort, saslPort);
    Map<String, String> more = new HashMap<>();
    more.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller);
    more.put("advertised.listeners", listeners);
    more.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    more.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    more.put("ssl.keystore.type", "PKCS12");
    more.put("ssl.keystore.location", file("broker.p12"));
    more.put("ssl.keystore.password", PASSWORD);
    more.put("ssl.key.password", PASSWORD);
    more.put("sasl.enabled.mechanisms", "PLAIN");
    more.put(
        "listener.name.sasl_ssl.plain.sasl.jaas.config",
        JAAS.formatted("of the broker").replace(";", " user_hie=\"" + PASSWORD + "\";"));
    broker = EmbeddedBroker.start(directory.resolve("broker"), 16 << 20, more);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static int port() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String file(String name) {
    return directory.resolve(name).toString();
  }

  private static void keytool(String what, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add(what);
    command.addAll(List.of(options));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", "it"));
    if (what.equals("-genkeypair")) {
      command.addAll(
          List.of("-keyalg", "EC", "-validity", "2", "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    }
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static KafkaSettings settings(int port, Map<String, String> client) {
    Map<String, Object> values = new HashMap<>();
    values.put("hie.kafka.bootstrap-servers", "127.0.0.1:" + port);
    values.put("hie.kafka.view-directory", file("view-" + System.nanoTime()));
    values.put("hie.kafka.partitions", 1);
    values.put("hie.kafka.connect-timeout", "20s");
    client.forEach((key, value) -> values.put("hie.kafka.client." + key, value));
    return KafkaSettings.of(
        ConfigFactory.parseMap(values).withFallback(ConfigFactory.load()).resolve());
  }

  private static Map<String, String> tls(String protocol, String truststore, String password) {
    Map<String, String> client = new HashMap<>();
    client.put("security.protocol", protocol);
    client.put("ssl.truststore.type", "PKCS12");
    client.put("ssl.truststore.location", file(truststore));
    client.put("ssl.truststore.password", password);
    return client;
  }

  private static Map<String, String> sasl(String password) {
    Map<String, String> client = tls("SASL_SSL", "trust.p12", PASSWORD);
    client.put("sasl.mechanism", "PLAIN");
    client.put("sasl.jaas.config", JAAS.formatted(password));
    return client;
  }

  private static void shouldServe(KafkaSettings settings) {
    try (KafkaLog log = KafkaLog.open(settings, Runnable::run)) {
      assertThat(log.highest("history|w/p/1").orTimeout(30, TimeUnit.SECONDS).join()).isZero();
    }
  }

  @Test
  void shouldKeepTheLogOverTls() {
    shouldServe(settings(tlsPort, tls("SSL", "trust.p12", PASSWORD)));
  }

  @Test
  void shouldKeepTheLogOverTlsWithAPassword() {
    shouldServe(settings(saslPort, sasl(PASSWORD)));
  }

  @Test
  void shouldNameThePasswordThatIsRefused() {
    assertThatThrownBy(() -> Topics.ensure(settings(saslPort, sasl("a wrong one"))))
        .isInstanceOf(UnsuitableTopicException.class)
        .hasMessageContaining("refuses the login")
        .hasMessageContaining("hie.kafka.client.sasl.jaas.config (HIE_KAFKA_SASL_JAAS_CONFIG)")
        .hasMessageNotContaining("a wrong one");
  }

  @Test
  void shouldNameTheTruststoreThatDoesNotKnowTheBroker() {
    assertThatThrownBy(() -> Topics.ensure(settings(tlsPort, tls("SSL", "wrong.p12", PASSWORD))))
        .isInstanceOf(UnsuitableTopicException.class)
        .hasMessageContaining("could not be agreed with on TLS")
        .hasMessageContaining(
            "hie.kafka.client.ssl.truststore.location (HIE_KAFKA_SSL_TRUSTSTORE_LOCATION)");
  }

  @Test
  void shouldNameTheTruststoreThatCannotBeOpened() {
    for (Map<String, String> client :
        List.of(tls("SSL", "trust.p12", "wrong word"), tls("SSL", "absent.p12", PASSWORD))) {
      assertThatThrownBy(() -> Topics.ensure(settings(tlsPort, client)))
          .isInstanceOf(UnsuitableTopicException.class)
          .hasMessageContaining("HIE_KAFKA_SSL_TRUSTSTORE_LOCATION")
          .hasMessageContaining("HIE_KAFKA_SSL_TRUSTSTORE_PASSWORD")
          .hasMessageNotContaining("wrong word");
    }
  }

  @Test
  void shouldSuspectTheProtocolWhereNobodyUnderstandsIt() {
    KafkaSettings plain =
        KafkaSettings.of(
            ConfigFactory.parseMap(
                    Map.of(
                        "hie.kafka.bootstrap-servers",
                        "127.0.0.1:" + tlsPort,
                        "hie.kafka.connect-timeout",
                        "1s"))
                .withFallback(ConfigFactory.load())
                .resolve());
    assertThatThrownBy(() -> Topics.ensure(plain))
        .hasMessageContaining("has not answered for 1 s")
        .hasMessageContaining("HIE_KAFKA_SECURITY_PROTOCOL")
        .hasMessageContaining("PLAINTEXT");
  }
}

package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.clusternode.cluster.Authority;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.tls.ApiTls;
import io.hie.clusternode.tls.Trusted;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose API speaks TLS, by certificates of the test's own. */
final class ApiTlsTest {
  @TempDir private static Path data;
  private static Authority authority;
  private static Path certificate;
  private static Path key;
  private static Node node;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    Path files = Files.createDirectory(data.resolve("tls"));
    authority = new Authority(files, "authority");
    certificate = files.resolve("api.pem");
    key = files.resolve("api.key");
    authority.issueFor("127.0.0.1", certificate, key);
    node =
        Hospital.start(
            data,
            ApiNode.document(Hospital.WORKSPACE, Hospital.PROJECT, data.resolve("out")),
            Map.of(),
            Map.of(
                "hie.journal",
                "jdbc",
                "hie.http.tls.certificate",
                certificate.toString(),
                "hie.http.tls.key",
                key.toString(),
                "hie.http.tls.reload",
                "50ms"));
    url = "https://127.0.0.1:" + node.httpPort();
    Files.writeString(AdminPassword.fileIn(data), ApiNode.NODE_TOKEN);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private record Said(int code, String out, String err) {}

  private static Said hie(String at, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Hie.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                java.util.stream.Stream.concat(
                        List.of("status", "--url", at, "--data", data.toString()).stream(),
                        java.util.Arrays.stream(more))
                    .toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  @Test
  void shouldGiveCookiesThatComeByTlsOnlyAndTellBrowsersToStayWithIt() throws Exception {
    try (HttpClient http = Trusted.client(authority.file(), "CA").build()) {
      HttpResponse<String> login =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/sessions"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"user\": \"admin\", \"password\": \"token\", \"cookies\": true}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(login.statusCode()).as(login.body()).isEqualTo(201);
      assertThat(login.headers().allValues("set-cookie"))
          .hasSize(3)
          .allMatch(each -> each.contains("; Secure"));
      assertThat(login.headers().firstValue("strict-transport-security"))
          .contains("max-age=31536000");
      assertThat(login.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void shouldSpeakTls12AndNothingOlder() throws Exception {
    SSLContext trusting = Trusted.by(authority.file(), "CA");
    try (SSLSocket socket = socket(trusting)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (SSLSocket socket = socket(trusting)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  private static SSLSocket socket(SSLContext context) throws Exception {
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", node.httpPort());
  }

  @Test
  void shouldBeUsedByTheCommandWithItsAuthorityAndTellWhatIsWrongWithout() {
    Said well = hie(url, "--ca", authority.file().toString());
    assertThat(well.err()).isEmpty();
    assertThat(well.code()).isZero();
    assertThat(well.out()).contains("Out");

    assertThat(hie(url).err())
        .contains("is not trusted: name the certificate of its authority, in PEM, in HIE_CA");
    assertThat(
            hie(url.replace("127.0.0.1", "localhost"), "--ca", authority.file().toString()).err())
        .contains("is for another name", "call the node by a name that is in its certificate");
    assertThat(hie(url.replace("https", "http")).err()).contains("write https://");
    assertThat(hie(url, "--ca", key.toString()).err()).contains("has no certificate in PEM");
    assertThat(hie(url, "--ca", data.resolve("absent").toString()).err())
        .contains("--ca is " + data.resolve("absent") + ", which cannot be read as a file");
  }

  @Test
  void shouldShowANewCertificateWithoutARestartOnceItsKeyIsThereToo() throws Exception {
    SSLContext trusting = Trusted.by(authority.file(), "CA");
    X509Certificate first = shown(trusting);
    Path freshCertificate = data.resolve("fresh.pem");
    Path freshKey = data.resolve("fresh.key");
    authority.issueFor("127.0.0.1", freshCertificate, freshKey);
    // a certificate whose key is another's
    Files.move(freshCertificate, certificate, StandardCopyOption.REPLACE_EXISTING);
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> shown(trusting).equals(first));
    // and its key
    Files.move(freshKey, key, StandardCopyOption.REPLACE_EXISTING);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                shown(trusting).getSerialNumber().intValue() > first.getSerialNumber().intValue());
  }

  private static X509Certificate shown(SSLContext trusting) throws Exception {
    try (SSLSocket socket = socket(trusting)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static Config config(String... settings) {
    Map<String, String> all = new java.util.TreeMap<>();
    all.put("hie.http.tls.by", "");
    all.put("hie.http.tls.certificate", "");
    all.put("hie.http.tls.key", "");
    all.put("hie.http.tls.reload", "1m");
    for (int i = 0; i < settings.length; i += 2) {
      all.put("hie.http.tls." + settings[i], settings[i + 1]);
    }
    return ConfigFactory.parseMap(all);
  }

  @Test
  void shouldNotListenBeyondLoopbackWithoutTlsAndSayTheWaysOut() {
    assertThatThrownBy(
            () ->
                Node.start(
                    new NodeSettings(data.resolve("other"), "0.0.0.0", 0),
                    Documents.reader(Map.of(), 0),
                    null,
                    List.of(),
                    "token",
                    Formation.alone()))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining("HIE_HTTP_INTERFACE")
        .hasMessageContaining("HIE_HTTP_TLS_CERTIFICATE and HIE_HTTP_TLS_KEY")
        .hasMessageContaining("HIE_HTTP_TLS=proxy")
        .hasMessageContaining("listen at 127.0.0.1");
    assertThat(data.resolve("other")).doesNotExist();
    assertThat(ApiTls.of(config(), "127.0.0.1").isSecure()).isFalse();
    assertThat(ApiTls.of(config(), "::1").isSecure()).isFalse();
    ApiTls proxy = ApiTls.of(config("by", "proxy"), "0.0.0.0");
    assertThat(proxy.isSecure()).isTrue();
    assertThat(proxy.isOwn()).isFalse();
    assertThat(
            ApiTls.of(
                    config("certificate", certificate.toString(), "key", key.toString()), "0.0.0.0")
                .isOwn())
        .isTrue();
  }

  @Test
  void shouldSayWhichSettingIsWrong() throws Exception {
    Path other = data.resolve("other.key");
    authority.issueFor("127.0.0.1", data.resolve("other.pem"), other);
    String good = certificate.toString();
    assertThatThrownBy(() -> ApiTls.of(config("by", "prxy"), "127.0.0.1"))
        .hasMessageContaining("HIE_HTTP_TLS is prxy; write node");
    assertThatThrownBy(() -> ApiTls.of(config("by", "node"), "127.0.0.1"))
        .hasMessageContaining("set HIE_HTTP_TLS_CERTIFICATE and HIE_HTTP_TLS_KEY");
    assertThatThrownBy(() -> ApiTls.of(config("certificate", good), "127.0.0.1"))
        .hasMessageContaining("HIE_HTTP_TLS_KEY is not set");
    assertThatThrownBy(() -> ApiTls.of(config("certificate", good, "key", good), "127.0.0.1"))
        .hasMessageContaining("(HIE_HTTP_TLS_KEY) has no private key in PEM without a password");
    assertThatThrownBy(
            () -> ApiTls.of(config("certificate", key.toString(), "key", good), "127.0.0.1"))
        .hasMessageContaining("(HIE_HTTP_TLS_CERTIFICATE) has no certificate in PEM");
    assertThatThrownBy(() -> ApiTls.of(config("certificate", good, "key", "absent"), "127.0.0.1"))
        .hasMessageContaining("HIE_HTTP_TLS_KEY is ")
        .hasMessageContaining("which cannot be read as a file");
    assertThatThrownBy(
            () ->
                ApiTls.of(
                    config("certificate", data.resolve("other.pem").toString(), "key", key + ""),
                    "127.0.0.1"))
        .hasMessageContaining("does not belong to the first certificate");
  }
}

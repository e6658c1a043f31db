package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.hie.clusternode.Hospital.Sender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A secret on its way from who sets it to the receiver, and nowhere else. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ApiSecretsTest {
  private static final String SECRETS = "/workspaces/" + Hospital.WORKSPACE + "/secrets";
  private static final String FIRST = "first-9c41e7d0";
  private static final String SECOND = "second-27ab83f5";

  @TempDir private static Path data;

  private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();
  private static final List<String> SAID = new CopyOnWriteArrayList<>();
  private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final Level USUAL = ROOT.getLevel();
  private static HttpServer receiver;
  private static ApiNode api;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    LOGGED.start();
    ROOT.addAppender(LOGGED);
    ROOT.setLevel(Level.INFO);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          RECEIVED.add(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    receiver.start();
    port = Hospital.freePort();
    api = ApiNode.start(data, Map.of());
  }

  @AfterAll
  static void stop() {
    api.close();
    receiver.stop(0);
    ROOT.detachAppender(LOGGED);
    ROOT.setLevel(USUAL);
  }

  private static String document(String secret) {
    return """
    {
      "name": "Letters",
      "workspace": "%s",
      "items": [
        { "name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
          "adapter_settings": { "Port": %d, "Interface": "127.0.0.1" },
          "host_settings": { "TargetConfigNames": ["Out"] } },
        { "name": "Out", "item_type": "OPERATION", "type": "http.operation",
          "adapter_settings": { "URL": "http://127.0.0.1:%d/", "Headers": { "Authorization": "Bearer %s" } } }
      ]
    }
    """
        .formatted(Hospital.WORKSPACE, port, receiver.getAddress().getPort(), secret);
  }

  private static ApiNode.Answer call(String method, String path, String body)
      throws IOException, InterruptedException {
    ApiNode.Answer answer = api.call(method, path, NODE_TOKEN, body, "If-Match", "*");
    SAID.add(answer.toString());
    return answer;
  }

  private static ApiNode.Answer set(String name, String value) throws Exception {
    return call("PUT", SECRETS + "/" + name, "{\"value\": \"" + value + "\"}");
  }

  private static void sendAndExpect(String controlId, String authorization) throws Exception {
    try (Sender sender = new Sender(port)) {
      assertThat(sender.send(Hospital.admission("9990000018", controlId, 1))).isEqualTo("AA");
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(RECEIVED).endsWith(authorization));
  }

  @Test
  @Order(1)
  void shouldRefuseADocumentWhoseSecretIsNotThere() throws Exception {
    expect(200, set("epr-token", FIRST));
    ApiNode.Answer refused = call("POST", "/productions", document("${secret:epr-tokn}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text())
        .contains("no secret \\\"epr-tokn\\\"", "did you mean \\\"epr-token\\\"?");
  }

  @Test
  @Order(2)
  void shouldGiveTheReceiverTheSecretAndTheNextOneWhenItChanges() throws Exception {
    // given
    expect(200, call("POST", "/productions", document("${secret:epr-token}")));
    sendAndExpect("S1", "Bearer " + FIRST);

    // when
    JsonNode changed = expect(200, set("epr-token", SECOND)).json();

    // then
    assertThat(changed.path("usedBy").get(0).asText()).isEqualTo("Letters/Out");
    assertThat(changed.path("changed").get(0).path("version").asLong())
        .as("%s", changed)
        .isEqualTo(2);
    sendAndExpect("S2", "Bearer " + SECOND);
    assertThat(call("GET", "/productions/royal/Letters/versions", "").text())
        .contains("\"origin\":\"secret\"", "Out: secret epr-token");
    assertThat(call("DELETE", SECRETS + "/epr-token", "").problem()).isEqualTo("secret-in-use");
    assertThat(set("epr-token", "two\\nlines").problem()).isEqualTo("secret-misfit");
  }

  @Test
  @Order(3)
  void shouldHaveItAfterARestart() throws Exception {
    api.close();
    api = ApiNode.start(data, Map.of());
    sendAndExpect("S3", "Bearer " + SECOND);
  }

  @Test
  @Order(4)
  void shouldShowItNowhere() throws Exception {
    // given everything that could tell it
    call("GET", SECRETS, "");
    call("GET", "/productions/royal/Letters/document", "");
    call("GET", "/productions/royal/Letters/document?version=1", "");
    call("POST", "/plans", document("${secret:epr-token}").replace("Bearer", "Basic"));
    call("GET", "/status", "");
    call("GET", "/audit?limit=500", "");
    call("GET", "/workspaces/royal", "");
    assertThat(SAID.toString()).contains("SecretSet", "secret epr-token");
    api.close();

    // then
    assertThat(SAID).noneMatch(ApiSecretsTest::tells);
    assertThat(LOGGED.list.stream().map(ILoggingEvent::getFormattedMessage))
        .isNotEmpty()
        .noneMatch(ApiSecretsTest::tells);
    boolean named = false;
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), ISO_8859_1);
        assertThat(tells(text)).as("%s", file).isFalse();
        named |= text.contains("epr-token");
      }
    }
    assertThat(named).as("its name is found, so it would be").isTrue();
    api = ApiNode.start(data, Map.of());
    expect(200, set("unused", FIRST));
    expect(204, call("DELETE", SECRETS + "/unused", ""));
    // and a secret can be there before the first document of its workspace
    expect(200, call("PUT", "/workspaces/fresh/secrets/first", "{\"value\": \"" + FIRST + "\"}"));
  }

  private static boolean tells(String text) {
    return text.contains(FIRST) || text.contains(SECOND);
  }
}

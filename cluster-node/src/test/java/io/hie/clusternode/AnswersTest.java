package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Answered;
import io.hie.actormodel.history.HistoryEvent.NotAnswered;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that wait for what the receiver answers, with real sockets on both sides of a node. */
class AnswersTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "Web_In", "item_type": "SERVICE", "type": "http.service",
            "adapter_settings": { "Port": "${WEB_IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Web_Router"],
              "MessagingPattern": "sync_reliable", "MessageTimeout": 30 } },
          { "name": "Hasty_Web_In", "item_type": "SERVICE", "type": "http.service",
            "adapter_settings": { "Port": "${HASTY_WEB_IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Web_Router"],
              "MessagingPattern": "sync_reliable", "MessageTimeout": 2 } },
          { "name": "Web_Router", "item_type": "PROCESS", "type": "hl7.router.process",
            "host_settings": { "TargetConfigNames": ["PDS", "EPR"], "MessagingPattern": "sync_reliable",
              "Rules": [ { "when": "MSH-9.1 = 'QBP'", "to": ["PDS"] },
                         { "otherwise": true, "to": ["EPR"] } ] } },
          { "name": "Wire_In", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${WIRE_IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Wire_Router"],
              "MessagingPattern": "sync_reliable", "MessageTimeout": 30 } },
          { "name": "Hasty_Wire_In", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${HASTY_WIRE_IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Wire_Router"],
              "MessagingPattern": "sync_reliable", "MessageTimeout": 2 } },
          { "name": "Wire_Router", "item_type": "PROCESS", "type": "hl7.router.process",
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "PDS", "item_type": "OPERATION", "type": "http.operation",
            "adapter_settings": { "URL": "http://127.0.0.1:${WEB_OUT}/pds" },
            "host_settings": { "PoolSize": 8, "RetryLimit": 0 } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${WIRE_OUT}", "Connections": 8 },
            "host_settings": { "PoolSize": 8, "RetryLimit": 0 } } ] }
      """;

  @TempDir static Path directory;

  private static final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private static Web pds;
  private static Receiver epr;
  private static Node node;
  private static int webIn;
  private static int hastyWebIn;
  private static int wireIn;
  private static int hastyWireIn;

  /** What the receivers wait for before they answer a message, by its control id. */
  private static final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    pds = new Web();
    epr = new Receiver(message -> Hospital.frame(reply(message)));
    webIn = Hospital.freePort();
    hastyWebIn = Hospital.freePort();
    wireIn = Hospital.freePort();
    hastyWireIn = Hospital.freePort();
    node =
        Hospital.start(
            directory,
            PRODUCTION,
            Map.of(
                "WEB_IN", Integer.toString(webIn),
                "HASTY_WEB_IN", Integer.toString(hastyWebIn),
                "WIRE_IN", Integer.toString(wireIn),
                "HASTY_WIRE_IN", Integer.toString(hastyWireIn),
                "WEB_OUT", Integer.toString(pds.port()),
                "WIRE_OUT", Integer.toString(epr.port())));
  }

  @AfterEach
  void letGo() {
    held.values().forEach(each -> each.complete(null));
    held.clear();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
    pds.close();
    epr.close();
    threads.close();
  }

  private static void hold(String controlId) {
    held.put(controlId, new CompletableFuture<>());
  }

  private static void release(String controlId) {
    held.get(controlId).complete(null);
  }

  /** What a receiver of HL7 answers: an acknowledgement that says whom it is about. */
  private static byte[] reply(String message) {
    String id = Hospital.field(message, "MSH", 10);
    CompletableFuture<Void> until = held.get(id);
    if (until != null) {
      until.orTimeout(30, TimeUnit.SECONDS).join();
    }
    return (new String(Hospital.ack("AA", message), UTF_8) + "ZAN|answer to " + id + "\r")
        .getBytes(UTF_8);
  }

  private static String question(int patient, String controlId) {
    return Hospital.admission(Hospital.PATIENTS.get(patient), controlId, 1)
        .replace("ADT^A01^ADT_A01", "QBP^Q21^QBP_Q21");
  }

  private static <E extends HistoryEvent> List<E> events(int patient, Class<E> type) {
    return Hospital.history(node, Hospital.PATIENTS.get(patient)).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @Test
  void shouldBringWhatAWebServerAnswersToTheConnectionThatAsked() throws Exception {
    // given two senders whose questions are at the receiver at once, and answered the wrong way
    // round
    hold("W1");
    hold("W2");
    try (WebSender one = new WebSender(webIn);
        WebSender other = new WebSender(webIn)) {
      Future<WebAnswer> first = threads.submit(() -> one.post(question(0, "W1")));
      Future<WebAnswer> second = threads.submit(() -> other.post(question(1, "W2")));
      Awaitility.await().until(() -> pds.asked("W1") == 1 && pds.asked("W2") == 1);

      // when
      release("W2");
      WebAnswer toSecond = second.get();
      release("W1");
      WebAnswer toFirst = first.get();

      // then each has its own: status, type and bytes as the receiver gave them
      assertThat(toSecond.body()).isEqualTo("{\"answerTo\":\"W2\"}");
      assertThat(toFirst.body()).isEqualTo("{\"answerTo\":\"W1\"}");
      assertThat(toFirst.status()).isEqualTo(203);
      assertThat(toFirst.headers()).containsEntry("content-type", "application/fhir+json");
      assertThat(events(0, Answered.class)).as("stored before it was given").hasSize(1);
    }
  }

  @Test
  void shouldBringWhatAReceiverOfHl7AnswersToAWebSender() throws Exception {
    try (WebSender sender = new WebSender(webIn)) {
      // when: no question, so it is routed to the EPR
      WebAnswer answer = sender.post(Hospital.admission(Hospital.PATIENTS.get(2), "W3", 1));

      // then
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).startsWith("MSH|").contains("MSA|AA|W3\r", "ZAN|answer to W3");
    }
  }

  @Test
  void shouldGiveALateAnswerToNobodyButTheWebSenderThatAsksAgain() throws Exception {
    hold("W4");
    try (WebSender sender = new WebSender(hastyWebIn)) {
      // given a question whose answer does not come within MessageTimeout
      WebAnswer late = sender.post(question(3, "W4"));
      assertThat(late.status()).isEqualTo(504);
      assertThat(late.body()).contains("the message is stored").doesNotContain("W4");
      Awaitility.await().until(() -> events(3, NotAnswered.class).size() == 1);

      // when the answer comes while the next question of the same connection is under way
      hold("W5");
      Future<WebAnswer> next = threads.submit(() -> sender.post(question(4, "W5")));
      Awaitility.await().until(() -> pds.asked("W5") == 1);
      release("W4");
      Awaitility.await().until(() -> events(3, Answered.class).size() == 1);
      release("W5");

      // then the next question has its own answer, and the first its late one when it comes again
      assertThat(next.get().body()).isEqualTo("{\"answerTo\":\"W5\"}");
      assertThat(sender.post(question(3, "W4")).body()).isEqualTo("{\"answerTo\":\"W4\"}");
      assertThat(pds.asked("W4")).isEqualTo(1);
    }
  }

  @Test
  void shouldBringWhatAReceiverAnswersToTheMllpConnectionThatAsked() throws Exception {
    hold("M1");
    hold("M2");
    try (Sender one = new Sender(wireIn);
        Sender other = new Sender(wireIn)) {
      // given
      Future<String> first = threads.submit(() -> one.exchange(bytes(5, "M1")));
      Future<String> second = threads.submit(() -> other.exchange(bytes(6, "M2")));
      Awaitility.await().until(() -> epr.controlIds().containsAll(List.of("M1", "M2")));

      // when
      release("M2");
      String toSecond = second.get();
      release("M1");

      // then: byte for byte what the receiver wrote
      assertThat(toSecond).isEqualTo(new String(reply(question(6, "M2")), UTF_8));
      assertThat(first.get()).isEqualTo(new String(reply(question(5, "M1")), UTF_8));
      assertThat(events(5, Answered.class)).hasSize(1);
    }
  }

  @Test
  void shouldGiveALateAnswerToNobodyButTheMllpSenderThatAsksAgain() throws Exception {
    hold("M3");
    try (Sender sender = new Sender(hastyWireIn)) {
      // given
      String late = sender.exchange(bytes(7, "M3"));
      assertThat(Hospital.field(late, "MSA", 1)).isEqualTo("AE");
      assertThat(late).contains("the message is stored");
      Awaitility.await().until(() -> events(7, NotAnswered.class).size() == 1);

      // when
      hold("M4");
      Future<String> next = threads.submit(() -> sender.exchange(bytes(4, "M4")));
      Awaitility.await().until(() -> epr.controlIds().contains("M4"));
      release("M3");
      Awaitility.await().until(() -> events(7, Answered.class).size() == 1);
      release("M4");

      // then
      assertThat(next.get()).contains("ZAN|answer to M4");
      assertThat(sender.exchange(bytes(7, "M3"))).contains("MSA|AA|M3", "ZAN|answer to M3");
      assertThat(epr.controlIds()).containsOnlyOnce("M3");
    }
  }

  private static byte[] bytes(int patient, String controlId) {
    return question(patient, controlId).getBytes(UTF_8);
  }

  /** A web server that is asked. */
  private static final class Web implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Web() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      server.setExecutor(threads);
      server.createContext(
          "/pds",
          exchange -> {
            try (exchange) {
              String message = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
              String id = Hospital.field(message, "MSH", 10);
              asked.add(id);
              reply(message);
              byte[] answer = "{\"answerTo\":\"%s\"}".formatted(id).getBytes(UTF_8);
              exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
              exchange.sendResponseHeaders(203, answer.length);
              exchange.getResponseBody().write(answer);
            }
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    long asked(String controlId) {
      return asked.stream().filter(controlId::equals).count();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /**
   * @param headers by their names in lower case
   */
  private record WebAnswer(int status, Map<String, String> headers, String body) {}

  /** A web client with one connection for all that it sends. */
  private static final class WebSender implements AutoCloseable {
    private final Socket socket;
    private final BufferedInputStream in;

    WebSender(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    WebAnswer post(String message) throws IOException {
      byte[] body = message.getBytes(UTF_8);
      String head =
          "POST / HTTP/1.1\r\nHost: hie\r\nContent-Type: application/hl7-v2+er7\r\n"
              + "Content-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      int status = Integer.parseInt(line().split(" ")[1]);
      Map<String, String> headers = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new WebAnswer(status, headers, new String(in.readNBytes(length), UTF_8));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("closed instead of answered");
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

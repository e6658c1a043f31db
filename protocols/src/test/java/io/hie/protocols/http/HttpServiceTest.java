package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServiceTest {
  private static final String HL7 = "application/hl7-v2+er7";

  private final RecordingIntake intake = new RecordingIntake();
  private final Contexts contexts = new Contexts();
  private final List<HttpService> started = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stopAll() {
    intake.open();
    intake.answerHeld();
    started.forEach(each -> each.stop().toCompletableFuture().join());
    client.close();
  }

  private HttpService start() {
    return start(Map.of());
  }

  private HttpService start(Map<String, ?> more) {
    HttpService service = make(more);
    service.start().toCompletableFuture().join();
    started.add(service);
    return service;
  }

  private HttpService make(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("Port", 0, "Interface", "127.0.0.1"));
    settings.putAll(more);
    return (HttpService)
        Definitions.make(
            new HttpServiceType(), settings, contexts.context("Web_In", intake, Systems.SYSTEM));
  }

  private static HttpRequest.Builder request(HttpService service, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Content-Type", HL7);
  }

  private HttpResponse<String> post(HttpService service, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(service, "/");
    if (headers.length > 0) {
      for (int i = 0; i < headers.length; i += 2) {
        request.setHeader(headers[i], headers[i + 1]);
      }
    }
    return client.send(
        request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> postAsync(HttpService service, String body) {
    return client.sendAsync(
        request(service, "/").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JsonMapper.builder().build().readTree(response.body());
  }

  private static String head(String contentType, String length) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + contentType + "\r\n" + length + "\r\n";
  }

  @Test
  void shouldAnswer201WithTheMessagesIdWhenItIsStored() throws Exception {
    HttpService service = start();

    HttpResponse<String> response = post(service, Messages.adt("M1"));

    assertThat(response.statusCode()).isEqualTo(201);
    Submission stored = intake.stored().getFirst();
    assertThat(json(response).get("messageId").textValue())
        .isEqualTo(stored.envelope().header().messageId());
    assertThat(RecordingIntake.text(stored)).isEqualTo(Messages.adt("M1"));
    assertThat(stored.envelope().header().source()).isEqualTo("Web_In");
    assertThat(stored.keys().patient()).isPresent();
    assertThat(stored.controlId()).isEqualTo("M1");
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTED);
  }

  @Test
  void shouldNotAnswerBeforeTheMessageIsStored() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    HttpService service = start();

    CompletableFuture<HttpResponse<String>> response = postAsync(service, Messages.adt("M1"));
    await().until(() -> intake.heldCount() == 1);
    assertThat(response).isNotDone();
    intake.answerHeld();

    assertThat(response.join().statusCode()).isEqualTo(201);
  }

  @Test
  void shouldAnswerARetryWithTheFirstOnesId() throws Exception {
    HttpService service = start();
    JsonNode first = json(post(service, Messages.adt("M1")));

    HttpResponse<String> again = post(service, Messages.adt("M1"));

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).get("messageId")).isEqualTo(first.get("messageId"));
    assertThat(json(again).get("repeated").booleanValue()).isTrue();
    assertThat(intake.stored()).hasSize(1);
  }

  @Test
  void shouldAskToTryLaterWhenAMessageIsNotStored() throws Exception {
    intake.behave((submission, n) -> Optional.of(new Acceptance.NotStored("the log is away")));
    HttpService service = start();

    HttpResponse<String> response = post(service, Messages.adt("M1"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(response).get("detail").textValue()).contains("the log is away");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello QUARTERMAIN 9990000018", "MSH|\r", "{\"a\":1}"})
  void shouldRefuseWhatIsNotHl7WithAProblemThatQuotesNothing(String body) throws Exception {
    HttpService service = start();

    HttpResponse<String> response = post(service, body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("status").intValue()).isEqualTo(400);
    assertThat(problem.get("type").textValue()).startsWith("/problems/");
    assertThat(problem.get("title").textValue()).isEqualTo("Bad Request");
    assertThat(problem.get("detail").textValue()).isNotBlank();
    assertThat(response.body()).doesNotContain(Messages.FAMILY_NAME, Messages.NHS_NUMBER);
    assertThat(intake.submitted()).isEmpty();
  }

  @Test
  void shouldRefuseSeveralMessagesInOneRequest() throws Exception {
    HttpResponse<String> response = post(start(), Messages.adt("M1") + Messages.adt("M2"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("type").textValue()).isEqualTo("/problems/batch");
  }

  @Test
  void shouldKnowOnlyItsPathMethodAndContentTypes() throws Exception {
    HttpService service = start(Map.of("Path", "/hl7"));
    HttpRequest.Builder right = request(service, "/hl7");

    HttpResponse<String> otherPath =
        client.send(
            request(service, "/hl7/x").POST(BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    HttpResponse<String> otherMethod =
        client.send(
            right.copy().PUT(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
    HttpResponse<String> otherType =
        client.send(
            right
                .copy()
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(otherPath.statusCode()).isEqualTo(404);
    assertThat(otherMethod.statusCode()).isEqualTo(405);
    assertThat(otherMethod.headers().firstValue("Allow")).hasValue("POST");
    assertThat(otherType.statusCode()).isEqualTo(415);
    assertThat(otherType.headers().firstValue("Accept-Post").orElse("")).contains(HL7);
    assertThat(json(otherType).get("detail").textValue()).contains("text/plain");
    assertThat(intake.submitted()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/hl7-v2+er7",
        "application/hl7-v2",
        "x-application/hl7-v2+er7",
        "text/plain",
        "Application/HL7-V2+ER7; charset=utf-8",
        "text/plain; charset=\"iso-8859-1\""
      })
  void shouldTakeHl7UnderEachOfItsNames(String contentType) throws Exception {
    HttpResponse<String> response = post(start(), Messages.adt("M1"), "Content-Type", contentType);

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(intake.stored().getFirst().envelope().header().contentType()).isEqualTo(HL7);
  }

  @Test
  void shouldReadCharactersAsTheContentTypeSaysIfTheMessageDoesNot() throws Exception {
    HttpService service = start();
    byte[] body =
        Messages.adt("M1").replace("ALBA", "ZO\u0116").getBytes(StandardCharsets.ISO_8859_1);

    client.send(
        request(service, "/")
            .setHeader("Content-Type", "text/plain; charset=windows-1257")
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());

    assertThat(intake.stored().getFirst().envelope().header().encoding()).isEqualTo("windows-1257");
  }

  @Test
  void shouldRefuseAMessageThatSaysThatItIsTooLargeWithoutReadingIt() throws Exception {
    HttpService service = start();
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(head(HL7, "Content-Length: 104857600\r\n"));

      RawClient.Answer answer = raw.answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.body()).contains("16777216");
    }
  }

  @Test
  void shouldRefuseAMessageThatTurnsOutToBeTooLarge() throws Exception {
    HttpService service = start(Map.of("MaxMessageBytes", 2048));
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(head(HL7, "Transfer-Encoding: chunked\r\n"));
      raw.send("400\r\n" + "x".repeat(1024) + "\r\n");
      raw.send("401\r\n" + "x".repeat(1025) + "\r\n");

      assertThat(raw.answer().status()).isEqualTo(413);
    }
    assertThat(intake.submitted()).isEmpty();
    await().until(() -> service.receiver().budget().used() == 0);
  }

  @Test
  void shouldTakeAMessageInChunks() throws Exception {
    HttpService service = start();
    String message = Messages.adt("M1");
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(head(HL7, "Transfer-Encoding: chunked\r\n"));
      for (int i = 0; i < message.length(); i += 40) {
        String part = message.substring(i, Math.min(i + 40, message.length()));
        raw.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
      }
      raw.send("0\r\n\r\n");

      assertThat(raw.answer().status()).isEqualTo(201);
    }
    assertThat(intake.storedTexts()).containsExactly(message);
    await().until(() -> service.receiver().budget().used() == 0);
  }

  @Test
  void shouldNotWaitForASlowSenderForEver() throws Exception {
    HttpService service = start(Map.of("BodyTimeout", 0.3));
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(head(HL7, "Content-Length: 500\r\n") + "MSH|^~\\&|");

      RawClient.Answer answer = raw.answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("Connection")).isEqualTo("close");
    }
    assertThat(intake.submitted()).isEmpty();
    await().until(() -> service.receiver().budget().used() == 0);
  }

  @Test
  void shouldForgetAMessageWhoseSenderLeavesInTheMiddle() throws Exception {
    HttpService service = start();
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(head(HL7, "Content-Length: 500\r\n") + "MSH|^~\\&|");
      await().until(() -> service.receiver().budget().used() > 0);
    }

    await().until(() -> service.receiver().budget().used() == 0);
    assertThat(intake.submitted()).isEmpty();
    assertThat(post(service, Messages.adt("M1")).statusCode()).isEqualTo(201);
  }

  @Test
  void shouldTurnSendersAwayWhileTheEngineIsFull() throws Exception {
    HttpService service = start();
    intake.close();

    HttpResponse<String> full = post(service, Messages.adt("M1"));
    post(service, Messages.adt("M1"));
    intake.open();
    HttpResponse<String> open = post(service, Messages.adt("M1"));

    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.headers().firstValue("Retry-After")).isPresent();
    assertThat(open.statusCode()).isEqualTo(201);
    assertThat(intake.submitted()).hasSize(1);
  }

  @Test
  void shouldBoundTheBytesOfAllMessagesTogether() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    HttpService service = start(Map.of("MaxMessageBytes", 1024));
    String large = Messages.adt("M1") + "NTE|1||" + "x".repeat(800) + "\r";
    List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      first.add(postAsync(service, large));
    }
    await().until(() -> intake.heldCount() == 4);

    HttpResponse<String> fifth = post(service, large);
    intake.behave(null);
    intake.answerHeld();

    assertThat(fifth.statusCode()).isEqualTo(503);
    assertThat(first).allSatisfy(each -> assertThat(each.join().statusCode()).isBetween(200, 201));
    await().until(() -> service.receiver().budget().used() == 0);
    assertThat(post(service, large).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldTurnSendersAwayWhilePaused() throws Exception {
    HttpService service = start();

    service.pause().toCompletableFuture().join();
    assertThat(post(service, Messages.adt("M1")).statusCode()).isEqualTo(503);
    service.resume().toCompletableFuture().join();

    assertThat(post(service, Messages.adt("M1")).statusCode()).isEqualTo(201);
  }

  @Test
  void shouldKnowASenderByHeaderElseByMessageElseByAddress() throws Exception {
    HttpService service = start();
    String nameless = Messages.adt("M3").replace("|PAS|RXH|HIE|", "|||HIE|");

    post(service, Messages.adt("M1"), "X-HIE-Sender", "ward-7");
    post(service, Messages.adt("M2"));
    post(service, nameless);

    assertThat(intake.stored().stream().map(Submission::sender))
        .containsExactly("ward-7", "PAS|RXH", "127.0.0.1");
  }

  @Test
  void shouldKnowARepeatByMsh10ElseByIdempotencyKey() throws Exception {
    HttpService service = start();

    post(service, Messages.adt("M1"), "Idempotency-Key", "k1");
    post(service, Messages.adt(""), "Idempotency-Key", "k2");
    post(service, Messages.adt(""), "Idempotency-Key", "k2");
    post(service, Messages.adt(""));
    post(service, Messages.adt(""));

    assertThat(intake.storedControlIds()).containsExactly("M1", "k2", "null", "null");
  }

  @Test
  void shouldPassOtherContentsOnAsTheyAre() throws Exception {
    HttpService service = start(Map.of("ContentTypes", List.of("application/json")));

    HttpResponse<String> response =
        post(service, "{\"a\":1}", "Content-Type", "application/json", "Idempotency-Key", "k1");

    assertThat(response.statusCode()).isEqualTo(201);
    Submission stored = intake.stored().getFirst();
    assertThat(stored.envelope().header().contentType()).isEqualTo("application/json");
    assertThat(stored.keys()).isEqualTo(MessageKeys.NONE);
    assertThat(stored.controlId()).isEqualTo("k1");
    assertThat(stored.sender()).isEqualTo("127.0.0.1");
  }

  @Test
  void shouldTakeMessagesOfOneConnectionInTheirOrder() throws Exception {
    HttpService service = start();
    try (RawClient raw = new RawClient(service.port())) {
      for (int i = 0; i < 20; i++) {
        String message = Messages.adt("M" + i);
        raw.send(head(HL7, "Content-Length: " + message.length() + "\r\n") + message);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(raw.answer().status()).isEqualTo(201);
      }
    }
    assertThat(intake.storedControlIds())
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 20).mapToObj(i -> "M" + i).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/9.9\r\n\r\n'",
    "'\u0016\u0003\u0001 not http \r\n\r\n'",
    "'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: no\r\n\r\n'"
  })
  void shouldSurviveWhatIsNotHttp(String nonsense) throws Exception {
    HttpService service = start();
    try (RawClient raw = new RawClient(service.port())) {
      raw.send(nonsense);
      assertThat(raw.answer().status()).isIn(0, 400, 501, 505);
    }

    assertThat(post(service, Messages.adt("M1")).statusCode()).isEqualTo(201);
  }

  @Test
  void shouldAnswerWhatIsUnderWayWhenStopped() throws Exception {
    intake.behave((submission, n) -> Optional.empty());
    HttpService service = start();
    int port = service.port();
    CompletableFuture<HttpResponse<String>> underWay = postAsync(service, Messages.adt("M1"));
    await().until(() -> intake.heldCount() == 1);

    CompletionStage<Void> stopped = service.stop();
    intake.answerHeld();
    stopped.toCompletableFuture().join();

    assertThat(underWay.join().statusCode()).isEqualTo(201);
    assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldSayWhichSettingToChangeIfThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpService service = make(Map.of("Port", taken.getLocalPort()));

      assertThatThrownBy(() -> service.start().toCompletableFuture().join())
          .hasCauseInstanceOf(MisconfiguredException.class)
          .hasMessageContaining("Port " + taken.getLocalPort());
    }
  }

  @Test
  void shouldSayNothingOfPatientsInLogs() throws Exception {
    HttpService service = start(Map.of("BodyTimeout", 0.2));
    String secret = Messages.FAMILY_NAME + Messages.NHS_NUMBER;
    try (LogLines lines = new LogLines()) {
      post(service, Messages.adt(secret), "X-HIE-Sender", secret);
      post(service, "letter to " + secret);
      post(service, "x", "Content-Type", "text/" + secret);
      client.send(
          request(service, "/" + secret).POST(BodyPublishers.ofString(secret)).build(),
          BodyHandlers.ofString());
      intake.behave((submission, n) -> Optional.of(new Acceptance.NotStored("by chance")));
      post(service, Messages.adt("M2"));
      intake.behave(
          (submission, n) -> {
            throw new IllegalStateException(RecordingIntake.text(submission));
          });
      assertThat(post(service, Messages.adt("M3")).statusCode()).isEqualTo(500);
      for (String odd :
          List.of(
              "GET /?" + secret + " HTTP/9.9\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + secret + "\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: x\r\nDate: " + secret + "\r\nContent-Length: 0\r\n\r\n",
              head(HL7, "Content-Length: 500\r\n") + Messages.adt(secret))) {
        try (RawClient raw = new RawClient(service.port())) {
          raw.send(odd).answer();
        }
      }

      assertThat(lines.all()).anyMatch(line -> line.contains("a request failed"));
      assertThat(String.join("\n", lines.all()) + contexts.details())
          .doesNotContain(Messages.FAMILY_NAME, Messages.NHS_NUMBER);
    }
  }
}

package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServiceTest extends HttpServiceFixture {

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
}

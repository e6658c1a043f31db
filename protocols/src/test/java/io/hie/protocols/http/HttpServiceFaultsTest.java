package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.RecordingIntake;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** Senders and an engine that do not do what they should. */
class HttpServiceFaultsTest extends HttpServiceFixture {

  @Test
  void shouldAskToTryLaterWhenAMessageIsNotStored() throws Exception {
    intake.behave((submission, n) -> Optional.of(new Acceptance.NotStored("the log is away")));
    HttpService service = start();

    HttpResponse<String> response = post(service, Messages.adt("M1"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(response).get("detail").textValue()).contains("the log is away");
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
    try (LogLines lines = new LogLines(Logger.ROOT_LOGGER_NAME)) {
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

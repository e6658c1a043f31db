package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOperationTest {
  private final Contexts contexts = new Contexts();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void closeAll() throws Exception {
    ended.countDown();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private ScriptedServer server(ScriptedServer.Script script) throws Exception {
    ScriptedServer server = new ScriptedServer(script);
    opened.add(server);
    return server;
  }

  private HttpOperation operation(int port, Object... more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("URL", "http://127.0.0.1:" + port + "/hl7");
    for (int i = 0; i < more.length; i += 2) {
      settings.put((String) more[i], more[i + 1]);
    }
    HttpOperation operation =
        (HttpOperation)
            Definitions.make(
                new HttpOperationType(),
                settings,
                contexts.context("Web_Out", new RecordingIntake(), NoSystem.INSTANCE));
    operation.start().toCompletableFuture().join();
    opened.add(() -> operation.stop().toCompletableFuture().join());
    return operation;
  }

  private static DeliveryResult deliver(HttpOperation operation, Delivery delivery) {
    return operation.deliver(delivery).toCompletableFuture().join();
  }

  private static DeliveryResult deliver(HttpOperation operation) {
    return deliver(operation, delivery("d1"));
  }

  private static Delivery delivery(String id) {
    return Messages.delivery(id, Messages.hl7(Messages.adt("M1")));
  }

  private static Reason reason(DeliveryResult result, Class<? extends DeliveryResult> type) {
    assertThat(result).isInstanceOf(type);
    return switch (result) {
      case Delivered delivered -> new Reason("", delivered.note());
      case NotSent(Reason reason) -> reason;
      case Retry(Reason reason) -> reason;
      case Refused(Reason reason) -> reason;
      case Ambiguous(Reason reason) -> reason;
    };
  }

  @Test
  void shouldSendTheBytesAsTheyAreWithTheDeliverysId() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(201));

    DeliveryResult result = deliver(operation(server.port()));

    assertThat(result).isEqualTo(new Delivered("201"));
    ScriptedServer.Request request = server.requests().getFirst();
    assertThat(request.line()).isEqualTo("POST /hl7 HTTP/1.1");
    assertThat(request.body()).isEqualTo(Messages.adt("M1"));
    assertThat(request.header("Content-Type")).isEqualTo("application/hl7-v2+er7; charset=UTF-8");
    assertThat(request.header("Idempotency-Key")).isEqualTo("d1");
    assertThat(UUID.fromString(request.header("X-Request-ID"))).isNotNull();
    assertThat(request.header("Upgrade")).isEmpty();
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTED);
  }

  @Test
  void shouldSendTheSameIdsAtEveryAttemptAndOthersForOtherDeliveries() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(503));
    HttpOperation operation = operation(server.port());
    MessageEnvelope message = Messages.hl7(Messages.adt("M1"));

    deliver(operation, Messages.delivery("d1", message, 1, false));
    deliver(operation, Messages.delivery("d1", message, 2, true));
    deliver(operation, Messages.delivery("d2", message, 1, false));

    assertThat(server.requests().stream().map(each -> each.header("Idempotency-Key")))
        .containsExactly("d1", "d1", "d2");
    assertThat(server.requests().stream().map(each -> each.header("X-Request-ID")).distinct())
        .hasSize(2);
  }

  @Test
  void shouldUseMethodHeadersAndContentTypeOfTheSettings() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(200));

    deliver(
        operation(
            server.port(),
            "Method",
            "PUT",
            "ContentType",
            "x-application/hl7-v2+er7",
            "Headers",
            Map.of("Authorization", "Bearer s3cret", "X-Site", "RXH")));

    ScriptedServer.Request request = server.requests().getFirst();
    assertThat(request.line()).startsWith("PUT ");
    assertThat(request.header("Content-Type")).isEqualTo("x-application/hl7-v2+er7");
    assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(request.header("X-Site")).isEqualTo("RXH");
  }

  @Test
  void shouldNotNameACharsetForOtherContents() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(200));
    MessageEnvelope json =
        MessageEnvelope.custom(
            Messages.payload("{}"),
            "application/json",
            "",
            "",
            StandardCharsets.UTF_8,
            "In",
            Messages.RECEIVED);

    deliver(operation(server.port()), Messages.delivery("d1", json));

    assertThat(server.requests().getFirst().header("Content-Type")).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void shouldCountAnySuccessAsDelivered(int status) throws Exception {
    assertThat(deliver(operation(server(ScriptedServer.status(status)).port())))
        .isEqualTo(new Delivered(String.valueOf(status)));
  }

  @Test
  void shouldCountOnlyTheStatusesAskedForAsDelivered() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(202));
    HttpOperation operation = operation(server.port(), "SuccessStatus", List.of("201", "409"));

    assertThat(reason(deliver(operation), Refused.class).code()).isEqualTo("http-202");
    server.nowDo(ScriptedServer.status(409));
    assertThat(deliver(operation)).isEqualTo(new Delivered("409"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void shouldRetryWhatMayWorkLater(int status) throws Exception {
    ScriptedServer server = server(ScriptedServer.status(status, "Retry-After: 17"));

    Reason reason = reason(deliver(operation(server.port())), Retry.class);

    assertThat(reason.code()).isEqualTo("http-" + status);
    assertThat(reason.text()).contains("Retry-After 17");
  }

  @Test
  void shouldNotRepeatARetryAfterThatIsNone() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(503, "Retry-After: QUARTERMAIN"));

    assertThat(reason(deliver(operation(server.port())), Retry.class).text())
        .doesNotContain("QUARTERMAIN");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 413, 422})
  void shouldParkWhatTheReceiverRefuses(int status) throws Exception {
    String said = "bad message of " + Messages.FAMILY_NAME;
    ScriptedServer server = server(ScriptedServer.statusAndBody(status, said));

    Reason reason = reason(deliver(operation(server.port())), Refused.class);

    assertThat(reason.code()).isEqualTo("http-" + status);
    assertThat(reason.detail()).isEqualTo(said);
    assertThat(reason.toString()).doesNotContain(Messages.FAMILY_NAME);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void shouldKeepMessagesWhileOurCredentialsAreWrong(int status) throws Exception {
    ScriptedServer server = server(ScriptedServer.status(status));

    Reason reason = reason(deliver(operation(server.port())), NotSent.class);

    assertThat(reason.code()).isEqualTo("http-" + status);
    assertThat(contexts.outside()).isEqualTo(Outside.MISCONFIGURED);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void shouldNotSendAMessageElsewhere(int status) throws Exception {
    ScriptedServer elsewhere = server(ScriptedServer.status(200));
    ScriptedServer server =
        server(
            ScriptedServer.status(status, "Location: http://127.0.0.1:" + elsewhere.port() + "/"));

    Reason reason = reason(deliver(operation(server.port())), Refused.class);

    assertThat(reason.code()).isEqualTo("redirect");
    assertThat(elsewhere.requests()).isEmpty();
  }

  @Test
  void shouldSayNotSentIfNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Reason reason = reason(deliver(operation(port)), NotSent.class);

    assertThat(reason.code()).isEqualTo("connect-refused");
    assertThat(contexts.outside()).isEqualTo(Outside.CONNECTING);
  }

  @Test
  void shouldSayNotSentIfTheHostIsUnknown() {
    HttpOperation operation = operation(0, "URL", "http://receiver.invalid/hl7");

    assertThat(reason(deliver(operation), NotSent.class).code()).isEqualTo("unknown-host");
  }

  @Test
  void shouldSayNotSentIfTlsDoesNotComeAbout() throws Exception {
    ScriptedServer plain = server((request, out, socket) -> socket.close());
    HttpOperation operation = operation(0, "URL", "https://127.0.0.1:" + plain.port() + "/hl7");
    plain.nowDo(ScriptedServer.status(200));

    Reason reason = reason(deliver(operation), NotSent.class);

    assertThat(reason.code()).isIn("tls-failed", "connect-failed", "connect-timeout");
  }

  @Test
  void shouldSayAmbiguousIfNoAnswerComesInTime() throws Exception {
    ScriptedServer server = server((request, out, socket) -> ended.await());
    HttpOperation operation = operation(server.port(), "AckTimeout", 0.2);

    Reason reason = reason(deliver(operation), Ambiguous.class);

    assertThat(reason.code()).isEqualTo("ack-timeout");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldNotTakeALateAnswerForTheNextMessages() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    ScriptedServer server =
        server(
            (request, out, socket) -> {
              if (request.header("Idempotency-Key").equals("d1")) {
                late.await();
                ScriptedServer.status(200).answer(request, out, socket);
              } else {
                ScriptedServer.status(400).answer(request, out, socket);
              }
            });
    HttpOperation operation = operation(server.port(), "AckTimeout", 0.3);
    reason(deliver(operation, delivery("d1")), Ambiguous.class);

    late.countDown();
    DeliveryResult second = deliver(operation, delivery("d2"));

    assertThat(reason(second, Refused.class).code()).isEqualTo("http-400");
    assertThat(server.requests().get(1).connection()).isEqualTo(2);
  }

  @Test
  void shouldSayAmbiguousIfTheConnectionBreaksAfterTheMessageWasSent() throws Exception {
    ScriptedServer server = server((request, out, socket) -> socket.close());

    Reason reason = reason(deliver(operation(server.port())), Ambiguous.class);

    assertThat(reason.code()).isEqualTo("connection-lost");
    assertThat(server.requests()).hasSize(1); // and not sent again behind our back
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\r\n\r\n", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le"})
  void shouldSayAmbiguousIfTheAnswerIsNone(String answer) throws Exception {
    ScriptedServer server =
        server(
            (request, out, socket) -> {
              out.write(answer.getBytes(StandardCharsets.UTF_8));
              out.flush();
              socket.close();
            });

    assertThat(reason(deliver(operation(server.port())), Ambiguous.class).code())
        .isEqualTo("connection-lost");
  }

  @Test
  void shouldJudgeByTheStatusIfTheRestOfTheAnswerDoesNotCome() throws Exception {
    ScriptedServer server =
        server(
            (request, out, socket) -> {
              out.write(
                  "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nabc"
                      .getBytes(StandardCharsets.UTF_8));
              out.flush();
              ended.await();
            });

    assertThat(deliver(operation(server.port(), "AckTimeout", 0.3)))
        .isEqualTo(new Delivered("201"));
  }

  @Test
  void shouldJudgeByTheStatusIfTheAnswerBreaksOff() throws Exception {
    ScriptedServer server =
        server(
            (request, out, socket) -> {
              out.write(
                  "HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\nabc"
                      .getBytes(StandardCharsets.UTF_8));
              out.flush();
              socket.close();
            });

    assertThat(reason(deliver(operation(server.port())), Retry.class).code()).isEqualTo("http-500");
  }

  @Test
  void shouldKeepNoMoreThanTheBeginningOfALongAnswer() throws Exception {
    ScriptedServer server = server(ScriptedServer.statusAndBody(400, "x".repeat(5_000_000)));

    Reason reason = reason(deliver(operation(server.port())), Refused.class);

    assertThat(reason.detail()).hasSize(Exchange.MAX_ANSWER);
  }

  @Test
  void shouldUseAConnectionAgain() throws Exception {
    ScriptedServer server = server(ScriptedServer.statusAndBody(200, "taken"));
    HttpOperation operation = operation(server.port());

    for (int i = 0; i < 10; i++) {
      assertThat(deliver(operation, delivery("d" + i))).isInstanceOf(Delivered.class);
    }

    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void shouldDeliverManyAtOnceEachToItsAnswer() throws Exception {
    ScriptedServer server =
        server(
            (request, out, socket) ->
                ScriptedServer.statusAndBody(400, request.header("Idempotency-Key"))
                    .answer(request, out, socket));
    HttpOperation operation = operation(server.port());
    List<CompletionStage<DeliveryResult>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(operation.deliver(delivery("d" + i)));
    }

    for (int i = 0; i < 100; i++) {
      DeliveryResult result = all.get(i).toCompletableFuture().join();
      assertThat(reason(result, Refused.class).detail()).isEqualTo("d" + i);
    }
  }

  @Test
  void shouldTakeNothingOnAfterItWasStopped() throws Exception {
    ScriptedServer server = server(ScriptedServer.status(200));
    HttpOperation operation = operation(server.port());
    operation.stop().toCompletableFuture().join();

    assertThat(reason(deliver(operation), NotSent.class).code()).isEqualTo("stopped");
  }

  @Test
  void shouldWaitForTheAnswersUnderWayWhenStopped() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    ScriptedServer server =
        server(
            (request, out, socket) -> {
              answer.await();
              ScriptedServer.status(200).answer(request, out, socket);
            });
    HttpOperation operation = operation(server.port());
    CompletionStage<DeliveryResult> underWay = operation.deliver(delivery("d1"));
    await().until(() -> server.requests().size() == 1);

    CompletionStage<Void> stopped = operation.stop();
    answer.countDown();
    stopped.toCompletableFuture().join();

    assertThat(underWay.toCompletableFuture().join()).isEqualTo(new Delivered("200"));
  }

  @Test
  void shouldKeepSecretsAndPatientsOutOfLogsAndReasons() throws Exception {
    String secret = "s3cret";
    StringBuilder all = new StringBuilder();
    try (LogLines lines = new LogLines()) {
      ScriptedServer server =
          server(ScriptedServer.statusAndBody(500, "for " + Messages.FAMILY_NAME));
      Map<String, String> headers = Map.of("Authorization", "Bearer " + secret);
      String url = "http://127.0.0.1:" + server.port() + "/hl7?key=" + secret;
      HttpOperation operation = operation(0, "URL", url, "Headers", headers, "AckTimeout", 0.3);
      all.append(deliver(operation));
      server.nowDo((request, out, socket) -> socket.close());
      all.append(deliver(operation));
      server.nowDo((request, out, socket) -> ended.await());
      all.append(deliver(operation));
      server.close();
      all.append(deliver(operation));
      all.append(Definitions.of(new HttpOperationType(), Map.of("URL", url, "Headers", headers)));
      all.append(lines.all());
    }

    String reasons = all.toString().replaceAll("detail=[^\\]]*", "");
    assertThat(reasons + contexts.details())
        .doesNotContain(secret, Messages.NHS_NUMBER, Messages.FAMILY_NAME);
  }
}

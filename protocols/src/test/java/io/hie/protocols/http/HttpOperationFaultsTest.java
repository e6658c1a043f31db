package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.LogLines;
import io.hie.protocols.testing.Messages;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** Receivers that cannot be reached, fall silent or answer nonsense. */
class HttpOperationFaultsTest extends HttpOperationFixture {

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

    assertThat(reason.detail()).hasSize(Exchange.MAX_DETAIL);
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
    try (LogLines lines = new LogLines(Logger.ROOT_LOGGER_NAME)) {
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

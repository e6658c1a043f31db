package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.testing.Messages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOperationTest extends HttpOperationFixture {

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
}

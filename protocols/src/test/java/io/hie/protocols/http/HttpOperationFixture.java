package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.Messages;
import io.hie.protocols.testing.NoSystem;
import io.hie.protocols.testing.RecordingIntake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/** Operations, and receivers that do as a test says. */
abstract class HttpOperationFixture {
  final Contexts contexts = new Contexts();
  final List<AutoCloseable> opened = new ArrayList<>();
  final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void closeAll() throws Exception {
    ended.countDown();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  ScriptedServer server(ScriptedServer.Script script) throws Exception {
    ScriptedServer server = new ScriptedServer(script);
    opened.add(server);
    return server;
  }

  HttpOperation operation(int port, Object... more) {
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

  static DeliveryResult deliver(HttpOperation operation, Delivery delivery) {
    return operation.deliver(delivery).toCompletableFuture().join();
  }

  static DeliveryResult deliver(HttpOperation operation) {
    return deliver(operation, delivery("d1"));
  }

  static Delivery delivery(String id) {
    return Messages.delivery(id, Messages.hl7(Messages.adt("M1")));
  }

  static Reason reason(DeliveryResult result, Class<? extends DeliveryResult> type) {
    assertThat(result).isInstanceOf(type);
    return switch (result) {
      case Delivered delivered -> new Reason("", delivered.note());
      case NotSent(Reason reason) -> reason;
      case Retry(Reason reason, var answer) -> reason;
      case Refused(Reason reason, var answer) -> reason;
      case Ambiguous(Reason reason) -> reason;
    };
  }
}

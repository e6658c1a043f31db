package io.hie.protocols.mllp;

import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.ItemContext.Outside;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A started operation; stopped when closed. */
final class RunningOperation implements AutoCloseable {
  final TestItem item = new TestItem();
  final MllpOperation operation;

  RunningOperation(int port) {
    this(port, Map.of());
  }

  RunningOperation(int port, Map<String, Object> settings) {
    this(port, settings, InetAddress::getAllByName);
  }

  RunningOperation(int port, Map<String, Object> settings, Target.Resolver resolver) {
    this(port, settings, resolver, MllpOperation.waits(TestItem.operation(port, settings)));
  }

  RunningOperation(
      int port,
      Map<String, Object> settings,
      Target.Resolver resolver,
      Supplier<Backoff> backoffs) {
    operation =
        new MllpOperation(
            TestItem.operation(port, settings), item.context(new FakeIntake()), resolver, backoffs);
    RunningService.await(operation.start());
  }

  /** Waits until all its connections are there. */
  RunningOperation connected() {
    await().until(() -> item.lastTold().outside() == Outside.CONNECTED);
    return this;
  }

  CompletableFuture<DeliveryResult> send(String message) {
    return operation.deliver(Samples.delivery(message)).toCompletableFuture();
  }

  CompletableFuture<DeliveryResult> send(Payload message) {
    return operation.deliver(Samples.delivery(message)).toCompletableFuture();
  }

  DeliveryResult deliver(String message) {
    return get(send(message));
  }

  static DeliveryResult get(CompletableFuture<DeliveryResult> result) {
    try {
      return result.get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  long count(MllpOperation.Event event) {
    return operation.counts().get(event.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    RunningService.await(operation.stop());
  }

  /** The kind and code of a result, such as {@code Ambiguous ack-timeout}. */
  static String describe(DeliveryResult result) {
    return switch (result) {
      case DeliveryResult.Delivered delivered -> "Delivered " + delivered.note();
      case DeliveryResult.NotSent notSent -> "NotSent " + notSent.reason().code();
      case DeliveryResult.Retry retry -> "Retry " + retry.reason().code();
      case DeliveryResult.Refused refused -> "Refused " + refused.reason().code();
      case DeliveryResult.Ambiguous ambiguous -> "Ambiguous " + ambiguous.reason().code();
    };
  }
}

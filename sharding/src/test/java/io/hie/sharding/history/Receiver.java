package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An operation that keeps what it is given, and answers as the test says. */
final class Receiver implements Operation {
  static final DeliveryResult OK = new DeliveryResult.Delivered("AA");
  static final DeliveryResult.Reason WHY =
      new DeliveryResult.Reason("ack-error", "the receiver said AE");

  private final List<Delivery> given = new CopyOnWriteArrayList<>();
  private volatile Function<Delivery, CompletionStage<DeliveryResult>> answers =
      delivery -> CompletableFuture.completedFuture(OK);

  /** From now on, answers at once with this. */
  Receiver answering(Function<Delivery, DeliveryResult> results) {
    answers = delivery -> CompletableFuture.completedFuture(results.apply(delivery));
    return this;
  }

  /** From now on, answers when the stage is done. */
  Receiver answeringLater(Function<Delivery, CompletionStage<DeliveryResult>> stages) {
    answers = stages;
    return this;
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    given.add(delivery);
    return answers.apply(delivery);
  }

  List<Delivery> given() {
    return List.copyOf(given);
  }

  /** The texts that came, every attempt of them, in order. */
  List<String> texts() {
    return given.stream().map(Receiver::text).toList();
  }

  static String text(Delivery delivery) {
    return delivery.envelope().body().rawPayload().decode(UTF_8);
  }
}

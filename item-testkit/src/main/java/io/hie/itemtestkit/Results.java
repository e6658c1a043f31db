package io.hie.itemtestkit;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.runtime.HookCopy;
import io.hie.actormodel.runtime.Items;
import io.hie.actormodel.runtime.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the histories: offers messages, again when there is room, and notes how each ended.
 */
final class Results implements Outcomes {
  private final Function<Delivery, Items.Offer> item;
  private final Map<String, CompletableFuture<Outcome>> open = new ConcurrentHashMap<>();
  private final Map<String, MessageEnvelope> copies = new ConcurrentHashMap<>();
  private final List<Delivery> waiting = new ArrayList<>();
  private volatile boolean closed;

  Results(Function<Delivery, Items.Offer> item) {
    this.item = item;
  }

  CompletableFuture<Outcome> offer(Delivery delivery) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    open.put(delivery.id(), outcome);
    tryOffer(delivery);
    return outcome;
  }

  /** What comes back from now on stays away. */
  void close() {
    closed = true;
  }

  private void tryOffer(Delivery delivery) {
    synchronized (waiting) {
      // Before the offer, since its ready may come at once.
      waiting.add(delivery);
    }
    switch (item.apply(delivery)) {
      case TAKEN -> forget(delivery);
      case WAIT -> {}
      case REJECTED -> {
        forget(delivery);
        end(delivery, new Outcome.Discarded("reject_new"));
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // one delivery may wait twice
  private void forget(Delivery delivery) {
    synchronized (waiting) {
      waiting.removeIf(each -> each == delivery);
    }
  }

  private void end(Delivery delivery, Outcome outcome) {
    CompletableFuture<Outcome> told = open.remove(delivery.id());
    if (told != null) {
      told.complete(outcome);
    }
  }

  @Override
  public void handled(Delivery delivery, Handling handling) {
    end(delivery, new Outcome.Handled(handling));
  }

  @Override
  public void delivered(Delivery delivery, DeliveryResult result) {
    end(delivery, new Outcome.Tried(result));
  }

  @Override
  public void expired(Delivery delivery) {
    end(delivery, new Outcome.Expired());
  }

  @Override
  public void discarded(Delivery delivery, String strategy) {
    end(delivery, new Outcome.Discarded(strategy));
  }

  /** As a history does it: once for each message and hook, however often it is asked. */
  @Override
  public CompletionStage<?> copy(Delivery delivery, String target, String point) {
    copies.computeIfAbsent(
        copyId(delivery, target, point), first -> HookCopy.of(delivery, target, point));
    return CompletableFuture.completedFuture(null);
  }

  /** The copy that a hook made of a message for an item; null if it made none. */
  @Nullable MessageEnvelope copyOf(Delivery delivery, String target, String point) {
    return copies.get(copyId(delivery, target, point));
  }

  /** Which hooks made copies of a message, as {@code before to Audit}. */
  List<String> copiesOf(Delivery delivery) {
    String prefix = delivery.id() + ' ';
    return copies.keySet().stream()
        .filter(id -> id.startsWith(prefix))
        .map(id -> id.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private static String copyId(Delivery delivery, String target, String point) {
    return delivery.id() + ' ' + point + " to " + target;
  }

  @Override
  public void returned(Delivery delivery) {
    if (!closed) {
      tryOffer(delivery);
    }
  }

  @Override
  public void ready(String entityId, String item) {
    List<Delivery> again;
    synchronized (waiting) {
      again = List.copyOf(waiting);
      waiting.clear();
    }
    again.forEach(this::tryOffer);
  }
}

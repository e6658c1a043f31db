package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.production.HostSettings;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * An item at work: hands it messages and reports how each ended. Whatever a message makes the item
 * throw is that message's outcome. Each message in hand ends once, whoever is first; an item says
 * on any thread how it ended, everything else is called by the item's actor.
 */
final class ItemWork {
  private static final Reason UNKNOWN_TARGET =
      new Reason(
          "unknown-target", "the item sent it to an item that its TargetConfigNames do not list");
  private static final Reason INTERRUPTED =
      new Reason("interrupted", "the item failed while it was being delivered");
  private static final Reason TOO_LATE =
      new Reason("process-timeout", "the item did not decide within its MessageTimeout");

  private final ItemActor.Parts parts;
  private final ItemState state;
  private final ActorRef<ItemCommand> self;

  /**
   * Messages under way, so that they can be given back; changed from the item's threads too. By
   * identity: after a crash of its history one delivery may be here twice.
   */
  private final Set<Delivery> inHand =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  ItemWork(ItemActor.Parts parts, ItemState state, ActorRef<ItemCommand> self) {
    this.parts = parts;
    this.state = state;
    this.self = self;
  }

  private HostSettings host() {
    return parts.definition().host();
  }

  /** What a process said of a message: one of the two, or neither, which is a fault too. */
  private record Decision(@Nullable Handling handling, @Nullable Throwable failure) {}

  /** Works on a message that the queue handed out. */
  void begin(Delivery delivery) {
    inHand.add(delivery);
    if (!parts.outcomes().begin(delivery)) {
      unused();
      finished(delivery);
      return;
    }
    if (delivery.envelope().header().isExpiredAt(parts.clock().instant())) {
      unused();
      parts.outcomes().expired(delivery);
      finished(delivery);
      return;
    }
    if (parts.hooks() == null) {
      work(state.item, delivery);
      return;
    }
    Item item = state.item;
    parts
        .hooks()
        .before(delivery)
        .whenComplete(
            (done, never) -> {
              if (inHand.contains(delivery)) {
                work(item, delivery);
              }
            });
  }

  /** Works on a message that could not be handed over before. */
  void again(Delivery delivery) {
    if (delivery.envelope().header().isExpiredAt(parts.clock().instant())) {
      unused();
      parts.outcomes().expired(delivery);
      finished(delivery);
    } else {
      work(state.item, delivery);
    }
  }

  private void work(Item item, Delivery delivery) {
    switch (item) {
      case Process process -> {
        if (host().workers() == 1 && !worksOnThreads()) {
          handle(process, delivery);
        } else {
          parts.workers().execute(() -> handle(process, delivery));
        }
      }
      case Operation operation -> {
        if (worksOnThreads()) {
          parts.workers().execute(() -> deliver(operation, delivery));
        } else {
          deliver(operation, delivery);
        }
      }
      case Service service -> {
        giveBack(delivery);
        throw new IllegalStateException("a service was sent a message: " + parts.address());
      }
    }
  }

  private boolean worksOnThreads() {
    return switch (host().executionMode()) {
      case THREAD_POOL, MULTIPROCESS -> true;
      case ASYNC, SINGLE_PROCESS -> false;
    };
  }

  private static CompletionStage<Handling> decide(Process process, Delivery delivery) {
    return process instanceof SpreadProcess spread
        ? spread.handleAsync(delivery)
        : process.handleAsync(delivery.envelope());
  }

  private void handle(Process process, Delivery delivery) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    try {
      decide(process, delivery)
          .whenComplete((handling, failure) -> decision.complete(new Decision(handling, failure)));
    } catch (Throwable failed) {
      // Errors too: a message that overflows the stack must not take the node with it.
      decision.complete(new Decision(null, failed));
    }
    if (!decision.isDone()) {
      decision.orTimeout(host().messageTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    decision.whenComplete((decided, late) -> onDecision(process, delivery, decided));
  }

  /**
   * The first word counts: what comes after it was given back, or after its time, is nothing.
   *
   * @param decision null if it did not come in time
   */
  private void onDecision(Process process, Delivery delivery, @Nullable Decision decision) {
    if (!inHand.contains(delivery)) {
      return;
    }
    if (decision == null) {
      report(delivery, new DeliveryResult.Retry(TOO_LATE));
    } else if (decision.handling() == null) {
      Throwable failure = causeOf(decision.failure());
      if (failure instanceof Instance.AwayException away) {
        couldNotSend(delivery, String.valueOf(away.getMessage()));
        return;
      }
      tellIfBroken(process, failure);
      report(delivery, undecided(failure));
    } else if (keepsToTargets(decision.handling())) {
      ended(true);
      parts.outcomes().handled(delivery, decision.handling());
      wentWell(delivery, decision.handling().outputs().isEmpty() ? "filtered" : "handled");
    } else {
      report(delivery, new DeliveryResult.Refused(UNKNOWN_TARGET));
    }
  }

  /** A process that refuses a message says why, and would say so again. */
  private static DeliveryResult undecided(Throwable failure) {
    return failure instanceof Process.RefusedException refused
        ? new DeliveryResult.Refused(refused.reason())
        : new DeliveryResult.Retry(reasonOf(failure));
  }

  /** What goes anywhere else has no place in the order of its key. */
  private boolean keepsToTargets(Handling handling) {
    List<String> targets = host().targetConfigNames();
    for (Handling.Output output : handling.outputs()) {
      if (!targets.contains(output.target())) {
        return false;
      }
    }
    return true;
  }

  private void deliver(Operation operation, Delivery delivery) {
    if (!Pulse.isSteady()) {
      couldNotSend(delivery, "this process stood still, and another may have delivered it since");
      return;
    }
    CompletionStage<DeliveryResult> attempt;
    try {
      attempt = Objects.requireNonNull(operation.deliver(delivery));
    } catch (Throwable failed) {
      tellIfBroken(operation, failed);
      report(delivery, new DeliveryResult.Retry(reasonOf(failed)));
      return;
    }
    attempt.whenComplete((result, failure) -> onAttempt(operation, delivery, result, failure));
  }

  private void onAttempt(
      Operation operation,
      Delivery delivery,
      @Nullable DeliveryResult result,
      @Nullable Throwable failure) {
    if (result instanceof DeliveryResult.NotSent notSent) {
      couldNotSend(delivery, notSent.reason().toString());
      return;
    }
    if (result == null) {
      Throwable cause = causeOf(failure);
      if (cause instanceof Instance.AwayException away) {
        couldNotSend(delivery, String.valueOf(away.getMessage()));
        return;
      }
      if (cause instanceof Instance.ThrownException thrown) {
        Throwable failed = causeOf(thrown.getCause());
        tellIfBroken(operation, failed);
        report(delivery, new DeliveryResult.Retry(reasonOf(failed)));
        return;
      }
      tellIfBroken(operation, cause);
      report(delivery, new DeliveryResult.Ambiguous(reasonOf(cause)));
    } else {
      report(delivery, result);
    }
  }

  private void couldNotSend(Delivery delivery, String why) {
    ended(false);
    self.tell(new ItemCommand.CouldNotSend(delivery, why));
  }

  private void report(Delivery delivery, DeliveryResult result) {
    // The breaker first: if it opens, the worker that is about to be free takes no other message.
    ended(Breaker.isWell(result));
    parts.outcomes().delivered(delivery, result);
    switch (result) {
      case DeliveryResult.Delivered delivered -> wentWell(delivery, "delivered");
      case DeliveryResult.Retry retry -> failed(delivery, retry.reason());
      case DeliveryResult.Refused refused -> failed(delivery, refused.reason());
      case DeliveryResult.Ambiguous ambiguous -> failed(delivery, ambiguous.reason());
      case DeliveryResult.NotSent notSent -> throw new IllegalArgumentException("it waits");
    }
  }

  /** The outcome is on its way before a hook hears of it; only the worker waits for the hook. */
  private void wentWell(Delivery delivery, String outcome) {
    if (parts.hooks() == null) {
      finished(delivery);
    } else {
      parts.hooks().after(delivery, outcome).whenComplete((done, never) -> finished(delivery));
    }
  }

  private void failed(Delivery delivery, Reason reason) {
    if (parts.hooks() == null) {
      finished(delivery);
    } else {
      parts.hooks().onError(delivery, reason).whenComplete((done, never) -> finished(delivery));
    }
  }

  private void ended(boolean well) {
    if (parts.breaker() != null) {
      parts.breaker().ended(well);
    }
  }

  private void unused() {
    if (parts.breaker() != null) {
      parts.breaker().unused();
    }
  }

  private void tellIfBroken(Item item, Throwable cause) {
    if (cause instanceof Item.BrokenException broken) {
      self.tell(new ItemCommand.Broke(item, broken));
    }
  }

  private static Throwable causeOf(@Nullable Throwable failure) {
    if (failure == null) {
      return new NullPointerException();
    }
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Exceptions may quote what they choked on, so only their type is told. */
  private static Reason reasonOf(Throwable failure) {
    if (failure instanceof InstanceFailedException elsewhere) {
      return elsewhere.reason();
    }
    return new Reason("item-error", "the item failed with " + failure.getClass().getSimpleName());
  }

  private void finished(Delivery delivery) {
    // If it was given back meanwhile, its worker is free already.
    if (inHand.remove(delivery)
        && (parts.queue().release() || parts.queue().isHeld() || state.stopping || state.watched)) {
      self.tell(new ItemCommand.Freed());
    }
  }

  /** It was under way when the item failed: it may have arrived. */
  void interrupted(Delivery delivery) {
    if (inHand.remove(delivery)) {
      parts.outcomes().delivered(delivery, new DeliveryResult.Ambiguous(INTERRUPTED));
      parts.queue().release();
    }
  }

  /** It goes back to its history untouched. */
  void giveBack(Delivery delivery) {
    if (inHand.remove(delivery)) {
      unused();
      parts.outcomes().returned(delivery);
      parts.queue().release();
    }
  }

  boolean has(Delivery delivery) {
    return inHand.contains(delivery);
  }

  boolean isIdle() {
    return inHand.isEmpty();
  }

  List<Delivery> inHand() {
    synchronized (inHand) {
      return List.copyOf(inHand);
    }
  }
}

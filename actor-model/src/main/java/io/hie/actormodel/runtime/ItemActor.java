package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.RestartPolicy;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The actor of one item. It drives the item's life, hands it one message per free worker, and
 * reports how each ended. A message never brings it down: what fails with a message is that
 * message's outcome. What cannot be handed over stays in hand and the queue is held until the
 * outside is there again, so nothing is overtaken and nothing counts against the message.
 */
final class ItemActor {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Reason UNKNOWN_TARGET =
      new Reason(
          "unknown-target", "the item sent it to an item that its TargetConfigNames do not list");
  private static final Reason INTERRUPTED =
      new Reason("interrupted", "the item failed while it was being delivered");
  private static final Reason TOO_LATE =
      new Reason("process-timeout", "the item did not decide within its MessageTimeout");
  private static final String TRY_AGAIN = "try-again";
  private static final String START_AGAIN = "start-again";

  private final ItemAddress address;
  private final ItemDefinition definition;
  private final ItemQueue queue;
  private final Outcomes outcomes;
  private final Clock clock;
  private final Executor workers;
  private final ActorContext<ItemCommand> context;
  private final TimerScheduler<ItemCommand> timers;
  private final Supplier<Item> maker;

  private Item item;
  private Phase phase = Phase.STARTING;
  private String detail = "";
  private boolean started;
  private boolean pausedByOperator;
  private int restarts;
  private volatile boolean stopping;
  private final List<ActorRef<Done>> stopRequesters = new ArrayList<>();
  private boolean itemStopped;

  /**
   * Deliveries under way, so that they can be given back; changed from the item's threads too. By
   * identity: after a crash of its history one delivery may be here twice.
   */
  private final Set<Delivery> inHand =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final List<Delivery> unsent = new ArrayList<>();
  private Duration wait = FIRST_WAIT;

  /** What an item's actor is made of. */
  record Parts(
      ItemAddress address,
      ItemDefinition definition,
      ItemQueue queue,
      Outcomes outcomes,
      Clock clock,
      Executor workers) {}

  /**
   * The behaviour of one item.
   *
   * @param make makes the item anew for each start, given where to tell of its outside
   */
  static Behavior<ItemCommand> create(
      Parts parts, Function<ItemContext.StatusListener, Item> make) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ItemActor actor = new ItemActor(parts, make, context, timers);
                  actor.begin();
                  return Behaviors.receive(
                      (unused, command) -> actor.onCommand(command),
                      (unused, signal) -> actor.onSignal(signal));
                }));
  }

  private ItemActor(
      Parts parts,
      Function<ItemContext.StatusListener, Item> make,
      ActorContext<ItemCommand> context,
      TimerScheduler<ItemCommand> timers) {
    this.address = parts.address();
    this.definition = parts.definition();
    this.queue = parts.queue();
    this.outcomes = parts.outcomes();
    this.clock = parts.clock();
    this.workers = parts.workers();
    this.context = context;
    this.timers = timers;
    ActorRef<ItemCommand> self = context.getSelf();
    this.maker =
        () -> make.apply((outside, why) -> self.tell(new ItemCommand.OutsideChanged(outside, why)));
    this.item = maker.get();
  }

  private void begin() {
    queue.hold(true);
    CompletionStage<Void> started;
    try {
      started = item.start();
    } catch (RuntimeException failed) {
      context.getSelf().tell(new ItemCommand.Started(failed));
      return;
    }
    context.pipeToSelf(started, (ok, failure) -> new ItemCommand.Started(failure));
  }

  private Behavior<ItemCommand> onCommand(ItemCommand command) {
    switch (command) {
      case ItemCommand.Work work -> work(work.delivery());
      case ItemCommand.Freed freed -> onFreed();
      case ItemCommand.CouldNotSend failed -> onCouldNotSend(failed);
      case ItemCommand.TryAgain again -> tryAgain();
      case ItemCommand.Started started -> onStarted(started.failure());
      case ItemCommand.StartAgain again -> begin();
      case ItemCommand.OutsideChanged changed -> onOutside(changed.outside(), changed.detail());
      case ItemCommand.Pause pause -> onPause(pause.replyTo());
      case ItemCommand.Resume resume -> onResume(resume.replyTo());
      case ItemCommand.GetStatus get -> get.replyTo().tell(status());
      case ItemCommand.Stop stop -> onStop(stop.replyTo());
      case ItemCommand.Stopped stopped -> itemStopped = true;
    }
    if (stopping && itemStopped && inHand.isEmpty()) {
      stopRequesters.forEach(requester -> requester.tell(Done.getInstance()));
      return Behaviors.stopped();
    }
    return Behaviors.same();
  }

  private Behavior<ItemCommand> onSignal(Signal signal) {
    if (signal instanceof PreRestart || signal instanceof PostStop) {
      queue.hold(true);
      Items.get(context.getSystem()).unregister(address, context.getSelf());
      if (!itemStopped) {
        item.stop();
      }
      for (Delivery delivery : inHandNow()) {
        if (item instanceof Operation && !isUnsent(delivery)) {
          interrupted(delivery);
        } else {
          giveBack(delivery);
        }
      }
    }
    return Behaviors.same();
  }

  private List<Delivery> inHandNow() {
    synchronized (inHand) {
      return List.copyOf(inHand);
    }
  }

  @SuppressWarnings("ReferenceEquality") // as inHand
  private boolean isUnsent(Delivery delivery) {
    for (Delivery each : unsent) {
      if (each == delivery) {
        return true;
      }
    }
    return false;
  }

  // --- work

  private void work(Delivery delivery) {
    inHand.add(delivery);
    if (delivery.envelope().header().isExpiredAt(clock.instant())) {
      outcomes.expired(delivery);
      finished(delivery);
      return;
    }
    switch (item) {
      case Process process -> {
        if (definition.host().poolSize() == 1
            && definition.host().executionMode() != HostSettings.ExecutionMode.THREAD_POOL) {
          handle(process, delivery);
        } else {
          workers.execute(() -> handle(process, delivery));
        }
      }
      case Operation operation -> deliver(operation, delivery);
      case Service service -> {
        giveBack(delivery);
        throw new IllegalStateException("a service was sent a message: " + address);
      }
    }
  }

  private void handle(Process process, Delivery delivery) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    try {
      process
          .handleAsync(delivery.envelope())
          .whenComplete((handling, failure) -> decision.complete(new Decision(handling, failure)));
    } catch (Throwable failed) {
      // Errors too: a message that overflows the stack must not take the node with it.
      decision.complete(new Decision(null, failed));
    }
    if (!decision.isDone()) {
      decision.orTimeout(definition.host().messageTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    decision.whenComplete((decided, late) -> onDecision(delivery, decided));
  }

  /** What a process said of a message: one of the two, or neither, which is a fault too. */
  private record Decision(@Nullable Handling handling, @Nullable Throwable failure) {}

  /**
   * The first word counts: what comes after it was given back, or after its time, is nothing.
   *
   * @param decision null if it did not come in time
   */
  private void onDecision(Delivery delivery, @Nullable Decision decision) {
    if (!inHand.contains(delivery)) {
      return;
    }
    if (decision == null) {
      outcomes.delivered(delivery, new DeliveryResult.Retry(TOO_LATE));
    } else if (decision.handling() == null) {
      Throwable failure = decision.failure();
      outcomes.delivered(
          delivery, undecided(failure == null ? new NullPointerException() : failure));
    } else if (keepsToTargets(decision.handling())) {
      outcomes.handled(delivery, decision.handling());
    } else {
      outcomes.delivered(delivery, new DeliveryResult.Refused(UNKNOWN_TARGET));
    }
    finished(delivery);
  }

  /** A process that refuses a message says why, and would say so again. */
  private static DeliveryResult undecided(Throwable failure) {
    return causeOf(failure) instanceof Process.RefusedException refused
        ? new DeliveryResult.Refused(refused.reason())
        : new DeliveryResult.Retry(reasonOf(failure));
  }

  /** What goes anywhere else has no place in the order of its key. */
  private boolean keepsToTargets(Handling handling) {
    List<String> targets = definition.host().targetConfigNames();
    for (Handling.Output output : handling.outputs()) {
      if (!targets.contains(output.target())) {
        return false;
      }
    }
    return true;
  }

  private void deliver(Operation operation, Delivery delivery) {
    CompletionStage<DeliveryResult> attempt;
    try {
      attempt = Objects.requireNonNull(operation.deliver(delivery));
    } catch (Throwable failed) {
      outcomes.delivered(delivery, new DeliveryResult.Retry(reasonOf(failed)));
      finished(delivery);
      return;
    }
    attempt.whenComplete(
        (result, failure) -> {
          if (result instanceof DeliveryResult.NotSent notSent) {
            context
                .getSelf()
                .tell(new ItemCommand.CouldNotSend(delivery, notSent.reason().toString()));
            return;
          }
          if (result == null) {
            Throwable cause = failure == null ? new NullPointerException() : failure;
            outcomes.delivered(delivery, new DeliveryResult.Ambiguous(reasonOf(cause)));
          } else {
            outcomes.delivered(delivery, result);
          }
          finished(delivery);
        });
  }

  /** Exceptions may quote what they choked on, so only their type is told. */
  private static Reason reasonOf(Throwable failure) {
    return new Reason(
        "item-error", "the item failed with " + causeOf(failure).getClass().getSimpleName());
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void finished(Delivery delivery) {
    // If it was given back meanwhile, its worker is free already.
    if (inHand.remove(delivery) && (queue.release() || queue.isHeld() || stopping)) {
      context.getSelf().tell(new ItemCommand.Freed());
    }
  }

  /** It was under way when the item failed: it may have arrived. */
  private void interrupted(Delivery delivery) {
    if (inHand.remove(delivery)) {
      outcomes.delivered(delivery, new DeliveryResult.Ambiguous(INTERRUPTED));
      queue.release();
    }
  }

  private void giveBack(Delivery delivery) {
    if (inHand.remove(delivery)) {
      outcomes.returned(delivery);
      queue.release();
    }
  }

  /** A delivery got through: if the queue was held because nothing did, it goes on. */
  private void onFreed() {
    if (queue.isHeld() && unsent.isEmpty() && isCutOff() && item instanceof Operation) {
      running("");
    }
  }

  private void onCouldNotSend(ItemCommand.CouldNotSend failed) {
    if (!inHand.contains(failed.delivery())) {
      return; // given back by an earlier life of this item
    }
    if (stopping) {
      giveBack(failed.delivery());
      return;
    }
    if (unsent.isEmpty() && !timers.isTimerActive(TRY_AGAIN)) {
      timers.startSingleTimer(TRY_AGAIN, new ItemCommand.TryAgain(), jittered(wait));
      wait = min(wait.multipliedBy(2), LONGEST_WAIT);
    }
    unsent.add(failed.delivery());
    queue.hold(true);
    if (phase == Phase.RUNNING) {
      context.getLog().warn("{} cannot deliver and holds its queue: {}", address, failed.reason());
    }
    if (phase == Phase.RUNNING) {
      phase = Phase.CONNECTING;
    }
    detail = failed.reason();
  }

  /** It was started, and its outside went away. */
  private boolean isCutOff() {
    return started && (phase == Phase.CONNECTING || phase == Phase.MISCONFIGURED);
  }

  private void tryAgain() {
    List<Delivery> again = List.copyOf(unsent);
    unsent.clear();
    for (Delivery delivery : again) {
      work(delivery);
    }
  }

  private void running(String why) {
    if (isCutOff()) {
      context.getLog().info("{} works again", address);
    }
    phase = Phase.RUNNING;
    detail = why;
    wait = FIRST_WAIT;
    queue.hold(false);
  }

  // --- life

  private void onStarted(@Nullable Throwable failure) {
    if (stopping) {
      return;
    }
    if (failure == null) {
      restarts = 0;
      running("");
      started = true;
      Items.get(context.getSystem()).register(address, context.getSelf(), queue, outcomes);
      context.getLog().info("{} is running", address);
      return;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean misconfigured = cause instanceof Item.MisconfiguredException;
    phase = misconfigured ? Phase.MISCONFIGURED : Phase.FAILED;
    detail =
        misconfigured
            ? String.valueOf(cause.getMessage())
            : "could not start: " + cause.getClass().getSimpleName();
    HostSettings host = definition.host();
    boolean again =
        host.restartPolicy() != RestartPolicy.NEVER
            && (misconfigured || restarts < host.maxRestarts());
    if (again) {
      Duration delay =
          min(host.restartDelay().multipliedBy(1L << Math.min(restarts, 16)), LONGEST_WAIT);
      restarts++;
      item.stop();
      item = maker.get();
      timers.startSingleTimer(START_AGAIN, new ItemCommand.StartAgain(), delay);
    }
    context
        .getLog()
        .warn("{} is {}: {}{}", address, phase, detail, again ? "; it will be tried again" : "");
  }

  private void onOutside(Outside outside, String why) {
    if (phase != Phase.RUNNING && !isCutOff()) {
      return;
    }
    switch (outside) {
      case CONNECTED -> {
        if (phase == Phase.RUNNING) {
          return;
        }
        if (unsent.isEmpty()) {
          running(why);
        } else {
          timers.cancel(TRY_AGAIN);
          tryAgain();
        }
      }
      case CONNECTING -> {
        phase = Phase.CONNECTING;
        detail = why;
      }
      case MISCONFIGURED -> {
        phase = Phase.MISCONFIGURED;
        detail = why;
      }
    }
  }

  private void onPause(ActorRef<Done> replyTo) {
    pausedByOperator = true;
    queue.pause(true);
    answerWhenDone(item instanceof Service service ? service.pause() : null, replyTo);
  }

  private void onResume(ActorRef<Done> replyTo) {
    pausedByOperator = false;
    queue.pause(false);
    answerWhenDone(item instanceof Service service ? service.resume() : null, replyTo);
  }

  private static void answerWhenDone(
      @Nullable CompletionStage<Void> stage, ActorRef<Done> replyTo) {
    if (stage == null) {
      replyTo.tell(Done.getInstance());
    } else {
      stage.whenComplete((done, failure) -> replyTo.tell(Done.getInstance()));
    }
  }

  private void onStop(ActorRef<Done> replyTo) {
    stopRequesters.add(replyTo);
    if (stopping) {
      return;
    }
    stopping = true;
    phase = Phase.STOPPING;
    queue.hold(true);
    timers.cancelAll();
    Items.get(context.getSystem()).unregister(address, context.getSelf());
    List.copyOf(unsent).forEach(this::giveBack);
    unsent.clear();
    context.pipeToSelf(item.stop(), (done, failure) -> new ItemCommand.Stopped());
  }

  private ItemStatus status() {
    ItemQueue.Figures figures = queue.figures();
    Phase shown = pausedByOperator && phase != Phase.STOPPING ? Phase.PAUSED : phase;
    return new ItemStatus(
        address,
        definition.type(),
        definition.kind(),
        shown,
        detail,
        figures.size(),
        figures.bytes(),
        figures.oldestMillis(),
        queue.inHand(),
        figures.taken() - queue.inHand(),
        figures.averageWaitMicros());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Up to a quarter longer, so that many items do not knock at once. */
  private static Duration jittered(Duration wait) {
    long millis = wait.toMillis();
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
  }
}

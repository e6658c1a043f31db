package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Starts an item, and makes it anew when it failed, as its restart policy says. Meanwhile its queue
 * is held, and what it has in hand ends by itself. Called by the item's actor.
 */
final class ItemLife {
  private static final String START_AGAIN = "start-again";

  private final ItemActor.Parts parts;
  private final ItemState state;
  private final ItemHold hold;
  private final Supplier<Item> maker;
  private final ActorContext<ItemCommand> context;
  private final TimerScheduler<ItemCommand> timers;
  private final Restarts restarts;
  private @Nullable Instant runningSince;

  ItemLife(
      ItemActor.Parts parts,
      ItemState state,
      ItemHold hold,
      Supplier<Item> maker,
      ActorContext<ItemCommand> context,
      TimerScheduler<ItemCommand> timers) {
    this.parts = parts;
    this.state = state;
    this.hold = hold;
    this.maker = maker;
    this.context = context;
    this.timers = timers;
    this.restarts = new Restarts(parts.definition().host());
  }

  void begin() {
    parts.queue().hold(true);
    CompletionStage<Void> started;
    try {
      if (state.pausedByOperator && state.item instanceof Service service) {
        var unused = service.pause();
      }
      started = state.item.start();
    } catch (RuntimeException | LinkageError failed) {
      context.getSelf().tell(new ItemCommand.Started(failed));
      return;
    }
    context.pipeToSelf(started, (ok, failure) -> new ItemCommand.Started(failure));
  }

  void onStarted(@Nullable Throwable failure) {
    if (state.stopping) {
      return;
    }
    if (failure == null) {
      runningSince = parts.clock().instant();
      hold.goOn("");
      state.started = true;
      state.watch.started("");
      takePart();
      context.getLog().info("{} is running", parts.address());
      return;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean misconfigured = cause instanceof Item.MisconfiguredException;
    follow(
        restarts.couldNotStart(misconfigured, parts.clock().instant()),
        misconfigured ? Phase.MISCONFIGURED : Phase.FAILED,
        misconfigured ? String.valueOf(cause.getMessage()) : "could not start: " + nameOf(cause));
  }

  /** What other exceptions say may have been made of a message. */
  private static String nameOf(@Nullable Throwable cause) {
    return switch (cause) {
      case InstanceFailedException elsewhere -> elsewhere.reason().text();
      case Item.BrokenException said -> String.valueOf(said.getMessage());
      case null -> "nobody knows why";
      default -> cause.getClass().getSimpleName();
    };
  }

  /** Lets histories offer it messages, if it works and its gate is open. */
  void takePart() {
    if (state.started && !state.stopping && !state.draining && parts.gate().isOpen()) {
      Items.get(context.getSystem())
          .register(parts.address(), context.getSelf(), parts.queue(), parts.outcomes());
    }
  }

  /** A person may have mended what was wrong: no need to wait for the next attempt. */
  void tryNow() {
    boolean failed =
        state.phase == Phase.FAILED
            || state.phase == Phase.MISCONFIGURED
            || state.phase == Phase.ENDED;
    if (failed && runningSince == null && !state.stopping) {
      timers.cancel(START_AGAIN);
      state.item = maker.get();
      state.is(Phase.STARTING, "");
      begin();
    }
  }

  @SuppressWarnings("ReferenceEquality") // an earlier one may break after it was replaced
  void onBroke(ItemCommand.Broke broke) {
    if (broke.item() == state.item && isAlive()) {
      follow(
          restarts.broke(runningSince, parts.clock().instant()),
          Phase.FAILED,
          String.valueOf(broke.why().getMessage()));
    }
  }

  /** It told that it has nothing more to do. */
  void onEnded(String why) {
    if (isAlive()) {
      follow(restarts.ended(runningSince, parts.clock().instant()), Phase.ENDED, why);
    }
  }

  private boolean isAlive() {
    return !state.stopping && runningSince != null;
  }

  private void follow(Restarts.Verdict verdict, Phase phase, String why) {
    switch (verdict) {
      case Restarts.Verdict.GoOn goOn -> {
        return;
      }
      case Restarts.Verdict.GiveUp giveUp -> letGo();
      case Restarts.Verdict.Again again -> {
        letGo();
        state.item = maker.get();
        timers.startSingleTimer(START_AGAIN, new ItemCommand.StartAgain(), again.delay());
      }
    }
    state.is(phase, why);
    state.watch.started(why);
    boolean again = verdict instanceof Restarts.Verdict.Again;
    context
        .getLog()
        .warn(
            "{} is {}: {}{}", parts.address(), phase, why, again ? "; it will be tried again" : "");
    context
        .getSystem()
        .eventStream()
        .tell(
            new EventStream.Publish<ItemEvent>(
                new ItemEvent.Failed(parts.address(), parts.clock().instant(), again, why)));
  }

  private void letGo() {
    parts.queue().hold(true);
    runningSince = null;
    state.started = false;
    state.item.stop();
  }
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor of one item. It drives the item's life ({@link ItemLife}), hands it one message per
 * free worker ({@link ItemWork}), and waits with what cannot be handed over ({@link ItemHold}). A
 * message never brings it down: what fails with a message is that message's outcome.
 */
final class ItemActor {
  private static final Duration LOOK_AT_AGE_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ItemActor.class);

  private final Parts parts;
  private final ActorContext<ItemCommand> context;
  private final TimerScheduler<ItemCommand> timers;
  private final ActorSystem<?> system;
  private final ItemState state;
  private final ItemWork work;
  private final ItemHold hold;
  private final ItemLife life;
  private final List<ActorRef<Done>> stopRequesters = new ArrayList<>();
  private boolean itemStopped;

  /**
   * What an item's actor is made of.
   *
   * @param settings changed only by the item's actor
   * @param workers threads for a process whose messages are not worked on by the actor itself
   * @param secrets puts them into a definition for the item
   */
  record Parts(
      ItemAddress address,
      AtomicReference<ItemDefinition> settings,
      ItemQueue queue,
      @Nullable Breaker breaker,
      @Nullable Pace pace,
      @Nullable ItemHooks hooks,
      Lent outcomes,
      Clock clock,
      Executor workers,
      Gate gate,
      UnaryOperator<ItemDefinition> secrets) {

    /** As it is now; of the next life too. */
    ItemDefinition definition() {
      return settings.get();
    }
  }

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
                  actor.life.begin();
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
    this.parts = parts;
    this.context = context;
    this.timers = timers;
    this.system = context.getSystem();
    ActorRef<ItemCommand> self = context.getSelf();
    Supplier<Item> maker =
        () -> make.apply((outside, why) -> self.tell(new ItemCommand.OutsideChanged(outside, why)));
    this.state = new ItemState(maker.get());
    state.pausedByOperator = parts.queue().isPaused();
    this.work = new ItemWork(parts, state, self);
    this.hold = new ItemHold(parts, state, work, context, timers);
    this.life = new ItemLife(parts, state, hold, maker, context, timers);
    HostSettings host = parts.definition().host();
    if (parts.pace() != null && parts.definition().kind() != ItemKind.SERVICE) {
      parts.pace().onReady(() -> self.tell(new ItemCommand.Wake()));
    }
    parts.queue().onAlert(this::alert);
    if (host.queueAlertAge().isPositive()) {
      timers.startTimerWithFixedDelay(new ItemCommand.LookAtAge(), LOOK_AT_AGE_EVERY);
    }
  }

  private Behavior<ItemCommand> onCommand(ItemCommand command) {
    switch (command) {
      case ItemCommand.Work given -> work.begin(given.delivery());
      case ItemCommand.Freed freed -> hold.onFreed();
      case ItemCommand.Wake wake -> {
        // That it came is enough: the mailbox looks for work after it.
      }
      case ItemCommand.CouldNotSend failed -> hold.onCouldNotSend(failed);
      case ItemCommand.GiveBack back -> hold.giveBack(back.delivery());
      case ItemCommand.TryAgain again -> hold.tryAgain();
      case ItemCommand.BreakerChanged changed -> hold.onBreaker(changed.state());
      case ItemCommand.Probe probe -> hold.probe();
      case ItemCommand.Started started -> life.onStarted(started.failure());
      case ItemCommand.StartAgain again -> life.begin();
      case ItemCommand.Broke broke -> life.onBroke(broke);
      case ItemCommand.OutsideChanged changed -> {
        if (changed.outside() == Outside.ENDED) {
          life.onEnded(changed.detail());
        } else {
          hold.onOutside(changed.outside(), changed.detail());
        }
      }
      case ItemCommand.LookAtAge look -> parts.queue().lookAtAge();
      case ItemCommand.Pause pause -> onPause(pause.replyTo());
      case ItemCommand.Resume resume -> onResume(resume.replyTo());
      case ItemCommand.GetStatus get -> get.replyTo().tell(status());
      case ItemCommand.AwaitStart await -> state.watch.start(await.replyTo());
      case ItemCommand.Open open -> life.takePart();
      case ItemCommand.Quiesce quiesce -> {
        parts.queue().quiesce(true);
        state.watched = true;
        state.watch.idle(quiesce.replyTo());
      }
      case ItemCommand.Change change -> onChange(change);
      case ItemCommand.Release release -> {
        state.watched = state.draining;
        parts.queue().quiesce(false);
      }
      case ItemCommand.Drain drain -> onDrain(drain.replyTo());
      case ItemCommand.Stop stop -> onStop(stop.replyTo());
      case ItemCommand.Stopped stopped -> itemStopped = true;
    }
    if (work.isIdle()) {
      state.watch.isIdle();
      if (state.draining && parts.queue().isDry()) {
        stop();
      }
    }
    if (state.stopping && itemStopped && work.isIdle()) {
      stopRequesters.forEach(requester -> requester.tell(Done.getInstance()));
      return Behaviors.stopped();
    }
    return Behaviors.same();
  }

  private Behavior<ItemCommand> onSignal(Signal signal) {
    if (signal instanceof PreRestart || signal instanceof PostStop) {
      parts.queue().hold(true);
      Items.get(system).unregister(parts.address(), context.getSelf());
      if (!itemStopped) {
        state.item.stop();
      }
      for (Delivery delivery : work.inHand()) {
        if (state.item instanceof Operation && !hold.has(delivery)) {
          work.interrupted(delivery);
        } else {
          work.giveBack(delivery);
        }
      }
    }
    return Behaviors.same();
  }

  private void onPause(ActorRef<Done> replyTo) {
    state.pausedByOperator = true;
    parts.queue().pause(true);
    answerWhenDone(state.item instanceof Service service ? service.pause() : null, replyTo);
  }

  private void onResume(ActorRef<Done> replyTo) {
    state.pausedByOperator = false;
    parts.queue().pause(false);
    life.tryNow();
    answerWhenDone(state.item instanceof Service service ? service.resume() : null, replyTo);
  }

  private static void answerWhenDone(
      @Nullable CompletionStage<Void> stage, ActorRef<Done> replyTo) {
    if (stage == null) {
      replyTo.tell(Done.getInstance());
    } else {
      stage.whenComplete((done, failure) -> replyTo.tell(Done.getInstance()));
    }
  }

  private void onChange(ItemCommand.Change change) {
    parts.settings().set(change.definition());
    try {
      state.item.change(parts.secrets().apply(change.definition()));
    } catch (Item.MisconfiguredException unavailable) {
      LOG.warn("{} goes on with its settings: {}", parts.address(), unavailable.getMessage());
    }
    change.replyTo().tell(Done.getInstance());
  }

  /** Nothing new is offered from here on; what is in the queue is worked off. */
  private void onDrain(ActorRef<Done> replyTo) {
    stopRequesters.add(replyTo);
    state.draining = true;
    state.watched = true;
    Items.get(system).unregister(parts.address(), context.getSelf());
    if (state.item instanceof Service service) {
      var unused = service.pause();
    } else if (state.pausedByOperator) {
      state.pausedByOperator = false;
      parts.queue().pause(false);
    }
  }

  private void onStop(ActorRef<Done> replyTo) {
    stopRequesters.add(replyTo);
    stop();
  }

  private void stop() {
    if (state.stopping) {
      return;
    }
    state.stopping = true;
    state.phase = Phase.STOPPING;
    parts.queue().hold(true);
    timers.cancelAll();
    Items.get(system).unregister(parts.address(), context.getSelf());
    hold.giveAllBack();
    context.pipeToSelf(state.item.stop(), (done, failure) -> new ItemCommand.Stopped());
  }

  /** May be called from any thread. */
  private void alert(ItemEvent.Measure measure, boolean raised, long value, long limit) {
    system
        .eventStream()
        .tell(
            new EventStream.Publish<ItemEvent>(
                new ItemEvent.QueueAlert(
                    parts.address(), parts.clock().instant(), measure, raised, value, limit)));
    LOG.warn(
        "{} {} of its queue: {} {}, limit {}",
        parts.address(),
        raised ? "has an alert" : "is below the alert",
        value,
        measure == ItemEvent.Measure.DEPTH ? "messages wait" : "ms is the age of the oldest",
        limit);
  }

  private ItemStatus.@Nullable Jvms jvms() {
    if (parts.definition().host().executionMode() != HostSettings.ExecutionMode.MULTIPROCESS) {
      return null;
    }
    return state.item instanceof SpreadItem item
        ? item.spread().jvms()
        : new ItemStatus.Jvms(state.started ? 1 : 0, 1, 0);
  }

  private String detail() {
    String trouble = state.item instanceof SpreadItem item ? item.spread().trouble() : "";
    return trouble.isEmpty() || state.detail.contains(trouble)
        ? state.detail
        : (state.detail.isEmpty() ? "" : state.detail + "; ") + trouble;
  }

  private ItemStatus status() {
    return new ItemStatus(
        parts.address(),
        parts.definition().type(),
        parts.definition().kind(),
        state.shown(),
        detail(),
        parts.queue().inHand(),
        parts.queue().figures(),
        parts.breaker() == null ? null : parts.breaker().state(),
        parts.hooks() == null ? 0 : parts.hooks().failures(),
        jvms());
  }
}

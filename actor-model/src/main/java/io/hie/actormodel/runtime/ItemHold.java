package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What an item does while its outside cannot be reached: what could not be handed over stays in
 * hand and the queue is held until it can, so nothing is overtaken and nothing counts against a
 * message. Called by the item's actor.
 */
final class ItemHold {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final String TRY_AGAIN = "try-again";
  private static final String PROBE = "probe";

  private final ItemActor.Parts parts;
  private final ItemState state;
  private final ItemWork work;
  private final ActorContext<ItemCommand> context;
  private final TimerScheduler<ItemCommand> timers;

  private final List<Delivery> unsent = new ArrayList<>();
  private Duration wait = FIRST_WAIT;

  ItemHold(
      ItemActor.Parts parts,
      ItemState state,
      ItemWork work,
      ActorContext<ItemCommand> context,
      TimerScheduler<ItemCommand> timers) {
    this.parts = parts;
    this.state = state;
    this.work = work;
    this.context = context;
    this.timers = timers;
    Breaker breaker = parts.breaker();
    if (breaker != null) {
      breaker.onChange(now -> context.getSelf().tell(new ItemCommand.BreakerChanged(now)));
      if (breaker.state() == BreakerState.OPEN) {
        probeLater(breaker); // an earlier life of this actor was to do it
      }
    }
  }

  void onCouldNotSend(ItemCommand.CouldNotSend failed) {
    if (!work.has(failed.delivery())) {
      return; // given back by an earlier life of this item
    }
    if (state.stopping) {
      work.giveBack(failed.delivery());
      return;
    }
    unsent.add(failed.delivery());
    parts.queue().hold(true);
    if (mayPass() && !timers.isTimerActive(TRY_AGAIN)) {
      timers.startSingleTimer(TRY_AGAIN, new ItemCommand.TryAgain(), jittered(wait));
      wait = min(wait.multipliedBy(2), LONGEST_WAIT);
    }
    if (state.phase == Phase.RUNNING) {
      context
          .getLog()
          .warn("{} cannot deliver and holds its queue: {}", parts.address(), failed.reason());
      state.phase = Phase.CONNECTING;
    }
    if (state.phase == Phase.CONNECTING) {
      state.detail = failed.reason();
    }
  }

  /** Tries what could not be sent, as far as the breaker lets it through. */
  void tryAgain() {
    if (unsent.isEmpty()) {
      onFreed(); // it was given back
      return;
    }
    List<Delivery> again = List.copyOf(unsent);
    unsent.clear();
    for (Delivery delivery : again) {
      if (mayPass()) {
        if (parts.breaker() != null) {
          parts.breaker().pass();
        }
        work.again(delivery);
      } else {
        unsent.add(delivery);
      }
    }
  }

  private boolean mayPass() {
    return parts.breaker() == null || parts.breaker().mayPass();
  }

  /** A message got through: if the queue was held because none did, it goes on. */
  void onFreed() {
    if (parts.queue().isHeld() && unsent.isEmpty() && state.isCutOff()) {
      goOn("");
    }
  }

  void onBreaker(BreakerState now) {
    Breaker breaker = parts.breaker();
    if (breaker == null || state.stopping) {
      return;
    }
    context
        .getSystem()
        .eventStream()
        .tell(
            new EventStream.Publish<ItemEvent>(
                new ItemEvent.BreakerChanged(parts.address(), parts.clock().instant(), now)));
    context
        .getLog()
        .warn("{}: its circuit breaker is {}", parts.address(), HostSettings.spell(now));
    switch (now) {
      case OPEN -> probeLater(breaker);
      case HALF_OPEN, CLOSED -> tryAgain();
    }
  }

  private void probeLater(Breaker breaker) {
    timers.cancel(TRY_AGAIN);
    timers.startSingleTimer(PROBE, new ItemCommand.Probe(), breaker.timeout());
  }

  void probe() {
    if (parts.breaker() != null) {
      parts.breaker().probe();
    }
  }

  void onOutside(Outside outside, String why) {
    if (state.phase != Phase.RUNNING && !state.isCutOff()) {
      return;
    }
    switch (outside) {
      case CONNECTED -> {
        if (state.phase == Phase.RUNNING) {
          return;
        }
        if (unsent.isEmpty()) {
          goOn(why);
        } else {
          timers.cancel(TRY_AGAIN);
          tryAgain();
        }
      }
      case CONNECTING -> state.is(Phase.CONNECTING, why);
      case MISCONFIGURED -> state.is(Phase.MISCONFIGURED, why);
      case ENDED -> throw new IllegalArgumentException("that is the end of its life");
    }
  }

  /** The item works: begins with what is left of an earlier life of it. */
  void goOn(String why) {
    if (state.isCutOff()) {
      context.getLog().info("{} works again", parts.address());
    }
    state.is(Phase.RUNNING, why);
    wait = FIRST_WAIT;
    if (unsent.isEmpty()) {
      parts.queue().hold(false);
    } else {
      state.phase = Phase.CONNECTING;
      tryAgain();
    }
  }

  boolean has(Delivery delivery) {
    for (Delivery each : unsent) {
      if (isSame(each, delivery)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // as the messages in hand
  private static boolean isSame(Delivery a, Delivery b) {
    return a == b;
  }

  /** Who lent it wants it back. */
  void giveBack(Delivery delivery) {
    if (unsent.removeIf(each -> isSame(each, delivery))) {
      work.giveBack(delivery);
    }
  }

  void giveAllBack() {
    List.copyOf(unsent).forEach(work::giveBack);
    unsent.clear();
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

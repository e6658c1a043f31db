package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.Instance.AwayException;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.instance.InstanceJvm.Blueprint;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemContext.StatusListener;
import io.hie.actormodel.production.ItemDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The instances of one item, and which of them a message goes to: that of its key, by hash. If its
 * JVM is away, a message that was never tried goes to the next one that runs; order does not depend
 * on it, since one message of a key is out at a time. One that was tried waits for its own: it may
 * be what ended the JVM, and must not end the next.
 *
 * <p>Safe from any thread.
 */
final class Spread {
  private final Duration patience;
  private final StatusListener status;
  private final List<Place> places = new ArrayList<>();
  private final AtomicLong restarts = new AtomicLong();

  /** An instance and how it is; guarded by itself. */
  private final class Place implements InstanceJvm.Listener {
    private final String jvm;
    private Instance instance;
    private CompletableFuture<Void> back = CompletableFuture.completedFuture(null);
    private boolean isAway;
    private String trouble = "";
    private Outside outside = Outside.CONNECTED;
    private String detail = "";

    Place(String jvm) {
      this.jvm = jvm;
    }

    @Override
    public void up() {
      CompletableFuture<Void> waited;
      synchronized (this) {
        waited = back;
        if (isAway) {
          isAway = false;
          restarts.incrementAndGet();
        }
        trouble = "";
      }
      waited.complete(null);
      tellOutside();
    }

    @Override
    public void away(String why) {
      synchronized (this) {
        isAway = true;
        trouble = why;
        outside = Outside.CONNECTED;
        detail = "";
        if (back.isDone()) {
          back = new CompletableFuture<>();
        }
      }
    }

    @Override
    public void outside(Outside now, String why) {
      if (now == Outside.ENDED) {
        status.outside(now, why);
        return;
      }
      synchronized (this) {
        outside = now;
        detail = why;
      }
      tellOutside();
    }

    /** Completes when it is up, if that is soon enough. */
    CompletionStage<Void> whenBack() {
      CompletableFuture<Void> waiting;
      synchronized (this) {
        waiting = back.copy();
      }
      return waiting.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What waits for it waits no longer. */
    synchronized void letGo() {
      back.completeExceptionally(new AwayException("the item stops"));
    }

    synchronized Outside outside() {
      return outside;
    }

    synchronized String detail() {
      return detail;
    }

    synchronized String trouble() {
      return trouble;
    }
  }

  /**
   * An instance in the node's own JVM, and one in each of the others, as many as there are workers
   * at most; the others come first, so that few workers are kept apart from the node.
   *
   * @param own in the node's own JVM
   * @param patience how long a message that was tried waits for its JVM
   */
  static Spread of(
      Blueprint blueprint,
      List<InstanceJvm> jvms,
      Function<StatusListener, Instance> own,
      Duration patience,
      StatusListener status) {
    Spread spread = new Spread(patience, status);
    int workers = blueprint.definition().host().workers();
    for (InstanceJvm jvm : jvms.subList(0, Math.min(workers, jvms.size()))) {
      Place place = spread.new Place(jvm.name());
      place.instance = jvm.instance(blueprint, place);
      spread.places.add(place);
    }
    if (workers > jvms.size()) {
      Place place = spread.new Place("the node");
      place.instance = own.apply(place::outside);
      spread.places.add(place);
    }
    return spread;
  }

  private Spread(Duration patience, StatusListener status) {
    this.patience = patience;
    this.status = status;
  }

  /** Works on a message where it has to be. */
  <R> CompletionStage<R> with(Delivery message, Function<Instance, CompletionStage<R>> work) {
    return with(message, work, places.size());
  }

  /** One that was not handed over, since the JVM ended just then, is as one that comes now. */
  private <R> CompletionStage<R> with(
      Delivery message, Function<Instance, CompletionStage<R>> work, int tries) {
    return once(message, work)
        .exceptionallyCompose(
            failure ->
                tries > 1 && causeOf(failure) instanceof AwayException
                    ? with(message, work, tries - 1)
                    : CompletableFuture.failedFuture(failure));
  }

  private <R> CompletionStage<R> once(
      Delivery message, Function<Instance, CompletionStage<R>> work) {
    int home = Math.floorMod(message.entityId().hashCode(), places.size());
    Place first = places.get(home);
    if (first.instance.isUp()) {
      return work.apply(first.instance);
    }
    if (message.attempt() > 1 || message.mayBeRepeat()) {
      return first
          .whenBack()
          .exceptionallyCompose(why -> CompletableFuture.failedFuture(inVain(first, causeOf(why))))
          .thenCompose(back -> work.apply(first.instance));
    }
    for (int i = 1; i < places.size(); i++) {
      Instance other = places.get((home + i) % places.size()).instance;
      if (other.isUp()) {
        return work.apply(other);
      }
    }
    return CompletableFuture.failedFuture(new AwayException(first.jvm + " " + first.trouble()));
  }

  private static RuntimeException inVain(Place place, Throwable why) {
    if (why instanceof AwayException stops) {
      return stops;
    }
    return new InstanceFailedException(
        new Reason(
            "worker-away", place.jvm + " was not started again within the item's MessageTimeout"));
  }

  /** Starts all. Fails as the first that fails, rather as one that a person has to mend. */
  CompletionStage<Void> start() {
    List<CompletableFuture<Void>> starting =
        places.stream().map(place -> place.instance.start().toCompletableFuture()).toList();
    return CompletableFuture.allOf(starting.toArray(CompletableFuture<?>[]::new))
        .exceptionallyCompose(failed -> CompletableFuture.failedFuture(worst(starting, failed)));
  }

  private static Throwable worst(List<CompletableFuture<Void>> starting, Throwable failed) {
    for (CompletableFuture<Void> each : starting) {
      if (each.isCompletedExceptionally()
          && causeOf(each.exceptionNow()) instanceof Item.MisconfiguredException misconfigured) {
        return misconfigured;
      }
    }
    return causeOf(failed);
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  void change(ItemDefinition definition) {
    places.forEach(place -> place.instance.change(definition));
  }

  CompletionStage<Void> stop() {
    places.forEach(Place::letGo);
    return CompletableFuture.allOf(
        places.stream()
            .map(place -> place.instance.stop().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  /** In how many JVMs there are instances, in how many of them one takes messages, and so on. */
  ItemStatus.Jvms jvms() {
    int up = (int) places.stream().filter(place -> place.instance.isUp()).count();
    return new ItemStatus.Jvms(up, places.size(), restarts.get());
  }

  /** Which JVMs are away and why, for an operator; empty if none is. */
  String trouble() {
    StringBuilder all = new StringBuilder();
    for (Place place : places) {
      String why = place.trouble();
      if (!why.isEmpty()) {
        all.append(all.isEmpty() ? "" : "; ").append(place.jvm).append(' ').append(why);
      }
    }
    return all.toString();
  }

  /** The worst of all, since one that cannot deliver holds back its keys. */
  private void tellOutside() {
    Place shown = places.getFirst();
    for (Place place : places) {
      if (place.outside().compareTo(shown.outside()) > 0) {
        shown = place;
      }
    }
    status.outside(shown.outside(), shown.detail());
  }
}

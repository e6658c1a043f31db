package io.hie.clusternode.workers;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.instance.InstanceJvm.Blueprint;
import io.hie.actormodel.instance.InstanceJvm.Listener;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An instance in a worker, as the node sees it, through all lives of the worker. */
final class RemoteInstance implements Instance {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Worker worker;
  private final Blueprint blueprint;
  private final Listener listener;
  private final @Nullable String jar;
  private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
  private volatile ItemDefinition definition;
  private volatile @Nullable Home home;
  private volatile boolean stopped;
  private @Nullable Link opening; // guarded by this
  private Duration wait =
      Duration.ofSeconds(1); // before it is made anew; of the scheduler's thread

  /** Where it lives, under which number. */
  private record Home(Link link, long number) {}

  RemoteInstance(Worker worker, Blueprint blueprint, Listener listener) {
    this.worker = worker;
    this.blueprint = blueprint;
    this.listener = listener;
    this.definition = blueprint.definition();
    this.jar = ItemLibrary.jarOf(blueprint.type()).map(Path::toString).orElse(null);
  }

  @Override
  public boolean isUp() {
    return home != null;
  }

  @Override
  public CompletionStage<Void> start() {
    worker.add(this);
    return firstStart
        .copy()
        .completeOnTimeout(null, worker.settings().startTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(
            done -> {
              if (!firstStart.isDone()) {
                throw new InstanceFailedException(
                    new Reason("worker-away", worker.name() + " " + worker.trouble()));
              }
            });
  }

  /** The worker runs: makes the instance there, once however often that is said. */
  void open(Link link) {
    synchronized (this) {
      if (opening == link) {
        return;
      }
      opening = link;
    }
    make(link);
  }

  private void make(Link link) {
    if (stopped) {
      return;
    }
    ItemDefinition made = definition;
    long number = NUMBERS.incrementAndGet();
    worker.numbered(number, this);
    String item = ItemDocument.write(made);
    link.call(
            call ->
                new Frame.Open(
                    call,
                    number,
                    blueprint.workspace(),
                    blueprint.project(),
                    item,
                    made.path(),
                    jar))
        .whenComplete((answer, gone) -> onOpened(new Home(link, number), made, answer));
  }

  private void onOpened(Home opened, ItemDefinition made, Frame.@Nullable Answer answer) {
    if (answer instanceof Frame.Done && !stopped) {
      home = opened;
      ItemDefinition now = definition;
      if (!now.equals(made)) {
        change(now); // it came while the instance was being made
      }
      firstStart.complete(null);
      listener.up();
      if (!opened.link().isReady()) {
        away(opened.link()); // it ended before this was its home, so nobody was told
      }
      return;
    }
    worker.forget(opened.number());
    if (answer == null) {
      return; // The worker ended; it will be here again.
    }
    var unused = opened.link().call(call -> new Frame.Close(call, opened.number()));
    if (answer instanceof Frame.Failed failed && !stopped) {
      if (firstStart.completeExceptionally(exceptionOf(failed))) {
        return;
      }
      listener.away("cannot make the item again: " + failed.reason().text());
      again(opened.link());
    }
  }

  private void again(Link link) {
    Duration now = wait;
    wait = now.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : now.multipliedBy(2);
    try {
      var unused =
          worker
              .scheduler()
              .schedule(
                  () -> {
                    if (link.isReady()) {
                      make(link);
                    }
                  },
                  now.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // The node stops.
    }
  }

  /** That life of the worker is over. */
  void away(Link ended) {
    Home was;
    synchronized (this) {
      was = home;
      if (was == null || was.link() != ended) {
        return;
      }
      home = null;
    }
    worker.forget(was.number());
    listener.away(worker.trouble());
  }

  void onOutside(Frame.ToldOutside told) {
    if (!stopped) {
      listener.outside(told.outside(), told.detail());
    }
  }

  @Override
  public CompletionStage<Handling> handle(Delivery message) {
    Home now = home;
    if (now == null) {
      return CompletableFuture.failedFuture(notThere());
    }
    return now.link()
        .call(call -> new Frame.Handle(call, now.number(), message.envelope()))
        .handle(
            (answer, failure) ->
                switch (answer) {
                  case Frame.Handled(long call, Handling handling) -> handling;
                  case Frame.Failed failed -> throw exceptionOf(failed);
                  case Frame.Done done -> throw strange();
                  case Frame.Delivered delivered -> throw strange();
                  case null -> throw exceptionOf(failure);
                });
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery message) {
    Home now = home;
    if (now == null) {
      return CompletableFuture.failedFuture(notThere());
    }
    return now.link()
        .call(call -> new Frame.Deliver(call, now.number(), message))
        .handle(
            (answer, failure) ->
                switch (answer) {
                  case Frame.Delivered(long call, DeliveryResult result) -> result;
                  case Frame.Failed failed -> {
                    RuntimeException cause = exceptionOf(failed);
                    throw failed.thrown() ? new ThrownException(cause) : cause;
                  }
                  case Frame.Done done -> throw strange();
                  case Frame.Handled handled -> throw strange();
                  case null -> {
                    RuntimeException cause = exceptionOf(failure);
                    if (cause instanceof Process.RefusedException large) {
                      yield new DeliveryResult.Refused(large.reason());
                    }
                    throw cause;
                  }
                });
  }

  private AwayException notThere() {
    return new AwayException(worker.name() + " " + worker.trouble());
  }

  private static InstanceFailedException strange() {
    return new InstanceFailedException(
        new Reason("worker-lost", "the worker answered something else than was asked"));
  }

  private static RuntimeException exceptionOf(Frame.Failed failed) {
    return switch (failed.kind()) {
      case MISCONFIGURED -> new Item.MisconfiguredException(failed.reason().text());
      case REFUSED -> new Process.RefusedException(failed.reason());
      case BROKEN -> new Item.BrokenException(failed.reason().text());
      case OTHER -> new InstanceFailedException(failed.reason());
    };
  }

  /** What is too large to be handed over will be the next time, too. */
  private static RuntimeException exceptionOf(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case Frames.TooLargeException large ->
          new Process.RefusedException(
              new Reason(
                  "too-large", "the message is too large for a worker: " + large.getMessage()));
      case RuntimeException known -> known;
      case null, default -> strange();
    };
  }

  @Override
  public void change(ItemDefinition changed) {
    definition = changed;
    Home now = home;
    if (now != null) {
      now.link().tell(new Frame.Change(now.number(), ItemDocument.write(changed), changed.path()));
    }
  }

  @Override
  public CompletionStage<Void> stop() {
    stopped = true;
    worker.remove(this);
    Home now = home;
    home = null;
    if (now == null) {
      return CompletableFuture.completedFuture(null);
    }
    return now.link()
        .call(call -> new Frame.Close(call, now.number()))
        .orTimeout(STOP.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (answer, late) -> {
              worker.forget(now.number());
              return null;
            });
  }
}

package io.hie.clusternode.workers;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemDocument;
import io.hie.actormodel.production.ItemTypes;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance of an item in this worker. */
final class Resident {
  private static final Reason NO_ITEM = new Reason("stopped", "the instance is not running");

  private static final Logger LOG = LoggerFactory.getLogger(Resident.class);

  private final Frame.Open open;
  private final Types types;
  private final ActorSystem<?> system;
  private final ToNode node;

  /** The item, when it was made; its failure if it could not be. */
  private final CompletableFuture<Item> made = new CompletableFuture<>();

  private volatile @Nullable ItemTypes known;

  /** Where its types come from. */
  interface Types {
    ItemTypes get() throws IOException;
  }

  Resident(Frame.Open open, Types types, ActorSystem<?> system, ToNode node) {
    this.open = open;
    this.types = types;
    this.system = system;
    this.node = node;
  }

  @Nullable String jar() {
    return open.jar();
  }

  void start() {
    CompletionStage<Void> started;
    try {
      ItemTypes found = types.get();
      known = found;
      ItemDefinition definition = ItemDocument.read(open.item(), open.path(), found);
      Item item = ItemDocument.typeOf(definition, found).create(definition, context(definition));
      made.complete(item);
      started = item.start();
    } catch (Throwable failed) {
      made.completeExceptionally(failed);
      node.send(failed(open.call(), failed, true));
      return;
    }
    started.whenComplete(
        (done, failure) ->
            node.send(
                failure == null
                    ? new Frame.Done(open.call())
                    : failed(open.call(), failure, false)));
  }

  private ItemContext context(ItemDefinition definition) {
    return new ItemContext(
        open.workspace(),
        open.project(),
        definition.name(),
        new NoIntake(),
        (outside, detail) -> node.send(new Frame.ToldOutside(open.instance(), outside, detail)),
        system,
        Clock.systemUTC(),
        LoggerFactory.getLogger("hie.item." + open.project() + "." + definition.name()));
  }

  /** What a call gets that came when its instance was closed: nothing was begun. */
  static Frame.Failed notRunning(long call) {
    return new Frame.Failed(call, Frame.Kind.OTHER, true, NO_ITEM);
  }

  /**
   * On the reader's thread, so that it is done before the next message. An item that fails with it
   * goes on as it was, and the worker with the others.
   */
  void change(Frame.Change change) {
    Item item = made.isDone() && !made.isCompletedExceptionally() ? made.join() : null;
    ItemTypes found = known;
    if (item == null || found == null) {
      return;
    }
    try {
      item.change(ItemDocument.read(change.item(), change.path(), found));
    } catch (RuntimeException failed) {
      LOG.error(
          "{} does not take its changed settings: {}", change.path(), failed.getClass().getName());
    }
  }

  void handle(Frame.Handle frame) {
    if (!(itemNow() instanceof Process process)) {
      node.send(notRunning(frame.call()));
      return;
    }
    CompletionStage<Handling> handling;
    try {
      handling = Objects.requireNonNull(process.handleAsync(frame.message()));
    } catch (Throwable failed) {
      node.send(failed(frame.call(), failed, true));
      return;
    }
    handling.whenComplete(
        (decided, failure) ->
            node.send(
                decided == null
                    ? failed(frame.call(), failure, false)
                    : new Frame.Handled(frame.call(), decided)));
  }

  void deliver(Frame.Deliver frame) {
    if (!(itemNow() instanceof Operation operation)) {
      node.send(notRunning(frame.call()));
      return;
    }
    CompletionStage<DeliveryResult> delivering;
    try {
      delivering = Objects.requireNonNull(operation.deliver(frame.delivery()));
    } catch (Throwable failed) {
      node.send(failed(frame.call(), failed, true));
      return;
    }
    delivering.whenComplete(
        (result, failure) ->
            node.send(
                result == null
                    ? failed(frame.call(), failure, false)
                    : new Frame.Delivered(frame.call(), result)));
  }

  private @Nullable Item itemNow() {
    return made.isDone() && !made.isCompletedExceptionally() ? made.join() : null;
  }

  void stop(long call) {
    made.thenCompose(Item::stop).whenComplete((done, neverMade) -> node.send(new Frame.Done(call)));
  }

  /** As in the node: an exception may quote what it choked on, so only its type is told. */
  private static Frame.Failed failed(long call, @Nullable Throwable failure, boolean thrown) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case Item.MisconfiguredException person ->
          failed(call, Frame.Kind.MISCONFIGURED, thrown, String.valueOf(person.getMessage()));
      case Item.BrokenException broken ->
          failed(call, Frame.Kind.BROKEN, thrown, String.valueOf(broken.getMessage()));
      case Process.RefusedException refused ->
          new Frame.Failed(call, Frame.Kind.REFUSED, thrown, refused.reason());
      case null -> failed(call, Frame.Kind.OTHER, thrown, "the item failed with nothing");
      default ->
          failed(
              call,
              Frame.Kind.OTHER,
              thrown,
              "the item failed with " + cause.getClass().getSimpleName());
    };
  }

  private static Frame.Failed failed(long call, Frame.Kind kind, boolean thrown, String text) {
    return new Frame.Failed(call, kind, thrown, new Reason("item-error", text));
  }

  /** A process and an operation receive nothing from outside. */
  private static final class NoIntake implements Intake {
    @Override
    public void submit(Submission submission, Listener listener) {
      listener.onAcceptance(
          new Acceptance.NotStored("an instance in a worker takes nothing in; let a service"));
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      return false;
    }
  }
}

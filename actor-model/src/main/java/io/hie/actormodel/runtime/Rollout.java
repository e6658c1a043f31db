package io.hie.actormodel.runtime;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ItemChange;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.item.ItemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Puts a changed document into effect, or leaves everything as it was.
 *
 * <ol>
 *   <li>What changes is stopped or brought to rest; what is new or changed is started behind a
 *       closed {@link Gate}. If anything fails here, all of it is undone, and no message has met
 *       the new document.
 *   <li>The new document is written down as applied: from here on there is no way back.
 *   <li>The histories are given the new document at once; then the gates are opened. No process
 *       whose decisions change has a message in hand at that moment.
 *   <li>What is removed finishes what it has, and is stopped.
 * </ol>
 *
 * <p>Items that do not change are not touched by any of it.
 */
final class Rollout {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration RETIRE = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Crew crew;
  private final ProductionActor.Plan before;
  private final ProductionActor.Plan next;
  private final ChangePlan change;
  private final Supplier<? extends CompletionStage<?>> commit;
  private final Consumer<ProductionActor.Plan> inEffect;

  private final List<ItemHandle> stopped = new ArrayList<>();
  private final List<ItemHandle> resting = new ArrayList<>();
  private final List<ItemHandle> started = new ArrayList<>();
  private final List<ItemHandle> retiring = new ArrayList<>();

  /**
   * A rollout.
   *
   * @param commit writes the new document down as applied
   * @param inEffect told when the new document is in effect
   */
  Rollout(
      ActorSystem<?> system,
      Crew crew,
      ProductionActor.Plan before,
      ProductionActor.Plan next,
      ChangePlan change,
      Supplier<? extends CompletionStage<?>> commit,
      Consumer<ProductionActor.Plan> inEffect) {
    this.system = system;
    this.crew = crew;
    this.before = before;
    this.next = next;
    this.change = change;
    this.commit = commit;
    this.inEffect = inEffect;
  }

  /** Does it; completes with what went wrong, or with nothing. To be called where the crew is. */
  CompletableFuture<String> run() {
    return rest()
        .thenComposeAsync(done -> stopOld(), crew.here())
        .thenComposeAsync(done -> startNew(), crew.here())
        .thenComposeAsync(
            done -> commit.get().thenApply(written -> Done.getInstance()), crew.here())
        .handleAsync((done, failure) -> failure == null ? goOn() : undo(failure), crew.here())
        .thenCompose(ended -> ended);
  }

  private CompletableFuture<Void> rest() {
    for (ItemChange each : change.those(How.CHANGE)) {
      ItemHandle handle = crew.find(each.item());
      if (handle != null && each.kind() == ItemKind.PROCESS) {
        resting.add(handle);
      }
    }
    return Crew.allOf(
        resting.stream()
            .map(item -> item.ask(ItemCommand.Quiesce::new, Crew.STOP_TIMEOUT))
            .toList());
  }

  private CompletableFuture<Void> stopOld() {
    for (ItemChange each : change.items()) {
      boolean stops =
          each.how() == How.RESTART
              || each.how() == How.STOP
              || (each.how() == How.REMOVE && each.kind() == ItemKind.SERVICE);
      ItemHandle handle = stops ? crew.find(each.item()) : null;
      if (handle != null) {
        stopped.add(handle);
      }
    }
    return crew.stop(Crew.services(stopped))
        .thenComposeAsync(done -> crew.stop(Crew.others(stopped)), crew.here());
  }

  private CompletableFuture<Void> startNew() {
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (ProductionActor.Plan.Part part : ProductionActor.downstreamFirst(next.items())) {
      String name = part.definition().name();
      boolean starts =
          change.items().stream()
              .anyMatch(
                  each ->
                      each.item().equals(name)
                          && (each.how() == How.START || each.how() == How.RESTART));
      if (starts && crew.desired(name) != Desired.STOPPED) {
        ItemHandle handle = crew.start(next, part, false);
        started.add(handle);
        starting.add(
            handle
                .ask(ItemCommand.AwaitStart::new, START_TIMEOUT)
                .thenAccept(
                    result -> {
                      if (!result.problem().isEmpty()) {
                        throw new DidNotStartException(name + ": " + result.problem());
                      }
                    }));
      }
    }
    return Crew.allOf(starting);
  }

  private CompletableFuture<String> goOn() {
    for (ItemChange each : change.those(How.REMOVE)) {
      ItemHandle handle = crew.find(each.item());
      if (handle != null) {
        retiring.add(handle);
      }
    }
    Set<String> leaving = new HashSet<>();
    retiring.forEach(item -> leaving.add(item.definition().name()));
    Productions productions = Productions.get(system);
    productions.deploy(next.production().keeping(leaving, before.production()));
    inEffect.accept(next);
    return takeSettings()
        .thenComposeAsync(
            done -> {
              resting.forEach(item -> item.actor().tell(new ItemCommand.Release()));
              started.forEach(ItemHandle::open);
              return crew.whenIdle(retiring, RETIRE);
            },
            crew.here())
        .thenComposeAsync(idle -> crew.stop(retiring), crew.here())
        .handleAsync(
            (done, slow) -> {
              if (!retiring.isEmpty()) {
                productions.deploy(next.production());
              }
              for (ItemChange each : change.those(How.REMOVE)) {
                Items.get(system).forget(address(each.item()), next.outcomes());
              }
              return "";
            },
            crew.here());
  }

  private CompletableFuture<Void> takeSettings() {
    List<CompletableFuture<Done>> taking = new ArrayList<>();
    for (ItemChange each : change.those(How.CHANGE)) {
      ItemHandle handle = crew.find(each.item());
      ProductionActor.Plan.Part part = next.part(each.item());
      if (handle != null && part != null) {
        handle.changedTo(part);
        taking.add(
            handle.ask(
                replyTo -> new ItemCommand.Change(part.definition(), replyTo), Crew.STOP_TIMEOUT));
      }
    }
    // It is too late to turn back; an item that ended meanwhile starts with them.
    return Crew.allOf(taking).exceptionally(ended -> null);
  }

  private CompletableFuture<String> undo(Throwable failure) {
    String why = reason(failure);
    return crew.stop(Crew.services(started))
        .exceptionally(slow -> null)
        .thenComposeAsync(done -> crew.stop(Crew.others(started)), crew.here())
        .exceptionally(slow -> null)
        .thenComposeAsync(done -> startOld(), crew.here())
        .thenApply(worse -> worse.isEmpty() ? why : why + "; and now " + worse);
  }

  private CompletableFuture<String> startOld() {
    resting.forEach(item -> item.actor().tell(new ItemCommand.Release()));
    List<CompletableFuture<String>> starting = new ArrayList<>();
    for (ProductionActor.Plan.Part part : ProductionActor.downstreamFirst(before.items())) {
      String name = part.definition().name();
      if (stopped.stream().anyMatch(item -> item.definition().name().equals(name))) {
        starting.add(
            crew.start(before, part, true)
                .ask(ItemCommand.AwaitStart::new, START_TIMEOUT)
                .handle(
                    (result, slow) ->
                        slow != null || !result.problem().isEmpty()
                            ? name + " does not run: " + (slow != null ? "slow" : result.problem())
                            : ""));
      }
    }
    return Crew.allOf(starting)
        .thenApply(
            done ->
                String.join(
                    ", ",
                    starting.stream()
                        .map(CompletableFuture::join)
                        .filter(problem -> !problem.isEmpty())
                        .toList()));
  }

  private ItemAddress address(String item) {
    return new ItemAddress(next.production().workspace(), next.production().project(), item);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case DidNotStartException problem -> String.valueOf(problem.getMessage());
      case TimeoutException slow ->
          "an item did not stop or start within "
              + START_TIMEOUT.toSeconds()
              + " s; see hie status for which is STOPPING or STARTING";
      default -> "the change could not be written down: " + cause.getClass().getSimpleName();
    };
  }

  static String nameOf(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getClass().getSimpleName();
  }

  /** An item of the new document does not work. */
  private static final class DidNotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DidNotStartException(String message) {
      super(message);
    }
  }
}

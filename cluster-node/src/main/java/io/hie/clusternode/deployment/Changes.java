package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.httpapi.Deployments.Done;
import io.hie.httpapi.Deployments.Refused;
import io.hie.httpapi.Deployments.Request;
import io.hie.httpapi.Deployments.Result;
import io.hie.sharding.seal.KeyUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * One change of what runs. It is written down before anything is touched, and again when it can no
 * longer fail, so that a node that is killed in between starts with the one or the other.
 */
final class Changes {
  /** Longer than each step of a change may take together. */
  private static final Duration CHANGE = Duration.ofSeconds(110);

  /** How long whoever asked for a change that was undone waits until that is written down. */
  private static final Duration WRITE = Duration.ofSeconds(45);

  private final ActorSystem<?> system;
  private final ProductionStore store;
  private final EndOfChange end;
  private final Running running;
  private final Function<String, CompletionStage<Void>> prepareWorkspace;
  private final String node;
  private final QuotaCheck quotas;
  private final Clock clock;

  /**
   * Makes changes on this node.
   *
   * @param prepareWorkspace called before anything of a workspace runs here
   * @param node this one, in what is written down
   */
  Changes(
      ActorSystem<?> system,
      ProductionStore store,
      Running running,
      Function<String, CompletionStage<Void>> prepareWorkspace,
      String node,
      QuotaCheck quotas,
      Clock clock) {
    this.system = system;
    this.store = store;
    this.end =
        new EndOfChange(store, () -> system.getWhenTerminated().toCompletableFuture().isDone());
    this.running = running;
    this.prepareWorkspace = prepareWorkspace;
    this.node = node;
    this.quotas = quotas;
    this.clock = clock;
  }

  CompletionStage<ProductionRecord> find(Production production) {
    return store.find(production.workspace().id(), production.name());
  }

  /** What would be done to the items that run. */
  ChangePlan plan(Production next, ProductionRecord record) {
    Running.One one = running.find(record.workspace(), record.project());
    return ChangePlan.of(one == null ? null : one.production(), next, record.desired());
  }

  /** Makes a change, unless something is in its way. */
  CompletionStage<Result> make(
      Production next,
      ProductionRecord record,
      Origin origin,
      @Nullable Long rollbackTo,
      Request request) {
    Result obstacle = obstacle(next, record, request);
    if (obstacle != null) {
      return CompletableFuture.completedFuture(obstacle);
    }
    ChangePlan change = plan(next, record);
    if (next.document().equals(record.document()) && change.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Done(
              record.workspace(),
              record.project(),
              record.version(),
              change,
              List.of("this is what runs; nothing was changed")));
    }
    ProductionEvent.ChangeBegun begin =
        new ProductionEvent.ChangeBegun(
            record.lastVersion() + 1,
            next.document(),
            origin,
            rollbackTo,
            clock.instant(),
            request.who(),
            request.comment(),
            node);
    return store
        .append(record, begin)
        .thenCompose(begun -> rollOut(next, change, begun, begin.version()))
        .exceptionally(Refusals::notWritten);
  }

  private @Nullable Result obstacle(Production next, ProductionRecord record, Request request) {
    Long expected = request.expected();
    if (expected != null && expected != record.version()) {
      return new Refused(
          412,
          "other-version",
          "Another version runs",
          "version "
              + record.version()
              + " runs, not "
              + expected
              + "; somebody changed it since you looked: make a plan again",
          List.of());
    }
    if (record.pending() != null) {
      return Refusals.underWay();
    }
    String tooMuch = quotas.refusal(next);
    if (tooMuch != null) {
      return new Refused(409, "quota-exceeded", "More than the quota allows", tooMuch, List.of());
    }
    ChangePlan change = plan(next, record);
    return change.obstacle().isEmpty() || running.isEmpty(next, record.desired())
        ? null
        : new Refused(409, "not-now", "Not while messages are open", change.obstacle(), List.of());
  }

  private CompletionStage<Result> rollOut(
      Production next, ChangePlan change, ProductionRecord begun, long version) {
    running.hold(begun.workspace(), begun.project());
    return prepareWorkspace
        .apply(begun.workspace())
        .thenCompose(prepared -> running.forChange(next, begun.desired()))
        .thenCompose(one -> changeHere(one, next, change, begun, version))
        .handle(
            (answer, failure) ->
                failure == null ? answer : new ProductionActor.Answer(why(failure)))
        .thenCompose(answer -> ended(next, change, begun, version, answer))
        .whenComplete((result, failure) -> running.release(begun.workspace(), begun.project()));
  }

  private CompletionStage<ProductionActor.Answer> changeHere(
      Running.One one, Production next, ChangePlan change, ProductionRecord begun, long version) {
    return AskPattern.ask(
        one.actor(),
        replyTo ->
            new ProductionActor.Change(
                running.plan(next, begun.desired()),
                change,
                () ->
                    end.applied(begun, new ProductionEvent.ChangeApplied(version, clock.instant())),
                replyTo),
        CHANGE,
        system.scheduler());
  }

  private static String why(Throwable failure) {
    Throwable cause = Refusals.causeOf(failure);
    return cause instanceof KeyUnavailableException
        ? String.valueOf(cause.getMessage())
        : "it took longer than " + CHANGE.toSeconds() + " s";
  }

  private CompletionStage<Result> ended(
      Production next,
      ChangePlan change,
      ProductionRecord begun,
      long version,
      ProductionActor.Answer answer) {
    String problem = answer.problem();
    if (problem.isEmpty()) {
      running.changed(next);
      return CompletableFuture.completedFuture(
          new Done(begun.workspace(), begun.project(), version, change, change.notes()));
    }
    return end.undone(begun, new ProductionEvent.ChangeUndone(version, clock.instant(), problem))
        .toCompletableFuture()
        .copy() // it is insisted on for longer than somebody waits
        .orTimeout(WRITE.toSeconds(), TimeUnit.SECONDS)
        .thenApply(
            undone ->
                answer.isBusy()
                    ? Refusals.underWay()
                    : new Refused(
                        409,
                        "change-undone",
                        "The change was undone",
                        problem
                            + (undone.version() == 0
                                ? "; nothing runs"
                                : "; version " + undone.version() + " runs as before"),
                        List.of()));
  }
}

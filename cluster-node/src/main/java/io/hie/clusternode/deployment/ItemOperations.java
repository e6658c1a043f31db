package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.httpapi.Deployments;
import io.hie.httpapi.Deployments.Done;
import io.hie.httpapi.Deployments.Refused;
import io.hie.httpapi.Deployments.Request;
import io.hie.httpapi.Deployments.Result;
import io.hie.httpapi.Deployments.Tested;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** What is done with single items: started, stopped, paused and so on, and their outside tested. */
final class ItemOperations {
  private static final Duration OPERATE = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final ProductionStore store;
  private final Running running;
  private final String node;
  private final Clock clock;
  private final ConnectionTests tests = new ConnectionTests();

  ItemOperations(
      ActorSystem<?> system, ProductionStore store, Running running, String node, Clock clock) {
    this.system = system;
    this.store = store;
    this.running = running;
    this.node = node;
    this.clock = clock;
  }

  /** See {@link Deployments#operate}. */
  CompletionStage<Result> operate(
      String workspace, String project, List<String> items, Action action, Request request) {
    Running.One one = running.find(workspace, project);
    Production production = one == null ? null : one.production();
    if (one == null || production == null) {
      return CompletableFuture.completedFuture(
          Refusals.noProduction(workspace, project, running.names()));
    }
    return store
        .find(workspace, project)
        .thenCompose(
            record -> {
              List<String> meant = items.isEmpty() ? all(production, record, action) : items;
              for (String item : meant) {
                Result obstacle = obstacle(production, record, item, action);
                if (obstacle != null) {
                  return CompletableFuture.completedFuture(obstacle);
                }
              }
              if (record.pending() != null) {
                return CompletableFuture.completedFuture(Refusals.underWay());
              }
              return operate(one, record, meant, action, request);
            })
        .exceptionally(Refusals::notWritten);
  }

  private static List<String> all(Production production, ProductionRecord record, Action action) {
    List<String> names = new ArrayList<>();
    for (ItemDefinition item : production.items()) {
      boolean stopped = record.desired(item.name()) == Desired.STOPPED;
      if (item.enabled() && !(stopped && leavesStopped(action))) {
        names.add(item.name());
      }
    }
    return names;
  }

  /** Whether it is no word for an item that is stopped. */
  private static boolean leavesStopped(Action action) {
    return action == Action.PAUSE || action == Action.RESUME;
  }

  /** See {@link Deployments#testConnection}. */
  CompletionStage<Result> testConnection(String workspace, String project, String item) {
    Production production = running.production(workspace, project).orElse(null);
    if (production == null) {
      return CompletableFuture.completedFuture(
          Refusals.noProduction(workspace, project, running.names()));
    }
    ItemDefinition definition = production.item(item).orElse(null);
    if (definition == null) {
      return CompletableFuture.completedFuture(Refusals.noItem(production, item));
    }
    return tests
        .run(production.types().get(definition.type()), definition)
        .thenApply(
            found ->
                found == null
                    ? new Refused(
                        429,
                        "too-many-tests",
                        "Too many tests",
                        "other connections are being tested; try again in some seconds",
                        List.of())
                    : new Tested(item, node, found));
  }

  private static @Nullable Result obstacle(
      Production production, ProductionRecord record, String item, Action action) {
    ItemDefinition definition = production.item(item).orElse(null);
    if (definition == null) {
      return Refusals.noItem(production, item);
    }
    if (!definition.enabled()) {
      return new Refused(
          409,
          "item-disabled",
          "The item is disabled",
          item + " is disabled in the document; set enabled to true and apply it",
          List.of());
    }
    if (record.desired(item) == Desired.STOPPED && leavesStopped(action)) {
      return new Refused(
          409, "item-stopped", "The item is stopped", item + " is stopped; start it", List.of());
    }
    return null;
  }

  private CompletionStage<Result> operate(
      Running.One one,
      ProductionRecord record,
      List<String> items,
      Action action,
      Request request) {
    Map<String, Desired> wanted = new HashMap<>();
    items.forEach(item -> wanted.put(item, action.desired()));
    boolean asIs =
        wanted.entrySet().stream()
            .allMatch(each -> record.desired(each.getKey()) == each.getValue());
    CompletionStage<ProductionRecord> written =
        asIs
            ? CompletableFuture.completedFuture(record)
            : store.append(
                record,
                new ProductionEvent.DesiredChanged(
                    wanted, clock.instant(), request.who(), request.comment()));
    running.hold(record.workspace(), record.project());
    return written
        .thenCompose(known -> operateHere(one, known, items, action))
        .whenComplete((answer, failure) -> running.release(record.workspace(), record.project()))
        .thenApply(
            answer ->
                answer.problem().isEmpty()
                    ? new Done(
                        record.workspace(), record.project(), record.version(), null, List.of())
                    : new Refused(409, "not-done", "Not done yet", answer.problem(), List.of()));
  }

  private CompletionStage<ProductionActor.Answer> operateHere(
      Running.One one, ProductionRecord known, List<String> items, Action action) {
    running.wanted(known.workspace(), known.project(), known.desired());
    Production production = one.production();
    return AskPattern.ask(
        one.actor(),
        replyTo ->
            new ProductionActor.Operate(
                production == null ? items : running.ofThisNode(production, items),
                action,
                replyTo),
        OPERATE,
        system.scheduler());
  }
}

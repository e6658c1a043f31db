package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.ItemChange;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.SecretReferences;
import io.hie.actormodel.production.SecretValues;
import io.hie.httpapi.Deployments;
import io.hie.httpapi.Deployments.Refused;
import io.hie.httpapi.Deployments.Request;
import io.hie.httpapi.Deployments.Result;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The document that runs, read once more because something that it names is another now: the jar of
 * an item's code, or a secret. What names it restarts, nothing else notices.
 */
final class Rereading {
  private final ProductionStore store;
  private final Documents documents;
  private final Changes changes;
  private final Running running;

  Rereading(ProductionStore store, Documents documents, Changes changes, Running running) {
    this.store = store;
    this.documents = documents;
    this.changes = changes;
    this.running = running;
  }

  /**
   * Reads the document that runs once more, and restarts the items whose code is another now. No
   * other item notices.
   */
  CompletionStage<Result> reload(String workspace, String project) {
    return readAgain(workspace, project, Origin.ITEM_JAR, "hie", "");
  }

  private CompletionStage<Result> readAgain(
      String workspace, String project, Origin origin, String who, String comment) {
    return store
        .find(workspace, project)
        .thenCompose(
            record -> {
              String document = record.document();
              return document == null
                  ? CompletableFuture.completedFuture(
                      Refusals.noProduction(workspace, project, running.names()))
                  : documents.read(
                      document,
                      accepted ->
                          changes.make(
                              accepted.production(),
                              record,
                              origin,
                              null,
                              new Request(
                                  who,
                                  (comment.isEmpty() ? "" : comment + "; ")
                                      + because(changes.plan(accepted.production(), record)),
                                  null)));
            })
        .exceptionally(Refusals::notWritten);
  }

  private static String because(ChangePlan change) {
    return change.items().stream()
        .filter(each -> each.how() != ItemChange.How.KEEP)
        .map(each -> each.item() + ": " + String.join(", ", each.because()))
        .collect(Collectors.joining("; "));
  }

  /** See {@link Deployments#misfit}. */
  String misfit(String workspace, String name, String value) {
    SecretValues others = running.secrets().of(workspace);
    SecretValues with =
        (each, revision) -> each.equals(name) ? value : others.value(each, revision);
    for (Production production : running.productions(workspace)) {
      for (ItemDefinition item : production.items()) {
        if (item.secrets().containsKey(name)) {
          try {
            SecretReferences.put(item, production.types().get(item.type()), with);
          } catch (MisconfiguredException misfit) {
            return production.name() + "/" + item.name() + ": " + misfit.getMessage();
          }
        }
      }
    }
    return "";
  }

  /** See {@link Deployments#secretChanged}. */
  CompletionStage<Map<String, Result>> secretChanged(
      String workspace, String name, Request request) {
    CompletionStage<Map<String, Result>> all = CompletableFuture.completedFuture(new TreeMap<>());
    for (Production production : running.productions(workspace)) {
      if (production.items().stream().anyMatch(item -> item.secrets().containsKey(name))) {
        all =
            all.thenCompose(
                before ->
                    readAgain(
                            workspace,
                            production.name(),
                            Origin.SECRET,
                            request.who(),
                            request.comment())
                        .thenApply(
                            result -> {
                              if (result instanceof Refused refused
                                  && refused.type().equals("change-undone")) {
                                running.secretUse().giveUp(production);
                              }
                              before.put(production.name(), result);
                              return before;
                            }));
      }
    }
    return all;
  }
}

package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Production;
import io.hie.httpapi.Deployments.Refused;
import io.hie.httpapi.Deployments.Result;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;

/** Why something was not done, and what to do about it: the answers of changes and operations. */
final class Refusals {
  private Refusals() {}

  static Result underWay() {
    return new Refused(
        409,
        "change-under-way",
        "Another change is under way",
        "another change of this production is under way; try again when it is done",
        List.of());
  }

  static Result noProduction(String workspace, String project, List<String> running) {
    return new Refused(
        404,
        "no-production",
        "No such production",
        "no production "
            + workspace
            + "/"
            + project
            + " runs here; "
            + Nearest.hint(workspace + "/" + project, running),
        List.of());
  }

  static Result noVersion(ProductionRecord record, long version) {
    return new Refused(
        404,
        "no-version",
        "No such version",
        record.project()
            + " has no version "
            + version
            + " that was applied; hie versions "
            + record.project()
            + " lists them",
        List.of());
  }

  static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  static Result notWritten(Throwable failure) {
    Throwable cause = causeOf(failure);
    return switch (cause) {
      case ProductionStore.StaleException stale ->
          new Refused(409, "changed-meanwhile", "Changed meanwhile", stale.getMessage(), List.of());
      case NoSuchElementException none ->
          new Refused(404, "no-version", "No such version", none.getMessage(), List.of());
      default ->
          new Refused(
              503,
              "not-written",
              "Not written down",
              "the log did not take it or did not answer in time ("
                  + cause.getClass().getSimpleName()
                  + "); look with hie versions what is on record, and try again",
              List.of());
    };
  }

  static Result noItem(Production production, String item) {
    List<String> names = production.items().stream().map(ItemDefinition::name).toList();
    return new Refused(
        404,
        "no-item",
        "No such item",
        production.name() + " has no item " + item + "; " + Nearest.hint(item, names),
        List.of());
  }
}

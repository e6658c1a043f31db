package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.httpapi.Deployments.Refused;
import io.hie.httpapi.Deployments.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Documents as the item types of now read them. */
final class Documents {
  private final ProductionStore store;
  private final Supplier<ProductionReader> reader;
  private final QuotaCheck quotas;

  /**
   * Reads documents.
   *
   * @param reader asked for each document, since item types come and go
   */
  Documents(ProductionStore store, Supplier<ProductionReader> reader, QuotaCheck quotas) {
    this.store = store;
    this.reader = reader;
    this.quotas = quotas;
  }

  /** Goes on with what a document says, or refuses it with all that is wrong with it. */
  CompletionStage<Result> read(
      String document, Function<Verdict.Accepted, CompletionStage<? extends Result>> then) {
    return switch (reader.get().read(document.getBytes(StandardCharsets.UTF_8))) {
      case Verdict.Accepted accepted -> then.apply(accepted).thenApply(Function.identity());
      case Verdict.Refused refused ->
          CompletableFuture.completedFuture(
              new Refused(
                  422,
                  "document-refused",
                  "The document is refused",
                  "nothing was changed; mend what is listed",
                  refused.problems()));
    };
  }

  /** Reads the document of a version, as things are now. */
  CompletionStage<Result> read(
      ProductionRecord record, long version, Function<Production, CompletionStage<Result>> then) {
    return record.version(version) == null
        ? CompletableFuture.completedFuture(Refusals.noVersion(record, version))
        : store
            .document(record, version)
            .thenCompose(document -> read(document, accepted -> then.apply(accepted.production())));
  }

  /** What its author should know. */
  List<String> notes(Verdict.Accepted accepted) {
    List<String> notes = new ArrayList<>(texts(accepted.problems()));
    String tooMuch = quotas.refusal(accepted.production());
    if (tooMuch != null) {
      notes.add("error: " + tooMuch);
    } else {
      notes.addAll(quotas.warnings(accepted.production()));
    }
    return notes;
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream()
        .map(
            problem ->
                problem.severity().name().toLowerCase(java.util.Locale.ROOT) + ": " + problem)
        .toList();
  }
}

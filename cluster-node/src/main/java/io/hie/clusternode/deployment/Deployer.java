package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.configuration.directory.Quotas;
import io.hie.httpapi.Deployments;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Changes what runs on this node: documents by {@link Changes}, what they name by {@link
 * Rereading}, single items by {@link ItemOperations}.
 */
public final class Deployer implements Deployments {
  private final ProductionStore store;
  private final Running running;
  private final Documents documents;
  private final Changes changes;
  private final Rereading rereading;
  private final ItemOperations operations;

  /**
   * Changes what runs on this node.
   *
   * @param reader asked for each document, since item types come and go
   * @param prepareWorkspace called before anything of a workspace runs here
   * @param node this one, in what is written down
   * @param limits how much a workspace may have
   */
  public Deployer(
      ActorSystem<?> system,
      ProductionStore store,
      Supplier<ProductionReader> reader,
      Running running,
      Function<String, CompletionStage<Void>> prepareWorkspace,
      String node,
      Function<String, Quotas> limits,
      Clock clock) {
    this.store = store;
    this.running = running;
    QuotaCheck quotas = new QuotaCheck(running, limits);
    documents = new Documents(store, reader, quotas);
    changes = new Changes(system, store, running, prepareWorkspace, node, quotas, clock);
    rereading = new Rereading(store, documents, changes, running);
    operations = new ItemOperations(system, store, running, node, clock);
  }

  /** See {@link Rereading#reload}. */
  CompletionStage<Result> reload(String workspace, String project) {
    return rereading.reload(workspace, project);
  }

  // --- documents

  @Override
  public CompletionStage<Result> plan(String document) {
    return documents.read(
        document,
        accepted ->
            changes
                .find(accepted.production())
                .thenApply(
                    record ->
                        new Planned(
                            changes.plan(accepted.production(), record),
                            record.version(),
                            documents.notes(accepted))));
  }

  @Override
  public CompletionStage<Result> apply(String document, Request request) {
    return documents.read(
        document,
        accepted ->
            changes
                .find(accepted.production())
                .thenCompose(
                    record ->
                        changes
                            .make(accepted.production(), record, Origin.API, null, request)
                            .thenApply(result -> withNotes(result, documents.notes(accepted)))));
  }

  @Override
  public CompletionStage<Result> remove(String workspace, String project, Request request) {
    Production production = running.production(workspace, project).orElse(null);
    if (production == null) {
      return CompletableFuture.completedFuture(
          Refusals.noProduction(workspace, project, running.names()));
    }
    return apply(
        "{\"name\": \"%s\", \"workspace\": \"%s\", \"production_settings\": {\"ShardingStrategy\": \"%s\"}, \"items\": []}%n"
            .formatted(
                project, workspace, HostSettings.spell(production.settings().shardingStrategy())),
        request);
  }

  @Override
  public CompletionStage<Result> compare(String workspace, String project, long from, long to) {
    return store
        .find(workspace, project)
        .thenCompose(
            record ->
                documents.read(
                    record,
                    from,
                    before ->
                        documents.read(
                            record, to, after -> compared(record, from, before, to, after))))
        .exceptionally(Refusals::notWritten);
  }

  private static CompletionStage<Result> compared(
      ProductionRecord record, long from, Production before, long to, Production after) {
    return CompletableFuture.completedFuture(
        new Compared(from, to, ChangePlan.of(before, after, record.desired())));
  }

  private static Result withNotes(Result result, List<String> more) {
    if (!(result instanceof Done done)) {
      return result;
    }
    List<String> notes = new ArrayList<>(done.notes());
    notes.addAll(more);
    return new Done(done.workspace(), done.project(), done.version(), done.change(), notes);
  }

  @Override
  public CompletionStage<Result> rollback(
      String workspace, String project, long version, Request request) {
    return store
        .find(workspace, project)
        .thenCompose(
            record ->
                documents.read(
                    record,
                    version,
                    next -> changes.make(next, record, Origin.ROLLBACK, version, request)))
        .exceptionally(Refusals::notWritten);
  }

  // --- quotas

  @Override
  public Extent extent(String workspace) {
    List<Production> all = running.productions(workspace);
    return new Extent(all.size(), all.stream().mapToInt(QuotaCheck::items).sum());
  }

  // --- secrets

  @Override
  public Map<String, List<String>> secretsInUse(String workspace) {
    return SecretUse.by(running.productions(workspace));
  }

  @Override
  public String misfit(String workspace, String name, String value) {
    return rereading.misfit(workspace, name, value);
  }

  @Override
  public CompletionStage<Map<String, Result>> secretChanged(
      String workspace, String name, Request request) {
    return rereading.secretChanged(workspace, name, request);
  }

  // --- items

  @Override
  public CompletionStage<Result> operate(
      String workspace, String project, List<String> items, Action action, Request request) {
    return operations.operate(workspace, project, items, action, request);
  }

  @Override
  public CompletionStage<Result> testConnection(String workspace, String project, String item) {
    return operations.testConnection(workspace, project, item);
  }

  // --- looking

  @Override
  public CompletionStage<Result> record(String workspace, String project) {
    return store
        .find(workspace, project)
        .thenApply(
            record ->
                record.version() == 0
                    ? Refusals.noProduction(workspace, project, running.names())
                    : new Found(record));
  }

  @Override
  public CompletionStage<Result> document(
      String workspace, String project, @Nullable Long version) {
    return store
        .find(workspace, project)
        .thenCompose(
            record -> {
              String current = record.document();
              if (current == null) {
                return CompletableFuture.completedFuture(
                    Refusals.noProduction(workspace, project, running.names()));
              }
              if (version == null || version == record.version()) {
                return CompletableFuture.<Result>completedFuture(
                    new Document(record.version(), current));
              }
              return record.version(version) == null
                  ? CompletableFuture.completedFuture(Refusals.noVersion(record, version))
                  : store
                      .document(record, version)
                      .<Result>thenApply(text -> new Document(version, text));
            });
  }
}

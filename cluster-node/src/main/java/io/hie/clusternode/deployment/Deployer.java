package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ItemChange;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.SecretReferences;
import io.hie.actormodel.production.SecretValues;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.configuration.directory.Quotas;
import io.hie.httpapi.Deployments;
import io.hie.sharding.seal.KeyUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes what runs. Each change is written down before anything is touched, and again when it can
 * no longer fail, so that a node that is killed in between starts with the one or the other.
 */
public final class Deployer implements Deployments {
  /** Longer than each step of a change may take together. */
  private static final Duration CHANGE = Duration.ofSeconds(110);

  private static final Duration OPERATE = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final ProductionStore store;
  private final Supplier<ProductionReader> reader;
  private final Running running;
  private final Function<String, CompletionStage<Void>> prepareWorkspace;
  private final String node;
  private final QuotaCheck quotas;
  private final ConnectionTests tests = new ConnectionTests();
  private final Clock clock;

  /**
   * Changes what runs on this node.
   *
   * @param reader asked for each document, since item types come and go
   * @param prepareWorkspace called before anything of a workspace runs here
   * @param node this one, in what is written down
   * @param quotas how much a workspace may have
   */
  public Deployer(
      ActorSystem<?> system,
      ProductionStore store,
      Supplier<ProductionReader> reader,
      Running running,
      Function<String, CompletionStage<Void>> prepareWorkspace,
      String node,
      Function<String, Quotas> quotas,
      Clock clock) {
    this.quotas = new QuotaCheck(running, quotas);
    this.system = system;
    this.store = store;
    this.reader = reader;
    this.running = running;
    this.prepareWorkspace = prepareWorkspace;
    this.node = node;
    this.clock = clock;
  }

  // --- documents

  @Override
  public CompletionStage<Result> plan(String document) {
    return read(
        document,
        accepted ->
            find(accepted.production())
                .thenApply(
                    record ->
                        new Planned(
                            change(accepted.production(), record),
                            record.version(),
                            notes(accepted))));
  }

  @Override
  public CompletionStage<Result> apply(String document, Request request) {
    return read(
        document,
        accepted ->
            find(accepted.production())
                .thenCompose(
                    record ->
                        change(accepted.production(), record, Origin.API, null, request)
                            .thenApply(result -> withNotes(result, notes(accepted)))));
  }

  @Override
  public CompletionStage<Result> remove(String workspace, String project, Request request) {
    Production production = running.production(workspace, project).orElse(null);
    if (production == null) {
      return CompletableFuture.completedFuture(noProduction(workspace, project));
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
                read(
                    record,
                    from,
                    before -> read(record, to, after -> compared(record, from, before, to, after))))
        .exceptionally(Deployer::notWritten);
  }

  private static CompletionStage<Result> compared(
      ProductionRecord record, long from, Production before, long to, Production after) {
    return CompletableFuture.completedFuture(
        new Compared(from, to, ChangePlan.of(before, after, record.desired())));
  }

  /** Reads the document of a version, as things are now. */
  private CompletionStage<Result> read(
      ProductionRecord record, long version, Function<Production, CompletionStage<Result>> then) {
    return record.version(version) == null
        ? noVersion(record, version)
        : store
            .document(record, version)
            .thenCompose(document -> read(document, accepted -> then.apply(accepted.production())));
  }

  @Override
  public CompletionStage<Result> rollback(
      String workspace, String project, long version, Request request) {
    return store
        .find(workspace, project)
        .thenCompose(
            record ->
                record.version(version) == null
                    ? noVersion(record, version)
                    : store
                        .document(record, version)
                        .thenCompose(
                            document ->
                                read(
                                    document,
                                    accepted ->
                                        change(
                                            accepted.production(),
                                            record,
                                            Origin.ROLLBACK,
                                            version,
                                            request))))
        .exceptionally(Deployer::notWritten);
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
                  ? CompletableFuture.completedFuture(noProduction(workspace, project))
                  : read(
                      document,
                      accepted ->
                          change(
                              accepted.production(),
                              record,
                              origin,
                              null,
                              new Request(
                                  who,
                                  (comment.isEmpty() ? "" : comment + "; ")
                                      + because(change(accepted.production(), record)),
                                  null)));
            })
        .exceptionally(Deployer::notWritten);
  }

  private static String because(ChangePlan change) {
    return change.items().stream()
        .filter(each -> each.how() != ItemChange.How.KEEP)
        .map(each -> each.item() + ": " + String.join(", ", each.because()))
        .collect(Collectors.joining("; "));
  }

  private CompletionStage<ProductionRecord> find(Production production) {
    return store.find(production.workspace().id(), production.name());
  }

  private ChangePlan change(Production next, ProductionRecord record) {
    Running.One one = running.find(record.workspace(), record.project());
    return ChangePlan.of(one == null ? null : one.production(), next, record.desired());
  }

  private CompletionStage<Result> change(
      Production next,
      ProductionRecord record,
      Origin origin,
      @Nullable Long rollbackTo,
      Request request) {
    Result obstacle = obstacle(next, record, request);
    if (obstacle != null) {
      return CompletableFuture.completedFuture(obstacle);
    }
    ChangePlan change = change(next, record);
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
        .exceptionally(Deployer::notWritten);
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
      return underWay();
    }
    String tooMuch = quotas.refusal(next);
    if (tooMuch != null) {
      return new Refused(409, "quota-exceeded", "More than the quota allows", tooMuch, List.of());
    }
    ChangePlan change = change(next, record);
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
                    store.append(
                        begun, new ProductionEvent.ChangeApplied(version, clock.instant())),
                replyTo),
        CHANGE,
        system.scheduler());
  }

  private static String why(Throwable failure) {
    Throwable cause = causeOf(failure);
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
    return store
        .append(begun, new ProductionEvent.ChangeUndone(version, clock.instant(), problem))
        .thenApply(
            undone ->
                answer.isBusy()
                    ? underWay()
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

  // --- quotas

  @Override
  public Extent extent(String workspace) {
    List<Production> all = running.productions(workspace);
    return new Extent(all.size(), all.stream().mapToInt(QuotaCheck::items).sum());
  }

  // --- secrets

  @Override
  public Map<String, List<String>> secretsInUse(String workspace) {
    return running.secretsInUse(workspace);
  }

  @Override
  public String misfit(String workspace, String name, String value) {
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

  @Override
  public CompletionStage<Map<String, Result>> secretChanged(
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
                                running.giveUp(production);
                              }
                              before.put(production.name(), result);
                              return before;
                            }));
      }
    }
    return all;
  }

  // --- items

  @Override
  public CompletionStage<Result> operate(
      String workspace, String project, List<String> items, Action action, Request request) {
    Running.One one = running.find(workspace, project);
    Production production = one == null ? null : one.production();
    if (one == null || production == null) {
      return CompletableFuture.completedFuture(noProduction(workspace, project));
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
                return CompletableFuture.completedFuture(underWay());
              }
              return operate(one, record, meant, action, request);
            })
        .exceptionally(Deployer::notWritten);
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

  @Override
  public CompletionStage<Result> testConnection(String workspace, String project, String item) {
    Production production = running.production(workspace, project).orElse(null);
    if (production == null) {
      return CompletableFuture.completedFuture(noProduction(workspace, project));
    }
    ItemDefinition definition = production.item(item).orElse(null);
    if (definition == null) {
      return CompletableFuture.completedFuture(noItem(production, item));
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

  private static Result noItem(Production production, String item) {
    List<String> names = production.items().stream().map(ItemDefinition::name).toList();
    return new Refused(
        404,
        "no-item",
        "No such item",
        production.name() + " has no item " + item + "; " + Nearest.hint(item, names),
        List.of());
  }

  private static @Nullable Result obstacle(
      Production production, ProductionRecord record, String item, Action action) {
    ItemDefinition definition = production.item(item).orElse(null);
    if (definition == null) {
      return noItem(production, item);
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

  // --- looking

  @Override
  public CompletionStage<Result> record(String workspace, String project) {
    return store
        .find(workspace, project)
        .thenApply(
            record -> record.version() == 0 ? noProduction(workspace, project) : new Found(record));
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
                return CompletableFuture.completedFuture(noProduction(workspace, project));
              }
              if (version == null || version == record.version()) {
                return CompletableFuture.<Result>completedFuture(
                    new Document(record.version(), current));
              }
              return record.version(version) == null
                  ? noVersion(record, version)
                  : store
                      .document(record, version)
                      .<Result>thenApply(text -> new Document(version, text));
            });
  }

  // --- what is wrong

  private CompletionStage<Result> read(
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

  private List<String> notes(Verdict.Accepted accepted) {
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

  private static Result withNotes(Result result, List<String> more) {
    if (!(result instanceof Done done)) {
      return result;
    }
    List<String> notes = new ArrayList<>(done.notes());
    notes.addAll(more);
    return new Done(done.workspace(), done.project(), done.version(), done.change(), notes);
  }

  private static Result underWay() {
    return new Refused(
        409,
        "change-under-way",
        "Another change is under way",
        "another change of this production is under way; try again when it is done",
        List.of());
  }

  private Result noProduction(String workspace, String project) {
    return new Refused(
        404,
        "no-production",
        "No such production",
        "no production "
            + workspace
            + "/"
            + project
            + " runs here; "
            + Nearest.hint(workspace + "/" + project, running.names()),
        List.of());
  }

  private CompletionStage<Result> noVersion(ProductionRecord record, long version) {
    return CompletableFuture.completedFuture(
        new Refused(
            404,
            "no-version",
            "No such version",
            record.project()
                + " has no version "
                + version
                + " that was applied; hie versions "
                + record.project()
                + " lists them",
            List.of()));
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Result notWritten(Throwable failure) {
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
}

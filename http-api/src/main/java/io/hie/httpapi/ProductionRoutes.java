package io.hie.httpapi;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.production.Nearest;
import io.hie.httpapi.openapi.IsoTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/plans} and {@code /api/v1/productions}: documents, their versions, and what
 * operators do with items. The ETag of a document is the number of its version.
 */
final class ProductionRoutes extends AllDirectives {
  /** Longer than the engine takes for the longest change. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Deployments deployments;
  private final KnownWorkspaces workspaces;

  ProductionRoutes(Deployments deployments, KnownWorkspaces workspaces) {
    this.deployments = deployments;
    this.workspaces = workspaces;
  }

  /**
   * What is on record.
   *
   * @param version the one in effect; 0 if none is
   * @param desired how the items are to be
   */
  record VersionsJson(
      String workspace,
      String project,
      long version,
      Map<String, String> desired,
      List<VersionJson> versions) {}

  /** A version. */
  record VersionJson(
      long version,
      @IsoTime String at,
      String who,
      String origin,
      @Nullable Long rollbackTo,
      String digest,
      String comment) {}

  Route routes() {
    return withRequestTimeout(
        LONG,
        () ->
            withSizeLimit(
                LargeBodies.MOST_DOCUMENT,
                () ->
                    concat(
                        path("plans", () -> post(this::plan)),
                        pathPrefix(
                            "productions",
                            () -> concat(pathEnd(() -> post(this::apply)), ofOne())))));
  }

  private Route plan() {
    return attribute(
        Access.KEY,
        access ->
            entity(
                Unmarshaller.entityToString(),
                document ->
                    onSuccess(
                        deployments.plan(document),
                        planned ->
                            planned instanceof Deployments.Planned known
                                ? access.enter(
                                    known.change().workspace(), () -> complete(response(planned)))
                                : complete(response(planned)))));
  }

  /** The workspace stands in the document, so it is read before anybody is let in. */
  private Route apply() {
    return request(
        request ->
            attribute(
                Access.KEY,
                access ->
                    entity(
                        Unmarshaller.entityToString(),
                        document ->
                            onSuccess(
                                deployments.plan(document),
                                planned ->
                                    planned instanceof Deployments.Planned known
                                        ? access.enter(
                                            known.change().workspace(),
                                            () ->
                                                workspaces.known(
                                                    access,
                                                    known.change().workspace(),
                                                    () ->
                                                        answer(
                                                            deployments.apply(document, request))))
                                        : complete(response(planned))))));
  }

  private Route ofOne() {
    return pathPrefix(
        PathMatchers.segment().slash(PathMatchers.segment()),
        (workspace, project) ->
            concat(
                pathEnd(
                    () ->
                        delete(
                            () ->
                                request(
                                    request ->
                                        answer(deployments.remove(workspace, project, request))))),
                path("diff", () -> get(() -> compare(workspace, project))),
                path(
                    "document",
                    () ->
                        concat(
                            get(() -> document(workspace, project)),
                            put(() -> put(workspace, project)))),
                path("versions", () -> get(() -> answer(deployments.record(workspace, project)))),
                path(
                    "rollback",
                    () ->
                        post(
                            () ->
                                withSizeLimit(
                                    HttpApi.MOST_REQUEST_BYTES,
                                    () -> rollback(workspace, project)))),
                path(
                    PathMatchers.segment("items")
                        .slash(PathMatchers.segment())
                        .slash("test-connection"),
                    item ->
                        post(() -> answer(deployments.testConnection(workspace, project, item)))),
                path(
                    PathMatchers.segment("items")
                        .slash(PathMatchers.segment())
                        .slash(PathMatchers.segment()),
                    (item, action) ->
                        post(() -> operate(workspace, project, List.of(item), action))),
                path(
                    PathMatchers.segment("actions").slash(PathMatchers.segment()),
                    action -> post(() -> operate(workspace, project, List.of(), action)))));
  }

  private Route document(String workspace, String project) {
    return parameterOptional(
        "version",
        version ->
            answer(
                deployments.document(workspace, project, version.map(Long::valueOf).orElse(null))));
  }

  private Route compare(String workspace, String project) {
    return parameterMap(
        query -> {
          String from = query.getOrDefault("from", "");
          String to = query.getOrDefault("to", "");
          return from.matches("\\d{1,18}") && to.matches("\\d{1,18}")
              ? answer(
                  deployments.compare(workspace, project, Long.parseLong(from), Long.parseLong(to)))
              : complete(
                  Json.problem(
                      400,
                      "bad-version",
                      "Not a version",
                      "say from and to, each the number of a version, from 1"));
        });
  }

  /** The names of the document decide; they must be those of the address. */
  private Route put(String workspace, String project) {
    return request(
        request ->
            body(
                document ->
                    deployments
                        .plan(document)
                        .thenCompose(
                            result ->
                                result instanceof Deployments.Planned planned
                                        && planned.change().workspace().equals(workspace)
                                        && planned.change().project().equals(project)
                                    ? deployments.apply(document, request)
                                    : CompletableFuture.completedFuture(
                                        result instanceof Deployments.Refused
                                            ? result
                                            : otherName(workspace, project)))));
  }

  private static Deployments.Result otherName(String workspace, String project) {
    return new Deployments.Refused(
        409,
        "other-production",
        "Another production",
        "the document is not that of " + workspace + "/" + project + "; put it where its names say",
        List.of());
  }

  private Route rollback(String workspace, String project) {
    return request(
        request ->
            entity(
                Unmarshaller.entityToString(),
                text ->
                    answer(
                        deployments.rollback(
                            workspace,
                            project,
                            Objects.requireNonNull(
                                Fields.of(text, ProductionContracts.ROLLBACK)
                                    .check()
                                    .integer("version")),
                            request))));
  }

  private Route operate(String workspace, String project, List<String> items, String name) {
    Optional<Action> action =
        Arrays.stream(Action.values()).filter(each -> spell(each).equals(name)).findFirst();
    List<String> known = Arrays.stream(Action.values()).map(ProductionRoutes::spell).toList();
    return action
        .map(
            known1 ->
                request(
                    request ->
                        answer(deployments.operate(workspace, project, items, known1, request))))
        .orElseGet(
            () ->
                complete(
                    Json.problem(404, "no-action", "No such action", Nearest.hint(name, known))));
  }

  private static String spell(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  // --- what is asked

  private Route body(Function<String, CompletionStage<Deployments.Result>> doing) {
    return entity(Unmarshaller.entityToString(), text -> answer(doing.apply(text)));
  }

  /** If-Match says which version must be running; {@code comment} says why. */
  private Route request(Function<Deployments.Request, Route> inner) {
    return attribute(
        Access.KEY,
        access ->
            inner.apply(
                new Deployments.Request(access.who("admin"), access.reason(), access.seen())));
  }

  // --- what is answered

  private Route answer(CompletionStage<Deployments.Result> result) {
    return onSuccess(result, ended -> complete(response(ended)));
  }

  private static HttpResponse response(Deployments.Result result) {
    return switch (result) {
      case Deployments.Planned planned -> Json.answer(200, planned);
      case Deployments.Done done -> tagged(Json.answer(200, done), done.version());
      case Deployments.Compared compared -> Json.answer(200, compared);
      case Deployments.Tested tested -> Json.answer(200, tested);
      case Deployments.Document document ->
          tagged(
              HttpResponse.create()
                  .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, document.text())),
              document.version());
      case Deployments.Found found -> Json.answer(200, versions(found.record()));
      case Deployments.Refused refused ->
          Json.problem(
              refused.status(),
              refused.type(),
              refused.title(),
              refused.detail(),
              refused.problems());
    };
  }

  private static HttpResponse tagged(HttpResponse response, long version) {
    return response.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
  }

  private static VersionsJson versions(ProductionRecord record) {
    return new VersionsJson(
        record.workspace(),
        record.project(),
        record.version(),
        desired(record.desired()),
        record.versions().stream()
            .map(
                version ->
                    new VersionJson(
                        version.number(),
                        version.at().toString(),
                        version.who(),
                        spell(version.origin()),
                        version.rollbackTo(),
                        version.digest(),
                        version.comment()))
            .toList());
  }

  private static Map<String, String> desired(Map<String, Desired> items) {
    Map<String, String> json = new LinkedHashMap<>();
    items.forEach((item, wanted) -> json.put(item, wanted.name()));
    return json;
  }
}

package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.production.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private static final long MOST_DOCUMENT_BYTES = 10 << 20;

  private final Deployments deployments;
  private final KnownWorkspaces workspaces;

  ProductionRoutes(Deployments deployments, KnownWorkspaces workspaces) {
    this.deployments = deployments;
    this.workspaces = workspaces;
  }

  Route routes() {
    return withRequestTimeout(
        LONG,
        () ->
            withSizeLimit(
                MOST_DOCUMENT_BYTES,
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
                                        seen(
                                            () ->
                                                answer(
                                                    deployments.remove(
                                                        workspace, project, request)))))),
                path("diff", () -> get(() -> compare(workspace, project))),
                path(
                    "document",
                    () ->
                        concat(
                            get(() -> document(workspace, project)),
                            put(() -> put(workspace, project)))),
                path("versions", () -> get(() -> answer(deployments.record(workspace, project)))),
                path("rollback", () -> post(() -> rollback(workspace, project))),
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
            number(version)
                .map(
                    wanted -> answer(deployments.document(workspace, project, wanted.orElse(null))))
                .orElseGet(() -> complete(badNumber("version"))));
  }

  private Route compare(String workspace, String project) {
    return parameterMap(
        query -> {
          String from = query.getOrDefault("from", "");
          String to = query.getOrDefault("to", "");
          return from.matches("\\d{1,18}") && to.matches("\\d{1,18}")
              ? answer(
                  deployments.compare(workspace, project, Long.parseLong(from), Long.parseLong(to)))
              : complete(badNumber("from and to each"));
        });
  }

  /** The names of the document decide; they must be those of the address. */
  private Route put(String workspace, String project) {
    return request(
        request ->
            seen(
                () ->
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
                                                    : otherName(workspace, project))))));
  }

  private Route seen(Supplier<Route> inner) {
    return optionalHeaderValueByName(
        "If-Match",
        match ->
            match.isPresent()
                ? inner.get()
                : complete(ConfigurationAnswers.preconditionRequired()));
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
                text -> {
                  JsonNode body = Json.read(text);
                  if (body == null || !body.path("version").isIntegralNumber()) {
                    return complete(badNumber("version"));
                  }
                  return answer(
                      deployments.rollback(
                          workspace, project, body.path("version").asLong(), request));
                }));
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
    return optionalHeaderValueByName(
        "If-Match",
        match ->
            attribute(
                Access.KEY,
                access -> {
                  String tag = match.map(text -> text.strip().replace("\"", "")).orElse("*");
                  Optional<Optional<Long>> expected =
                      tag.equals("*") ? Optional.of(Optional.empty()) : number(Optional.of(tag));
                  return expected
                      .map(
                          version ->
                              inner.apply(
                                  new Deployments.Request(
                                      access.who("admin"), access.reason(), version.orElse(null))))
                      .orElseGet(() -> complete(badNumber("If-Match")));
                }));
  }

  private static Optional<Optional<Long>> number(Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    return text.get().matches("\\d{1,18}")
        ? Optional.of(Optional.of(Long.parseLong(text.get())))
        : Optional.empty();
  }

  private static HttpResponse badNumber(String what) {
    return Json.problem(
        400, "bad-version", "Not a version", what + " is the number of a version, from 1");
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

  private static Map<String, @Nullable Object> versions(ProductionRecord record) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("workspace", record.workspace());
    json.put("project", record.project());
    json.put("version", record.version());
    json.put("desired", desired(record.desired()));
    json.put(
        "versions",
        record.versions().stream()
            .map(
                version -> {
                  Map<String, @Nullable Object> each = new LinkedHashMap<>();
                  each.put("version", version.number());
                  each.put("at", version.at().toString());
                  each.put("who", version.who());
                  each.put("origin", spell(version.origin()));
                  each.put("rollbackTo", version.rollbackTo());
                  each.put("digest", version.digest());
                  each.put("comment", version.comment());
                  return each;
                })
            .toList());
    return json;
  }

  private static Map<String, String> desired(Map<String, Desired> items) {
    Map<String, String> json = new LinkedHashMap<>();
    items.forEach((item, wanted) -> json.put(item, wanted.name()));
    return json;
  }
}

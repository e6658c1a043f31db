package io.hie.httpapi;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.history.Histories;
import io.hie.sharding.key.ShardingKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/histories}. A key is sent in a body, never in a URL, since URLs end up in logs;
 * what comes back is the history's id, which may.
 */
final class HistoryRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");
  private static final ContentType NDJSON =
      ContentTypes.create(
          MediaTypes.applicationWithOpenCharset("x-ndjson", "ndjson"), HttpCharsets.UTF_8);
  private static final HttpResponse NO_HISTORY =
      Json.problem(404, "no-history", "No history", "nothing was ever accepted for this key");

  private final ActorSystem<?> system;
  private final Histories histories;

  HistoryRoutes(ActorSystem<?> system, Histories histories) {
    this.system = system;
    this.histories = histories;
  }

  Route routes() {
    return pathPrefix(
        "histories",
        () ->
            concat(
                path(
                    "lookup",
                    () ->
                        post(
                            () ->
                                attribute(
                                    Access.KEY,
                                    access ->
                                        entity(
                                            Unmarshaller.entityToString(),
                                            body -> lookup(access, body))))),
                new EraseRoute(histories).route(),
                events()));
  }

  private Route lookup(Access access, String body) {
    Fields asked = Fields.of(body, HistoryContracts.LOOKUP).check();
    String workspace = asked.text("workspace");
    String project = asked.text("project");
    Collection<DeployedProduction> candidates =
        Productions.get(system).all().stream()
            .filter(
                each ->
                    access.allows(each.workspace())
                        && (workspace.isEmpty() || workspace.equals(each.workspace()))
                        && (project.isEmpty() || project.equals(each.project())))
            .toList();
    if (candidates.size() != 1) {
      return complete(
          Json.problem(
              400,
              "which-production",
              "Which production?",
              candidates.isEmpty()
                  ? "no production of that workspace and project runs here whose histories you may"
                      + " read"
                  : "several productions run here; say workspace and project"));
    }
    DeployedProduction production = candidates.iterator().next();
    Optional<ShardingKey> parsed =
        KeyText.parse(production.workspace(), production.project(), asked.text("key"));
    if (parsed.isEmpty()) {
      return complete(Json.problem(400, "bad-key", "Not a key", KeyText.HELP));
    }
    return access.enter(
        production.workspace(),
        () ->
            complete(Json.answer(200, new HistoryContracts.IdJson(histories.idOf(parsed.get())))));
  }

  private Route events() {
    return pathPrefix(
        PathMatchers.segment(),
        workspace ->
            pathPrefix(
                PathMatchers.segment().slash(PathMatchers.segment()),
                (project, hash) -> get(() -> of(workspace + "/" + project + "/" + hash))));
  }

  private Route of(String id) {
    return parameterMap(
        query -> {
          Asked asked = Asked.of(query);
          if (asked.problem() != null) {
            return complete(Json.problem(400, "bad-query", "Not a query", asked.problem()));
          }
          return concat(
              path("events", () -> page(id, asked)),
              path("events.ndjson", () -> stream(id, asked)),
              path("state", () -> state(id, asked)),
              path(
                  PathMatchers.segment("messages").slash(PathMatchers.segment()),
                  message -> lineage(id, message, asked)));
        });
  }

  private Route page(String id, Asked asked) {
    LOG.info("history {} read", Loggable.history(id));
    return onSuccess(
        events(id, asked).take(asked.limit() + 1L).runWith(Sink.seq(), system),
        found -> {
          boolean more = found.size() > asked.limit();
          List<EventJson> page = more ? found.subList(0, asked.limit()) : found;
          if (page.isEmpty() && asked.from() == 1 && asked.isPlain()) {
            return complete(NO_HISTORY);
          }
          return complete(
              Json.answer(
                  200,
                  new HistoryContracts.EventsJson(
                      id, page, more ? found.getLast().number() : null)));
        });
  }

  /** All events as they come from the log, one JSON object a line; nothing is held meanwhile. */
  private Route stream(String id, Asked asked) {
    LOG.info("history {} streamed", Loggable.history(id));
    return complete(
        HttpResponse.create()
            .withEntity(
                HttpEntities.createChunked(
                    NDJSON, events(id, asked).map(each -> ByteString.fromArray(Json.line(each))))));
  }

  private Source<EventJson, NotUsed> events(String id, Asked asked) {
    return histories
        .events(id, asked.from(), asked.moment())
        .filter(entry -> asked.message() == null || messageOf(entry) == asked.message())
        .map(EventJson::of);
  }

  private static long messageOf(Histories.Entry entry) {
    return switch (entry.event()) {
      case HistoryEvent.Beginning begun -> begun.message();
      case HistoryEvent.Erased erased -> 0;
      case HistoryEvent.NotAnswered not -> not.message();
      case HistoryEvent.LinkBegun begun -> begun.message();
      case HistoryEvent.LinkFollowed followed -> 0;
      case HistoryEvent.LinkEnded ended -> ended.ours() ? ended.message() : 0;
      case HistoryEvent.OfLeg ofLeg -> ofLeg.leg().message();
    };
  }

  private Route state(String id, Asked asked) {
    LOG.info("history {} read as of a moment", Loggable.history(id));
    return onSuccess(
        histories.state(id, asked.moment()),
        state ->
            complete(state.events() == 0 ? NO_HISTORY : Json.answer(200, StateJson.of(id, state))));
  }

  private Route lineage(String id, String message, Asked asked) {
    LOG.info("history {} read: what became of a message", Loggable.history(id));
    return onSuccess(
        histories.lineage(id, message, asked.moment()),
        found ->
            complete(
                found.isEmpty()
                    ? Json.problem(
                        404,
                        "no-message",
                        "No message",
                        "this history had no message of that number or id by then")
                    : Json.answer(200, LineageJson.of(found.get()))));
  }
}

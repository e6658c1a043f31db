package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.history.Histories;
import io.hie.sharding.key.ShardingKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/histories}. A key is sent in a body, never in a URL, since URLs end up in logs;
 * what comes back is the history's id, which may.
 */
final class HistoryRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");
  private static final int MOST = 500;
  private static final int USUAL = 100;

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
                    () -> post(() -> entity(Unmarshaller.entityToString(), this::lookup))),
                new EraseRoute(histories).route(),
                events()));
  }

  private Route lookup(String body) {
    JsonNode request = Json.read(body);
    String key = request == null ? "" : request.path("key").asText();
    Collection<DeployedProduction> candidates =
        Productions.get(system).all().stream()
            .filter(
                each ->
                    fits(request, "workspace", each.workspace())
                        && fits(request, "project", each.project()))
            .toList();
    if (candidates.size() != 1) {
      return complete(
          Json.problem(
              400,
              "which-production",
              "Which production?",
              candidates.isEmpty()
                  ? "no production of that workspace and project runs here"
                  : "several productions run here; say workspace and project"));
    }
    DeployedProduction production = candidates.iterator().next();
    Optional<ShardingKey> parsed = KeyText.parse(production.workspace(), production.project(), key);
    if (parsed.isEmpty()) {
      return complete(Json.problem(400, "bad-key", "Not a key", KeyText.HELP));
    }
    return complete(Json.answer(200, Map.of("id", histories.idOf(parsed.get()))));
  }

  private static boolean fits(@Nullable JsonNode request, String field, String value) {
    JsonNode wanted = request == null ? null : request.get(field);
    return wanted == null || wanted.isNull() || wanted.asText().equals(value);
  }

  private Route events() {
    return pathPrefix(
        PathMatchers.segment(),
        workspace ->
            path(
                PathMatchers.segment().slash(PathMatchers.segment()).slash("events"),
                (project, hash) -> get(() -> page(workspace + "/" + project + "/" + hash))));
  }

  private Route page(String id) {
    return parameterOptional(
        "from", from -> parameterOptional("limit", limit -> page(id, from, limit)));
  }

  private Route page(String id, Optional<String> fromText, Optional<String> limitText) {
    Optional<Long> from = number(fromText, 1, 1, Long.MAX_VALUE);
    Optional<Long> limit = number(limitText, USUAL, 1, MOST);
    if (from.isEmpty() || limit.isEmpty()) {
      return complete(
          Json.problem(
              400,
              "bad-page",
              "Not a page",
              "from is a number from 1, limit one from 1 to " + MOST));
    }
    LOG.info("history {} read from event {}", id, from.get());
    return onSuccess(
        histories
            .events(id, from.get())
            .take(limit.get() + 1)
            .map(EventJson::of)
            .runWith(Sink.seq(), system),
        found -> {
          boolean more = found.size() > limit.get();
          List<EventJson> page = more ? found.subList(0, limit.get().intValue()) : found;
          if (page.isEmpty() && from.get() == 1) {
            return complete(
                Json.problem(
                    404, "no-history", "No history", "nothing was ever accepted for this key"));
          }
          return complete(
              Json.answer(
                  200,
                  more
                      ? Map.of("id", id, "events", page, "next", found.getLast().number())
                      : Map.of("id", id, "events", page)));
        });
  }

  private static Optional<Long> number(Optional<String> text, long usual, long least, long most) {
    if (text.isEmpty()) {
      return Optional.of(usual);
    }
    try {
      long value = Long.parseLong(text.get());
      return value < least || value > most ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}

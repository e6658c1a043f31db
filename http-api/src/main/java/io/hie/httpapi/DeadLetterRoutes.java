package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.envelope.Payload;
import io.hie.sharding.history.DeadLetterBox;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.key.EntityId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/dead-letters}: lists what was set aside, shows one with its bytes, sends it again
 * as it was or with other bytes, or lets it go. One is named by its history and the number of the
 * event that set it aside.
 */
final class DeadLetterRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");
  private static final int MOST_WORDS = 500;

  private final ActorSystem<?> system;
  private final DeadLetterBox letters;

  DeadLetterRoutes(ActorSystem<?> system, DeadLetterBox letters) {
    this.system = system;
    this.letters = letters;
  }

  /**
   * A dead letter; {@code id} names it, {@code at} is ISO 8601.
   *
   * @param detail what the receiver said, which may name a patient; not in a list
   * @param body in base64; not in a list
   */
  record LetterJson(
      String id,
      String history,
      long event,
      long message,
      String leg,
      String item,
      String outcome,
      String at,
      int attempt,
      String reasonCode,
      String reason,
      @Nullable String detail,
      @Nullable String messageId,
      @Nullable String schema,
      @Nullable String encoding,
      @Nullable Payload body) {

    static LetterJson of(DeadLetterBox.Letter letter, DeadLetterBox.@Nullable Opened opened) {
      return new LetterJson(
          letter.history() + "@" + letter.event(),
          letter.history(),
          letter.event(),
          letter.leg().message(),
          letter.leg().path(),
          letter.item(),
          letter.outcome(),
          letter.at().toString(),
          letter.attempt(),
          letter.reason().code(),
          letter.reason().text(),
          opened == null || letter.reason().detail().isEmpty() ? null : letter.reason().detail(),
          opened == null ? null : opened.message().header().messageId(),
          opened == null ? null : opened.message().schemaName(),
          opened == null ? null : opened.message().header().encoding(),
          opened == null ? null : opened.body());
    }
  }

  Route routes() {
    return pathPrefix(
        "dead-letters",
        () ->
            concat(
                pathEnd(() -> get(() -> parameterMap(this::list))),
                pathPrefix(
                    PathMatchers.segment(),
                    workspace ->
                        pathPrefix(
                            PathMatchers.segment().slash(PathMatchers.segment()),
                            (project, hash) ->
                                pathPrefix(
                                    PathMatchers.longSegment(),
                                    event ->
                                        attribute(
                                            Access.KEY,
                                            access ->
                                                one(
                                                    access,
                                                    workspace + "/" + project + "/" + hash,
                                                    event)))))));
  }

  private Route list(Map<String, String> query) {
    String workspace = query.get("workspace");
    if (workspace == null) {
      return complete(
          Json.problem(
              400,
              "which-workspace",
              "Which workspace?",
              "say ?workspace=NAME, and project or item to narrow it"));
    }
    Asked page = Asked.of(only(query, "limit"));
    Long after = after(query.get("after"));
    if (page.problem() != null || (after == null && query.containsKey("after"))) {
      return complete(
          Json.problem(
              400,
              "bad-query",
              "Not a query",
              page.problem() == null
                  ? "after is what the page before gave as next"
                  : page.problem()));
    }
    return onSuccess(
        letters
            .list(workspace, query.get("project"), query.get("item"), after)
            .take(page.limit() + 1L)
            .runWith(Sink.seq(), system),
        found -> {
          boolean more = found.size() > page.limit();
          List<DeadLetterBox.Letter> shown = more ? found.subList(0, page.limit()) : found;
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put("deadLetters", shown.stream().map(each -> LetterJson.of(each, null)).toList());
          if (more) {
            answer.put("next", Long.toString(shown.getLast().place()));
          }
          return complete(Json.answer(200, answer));
        });
  }

  private static Map<String, String> only(Map<String, String> query, String name) {
    String value = query.get(name);
    return value == null ? Map.of() : Map.of(name, value);
  }

  private static @Nullable Long after(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException notACursor) {
      return null;
    }
  }

  private Route one(Access access, String history, long event) {
    return concat(
        pathEnd(() -> get(() -> show(history, event))),
        path(
            "resubmit",
            () ->
                post(
                    () ->
                        entity(
                            Unmarshaller.entityToString(),
                            body -> resubmit(access, history, event, body)))),
        path(
            "discard",
            () ->
                post(
                    () ->
                        entity(
                            Unmarshaller.entityToString(),
                            body -> discard(access, history, event, body)))));
  }

  private Route show(String history, long event) {
    LOG.info("dead letter {}@{} read", history, event);
    return onSuccess(
        letters.open(history, event),
        found ->
            complete(
                found.isEmpty()
                    ? none()
                    : Json.answer(200, LetterJson.of(found.get().letter(), found.get()))));
  }

  private Route resubmit(Access access, String history, long event, String text) {
    Asker asker = Asker.of(Json.read(text));
    if (asker.problem() != null) {
      return complete(bad(asker.problem()));
    }
    LOG.info(
        "dead letter {}@{} is sent again{}, in workspace {}",
        history,
        event,
        asker.body() == null ? "" : " with other bytes",
        EntityId.workspaceOf(history));
    return answer(
        letters.resubmit(history, event, asker.body(), access.who(asker.who()), asker.why()));
  }

  private Route discard(Access access, String history, long event, String text) {
    Asker asker = Asker.of(Json.read(text));
    if (asker.problem() != null) {
      return complete(bad(asker.problem()));
    }
    LOG.info("dead letter {}@{} is let go", history, event);
    return answer(letters.discard(history, event, access.who(asker.who()), asker.why()));
  }

  private Route answer(CompletionStage<Reply> reply) {
    return onSuccess(
        reply,
        told ->
            complete(
                switch (told.result()) {
                  case STORED, DUPLICATE -> Json.answer(200, Map.of("result", told.text()));
                  case UNKNOWN -> none();
                  case REFUSED -> Json.problem(409, "refused", "Not possible now", told.text());
                  case NOT_STORED -> Json.problem(503, "not-stored", "Not stored", told.text());
                }));
  }

  private static HttpResponse none() {
    return Json.problem(
        404, "no-dead-letter", "No dead letter", "there is none of that name, or none any more");
  }

  private static HttpResponse bad(String detail) {
    return Json.problem(400, "bad-request", "Not understood", detail);
  }

  /** Who asks, why, and with what bytes. */
  private record Asker(String who, String why, @Nullable Payload body, @Nullable String problem) {

    static Asker of(@Nullable JsonNode request) {
      if (request == null || !request.isObject()) {
        return wrong("send a JSON object with who and why");
      }
      String who = request.path("who").asText();
      String why = request.path("why").asText();
      if (who.isBlank() || why.isBlank()) {
        return wrong("who and why must be said; both are kept in the history");
      }
      if (who.length() > MOST_WORDS || why.length() > MOST_WORDS) {
        return wrong("who and why have at most " + MOST_WORDS + " characters");
      }
      try {
        JsonNode body = request.get("body");
        return new Asker(
            who,
            why,
            body == null || body.isNull() ? null : Payload.wrap(body.binaryValue()),
            null);
      } catch (IOException | RuntimeException notBase64) {
        return wrong("body is the bytes in base64");
      }
    }

    private static Asker wrong(String problem) {
      return new Asker("", "", null, problem);
    }
  }
}

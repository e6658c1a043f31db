package io.hie.httpapi;

import io.hie.actormodel.envelope.Payload;
import io.hie.httpapi.openapi.IsoTime;
import io.hie.sharding.history.DeadLetterBox;
import io.hie.sharding.history.HistoryCommand.Reply;
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
      @IsoTime String at,
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

  /** What became of it, in words. */
  record ResultJson(String result) {}

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
    int limit = Pages.limit(query);
    String after = query.get("after");
    return onSuccess(
        letters
            .list(
                query.getOrDefault("workspace", ""),
                query.get("project"),
                query.get("item"),
                after == null ? null : Long.valueOf(after))
            .take(limit + 1L)
            .runWith(Sink.seq(), system),
        found -> {
          boolean more = found.size() > limit;
          List<DeadLetterBox.Letter> shown = more ? found.subList(0, limit) : found;
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put("deadLetters", shown.stream().map(each -> LetterJson.of(each, null)).toList());
          if (more) {
            answer.put("next", Long.toString(shown.getLast().place()));
          }
          return complete(Json.answer(200, answer));
        });
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
    LOG.info("dead letter {} read", Loggable.deadLetter(history, event));
    return onSuccess(
        letters.open(history, event),
        found ->
            complete(
                found.isEmpty()
                    ? none()
                    : Json.answer(200, LetterJson.of(found.get().letter(), found.get()))));
  }

  private Route resubmit(Access access, String history, long event, String text) {
    Fields asked = Fields.of(text, HistoryContracts.RESUBMIT).check();
    byte[] body = asked.bytes("body");
    LOG.info(
        "dead letter {} is sent again{}",
        Loggable.deadLetter(history, event),
        body == null ? "" : " with other bytes");
    return answer(
        letters.resubmit(
            history,
            event,
            body == null ? null : Payload.wrap(body),
            access.who(asked.text("who")),
            asked.text("why")));
  }

  private Route discard(Access access, String history, long event, String text) {
    Fields asked = Fields.of(text, HistoryContracts.DISCARD).check();
    LOG.info("dead letter {} is let go", Loggable.deadLetter(history, event));
    return answer(
        letters.discard(history, event, access.who(asked.text("who")), asked.text("why")));
  }

  private Route answer(CompletionStage<Reply> reply) {
    return onSuccess(
        reply,
        told ->
            complete(
                switch (told.result()) {
                  case STORED, DUPLICATE -> Json.answer(200, new ResultJson(told.text()));
                  case UNKNOWN -> none();
                  case REFUSED -> Json.problem(409, "refused", "Not possible now", told.text());
                  case NOT_STORED -> Json.problem(503, "not-stored", "Not stored", told.text());
                }));
  }

  private static HttpResponse none() {
    return Json.problem(
        404, "no-dead-letter", "No dead letter", "there is none of that name, or none any more");
  }
}

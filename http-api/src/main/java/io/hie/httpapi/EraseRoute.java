package io.hie.httpapi;

import io.hie.sharding.history.Histories;
import io.hie.sharding.history.HistoryCommand.EraseReply;
import io.hie.sharding.history.HistoryCommand.OpenLeg;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/histories/WORKSPACE/PROJECT/HASH/erasure}: makes the contents of a history
 * unreadable for good. Who and why are in the body.
 */
final class EraseRoute extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");
  private static final int MOST_LEGS_SAID = 10;

  private final Histories histories;

  EraseRoute(Histories histories) {
    this.histories = histories;
  }

  /** What was erased. */
  record ErasedJson(String id, long messages, boolean erased) {}

  Route route() {
    return pathPrefix(
        PathMatchers.segment(),
        workspace ->
            path(
                PathMatchers.segment().slash(PathMatchers.segment()).slash("erasure"),
                (project, hash) ->
                    post(
                        () ->
                            attribute(
                                Access.KEY,
                                access ->
                                    entity(
                                        Unmarshaller.entityToString(),
                                        body ->
                                            erase(
                                                access,
                                                workspace + "/" + project + "/" + hash,
                                                body))))));
  }

  private Route erase(Access access, String id, String body) {
    Fields asked = Fields.of(body, HistoryContracts.ERASURE).check();
    String reason = asked.text("reason").strip();
    boolean force = asked.flag("force");
    String who = access.who(asked.text("by").strip());
    LOG.info(
        "history {} is to be erased{}", Loggable.history(id), force ? ", with what is open" : "");
    return onSuccess(histories.erase(id, who, reason, force), reply -> complete(answer(id, reply)));
  }

  private static HttpResponse answer(String id, EraseReply reply) {
    LOG.info("history {} erasure: {}", Loggable.history(id), reply.getClass().getSimpleName());
    return switch (reply) {
      case EraseReply.Done done -> Json.answer(200, new ErasedJson(id, done.messages(), true));
      case EraseReply.NoHistory none ->
          Json.problem(404, "no-history", "No history", "nothing was ever accepted for this key");
      case EraseReply.StillOpen still ->
          Json.problem(409, "still-open", "Not all has ended", open(still.open()));
      case EraseReply.Failed failed ->
          Json.problem(503, "not-erased", "Not erased yet", failed.why());
    };
  }

  private static String open(List<OpenLeg> legs) {
    return legs.stream()
            .limit(MOST_LEGS_SAID)
            .map(leg -> "leg " + leg.leg() + " is at " + leg.item())
            .collect(Collectors.joining(", "))
        + (legs.size() > MOST_LEGS_SAID ? " and " + (legs.size() - MOST_LEGS_SAID) + " more" : "")
        + "; wait until they have ended, or erase with force, which ends them as DISCARDED though a"
        + " receiver may get what is under way";
  }
}

package io.hie.httpapi;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.MessageQuery;
import io.hie.actormodel.history.search.MessageSearch;
import io.hie.sharding.history.Histories;
import io.hie.sharding.history.Lineage;
import io.hie.sharding.history.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/workspaces/W/messages} and {@code /api/v1/search}: finding messages, one message
 * with all that became of it, and how far the index is.
 */
final class MessageRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");

  /** Bodies beside the received one that are shown with a message. */
  private static final int MOST_BODIES = 16;

  private static final int MOST_BODY_BYTES = 8 << 20;

  private final MessageSearch search;
  private final Histories histories;

  MessageRoutes(MessageSearch search, Histories histories) {
    this.search = search;
    this.histories = histories;
  }

  /** A message as search shows it, what became of it, and what items made of it. */
  record WholeJson(FoundJson found, LineageJson lineage, List<BodyJson> bodies) {}

  /** Bytes that an item made, by the leg that they went to. */
  record BodyJson(String leg, Payload body) {}

  /** How far a partition of the log has been taken in. */
  record PartJson(int partition, long position, long end, boolean rebuilding) {}

  /** How far the index is; in records of the log. */
  record ProgressJson(long behind, boolean rebuilding, List<PartJson> partitions) {}

  Route routes() {
    return concat(
        pathPrefix(
            "workspaces",
            () ->
                pathPrefix(
                    PathMatchers.segment().slash("messages"),
                    workspace ->
                        get(
                            () ->
                                concat(
                                    pathEnd(() -> parameterMap(query -> find(workspace, query))),
                                    path(PathMatchers.segment(), id -> read(workspace, id)))))),
        pathPrefix(
            "search",
            () ->
                concat(
                    pathEnd(() -> get(() -> progress(200, search.progress()))),
                    path("rebuild", () -> post(() -> progress(202, search.rebuild()))))));
  }

  private Route find(String workspace, Map<String, String> query) {
    MessageQuery asked;
    try {
      asked = SearchQuery.of(workspace, query);
    } catch (SearchQuery.WrongException wrong) {
      return complete(Json.badQuery(List.of(wrong.fault())));
    }
    return onSuccess(
        search.find(asked),
        page -> {
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put("messages", page.messages().stream().map(FoundJson::of).toList());
          if (page.next() != null) {
            answer.put("next", page.next());
          }
          return complete(Json.answer(200, answer));
        });
  }

  private Route read(String workspace, String id) {
    return onSuccess(
        search
            .find(MessageQuery.one(workspace, id))
            .thenCompose(
                page ->
                    page.messages().isEmpty()
                        ? CompletableFuture.completedFuture(unknown())
                        : whole(page.messages().getFirst())),
        this::complete);
  }

  private CompletionStage<HttpResponse> whole(FoundMessage found) {
    LOG.info("history {} read: a message with its bodies", found.history());
    return histories
        .lineage(found.history(), Long.toString(found.message()), Moment.now())
        .thenCompose(
            lineage ->
                lineage.isEmpty()
                    ? CompletableFuture.completedFuture(unknown())
                    : bodies(found, lineage.get())
                        .thenApply(made -> whole(found, lineage.get(), made)));
  }

  private static HttpResponse whole(FoundMessage found, Lineage lineage, List<BodyJson> bodies) {
    return Json.answer(200, new WholeJson(FoundJson.of(found), LineageJson.of(lineage), bodies));
  }

  /** Where bytes that an item made are. */
  private record Made(String leg, long event, int output) {}

  private CompletionStage<List<BodyJson>> bodies(FoundMessage found, Lineage lineage) {
    List<Made> all = new ArrayList<>();
    lineage.legs().forEach(leg -> gather(leg, all));
    CompletionStage<List<BodyJson>> bodies = CompletableFuture.completedFuture(new ArrayList<>());
    for (Made made : all.subList(0, Math.min(all.size(), MOST_BODIES))) {
      bodies = bodies.thenCompose(before -> with(found.history(), made, before));
    }
    return bodies;
  }

  private static void gather(Lineage.Node leg, List<Made> all) {
    for (int i = 0; i < leg.next().size(); i++) {
      Lineage.Node next = leg.next().get(i);
      if (next.derived()) {
        all.add(new Made(next.leg().path(), leg.event(), i));
      }
      gather(next, all);
    }
  }

  /** One that was erased, or that is too large beside the others, is left out. */
  private CompletionStage<List<BodyJson>> with(String history, Made made, List<BodyJson> before) {
    return histories
        .body(history, made.event(), made.output())
        .handle(
            (body, failure) -> {
              long bytes = before.stream().mapToLong(each -> each.body().size()).sum();
              if (failure == null && bytes + body.size() <= MOST_BODY_BYTES) {
                before.add(new BodyJson(made.leg(), body));
              }
              return before;
            });
  }

  private static HttpResponse unknown() {
    return Json.problem(
        404,
        "no-message",
        "No message",
        "the index has no message of that id in this workspace: it may be older than the retention,"
            + " or so new that it is not taken in yet (GET /search says how far it is)");
  }

  private Route progress(int status, CompletionStage<List<MessageSearch.Progress>> asked) {
    return onSuccess(
        asked,
        parts ->
            complete(
                Json.answer(
                    status,
                    new ProgressJson(
                        parts.stream().mapToLong(MessageSearch.Progress::behind).sum(),
                        parts.stream().anyMatch(MessageSearch.Progress::rebuilding),
                        parts.stream()
                            .map(
                                each ->
                                    new PartJson(
                                        each.partition(),
                                        each.next(),
                                        each.end(),
                                        each.rebuilding()))
                            .toList()))));
  }
}

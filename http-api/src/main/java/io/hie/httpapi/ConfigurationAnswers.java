package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.Configuration.Result;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.jspecify.annotations.Nullable;

/** What the routes of the configuration share: changes, revisions and pages. */
final class ConfigurationAnswers extends AllDirectives {
  static final int MOST_ON_A_PAGE = 500;
  private static final int USUAL_ON_A_PAGE = 100;

  private final Configuration configuration;

  ConfigurationAnswers(Configuration configuration) {
    this.configuration = configuration;
  }

  Directory directory() {
    return configuration.directory();
  }

  /** The call that is under way. */
  Route access(Function<Access, Route> inner) {
    return attribute(Access.KEY, inner);
  }

  Route body(Function<String, Route> inner) {
    return entity(Unmarshaller.entityToString(), inner);
  }

  /** Makes a change and answers with what is known then. */
  Route change(Access access, Change change, Function<Result.Made, HttpResponse> answer) {
    return onSuccess(
        configuration.change(change, access.origin()), result -> complete(answer(result, answer)));
  }

  /** Makes a change and answers 204. */
  Route change(Access access, Change change) {
    return change(access, change, made -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
  }

  CompletionStage<Result> changing(Change change, Origin origin) {
    return configuration.change(change, origin);
  }

  static HttpResponse answer(Result result, Function<Result.Made, HttpResponse> answer) {
    return switch (result) {
      case Result.Made made -> answer.apply(made);
      case Result.Refused refused -> refused(refused.refusal());
    };
  }

  static HttpResponse refused(Refusal refusal) {
    int status =
        switch (refusal.kind()) {
          case NOT_FOUND -> 404;
          case CONFLICT -> 409;
          case STALE -> 412;
          case INVALID -> 400;
          case NOT_AUTHENTICATED -> 401;
        };
    return Json.problem(status, refusal.type(), refusal.title(), refusal.detail());
  }

  static HttpResponse none(String what, String name) {
    return Json.problem(404, "no-" + what, "No such " + what, "there is no " + what + " " + name);
  }

  static HttpResponse tagged(HttpResponse response, long revision) {
    return response.addHeader(RawHeader.create("ETag", "\"" + revision + "\""));
  }

  /** The revision that the caller has seen; it must be said, {@code *} for any. */
  Route seen(Function<@Nullable Long, Route> inner) {
    return optionalHeaderValueByName(
        "If-Match",
        header -> {
          String tag = header.map(text -> text.strip().replace("\"", "")).orElse("");
          if (tag.isEmpty()) {
            return complete(preconditionRequired());
          }
          if (tag.equals("*")) {
            return inner.apply(null);
          }
          return tag.matches("\\d{1,18}")
              ? inner.apply(Long.valueOf(tag))
              : complete(
                  Json.problem(
                      400, "bad-version", "Not a version", "If-Match is an ETag of ours, or *"));
        });
  }

  static HttpResponse preconditionRequired() {
    return Json.problem(
        428,
        "if-match-required",
        "Which version?",
        "send the ETag of what you have seen as If-Match, so that no change of another is lost; *"
            + " if you mean any");
  }

  /** A page of something by its names: {@code ?after=NAME&limit=N}. */
  <T> Route page(String name, Map<String, T> all, Function<T, Object> json) {
    return parameterMap(
        query -> {
          int limit = limit(query);
          if (limit < 0) {
            return complete(
                Json.problem(
                    400,
                    "bad-query",
                    "Not a query",
                    "limit is a number from 1 to " + MOST_ON_A_PAGE));
          }
          SortedMap<String, T> rest = new TreeMap<>(all);
          String after = query.get("after");
          List<Map.Entry<String, T>> found =
              (after == null ? rest : rest.tailMap(after + "\0"))
                  .entrySet().stream().limit(limit + 1L).toList();
          boolean more = found.size() > limit;
          List<Map.Entry<String, T>> shown = more ? found.subList(0, limit) : found;
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put(name, shown.stream().map(each -> json.apply(each.getValue())).toList());
          if (more) {
            answer.put("next", shown.getLast().getKey());
          }
          return complete(Json.answer(200, answer));
        });
  }

  /** How many entries a page is to have, from the query; -1 if it says nonsense. */
  static int limit(Map<String, String> query) {
    String text = query.get("limit");
    if (text == null) {
      return USUAL_ON_A_PAGE;
    }
    return text.matches("\\d{1,3}")
            && Integer.parseInt(text) >= 1
            && Integer.parseInt(text) <= MOST_ON_A_PAGE
        ? Integer.parseInt(text)
        : -1;
  }
}

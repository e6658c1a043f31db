package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.Configuration.Result;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Refusal;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/** What the routes of the configuration share: changes, revisions and pages. */
final class ConfigurationAnswers extends AllDirectives {
  private final Configuration configuration;
  private final Pages pages = new Pages();

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

  /** A page of something by its names. */
  <T> Route page(String name, Map<String, T> all, Function<T, Object> json) {
    return pages.page(name, all, json);
  }
}

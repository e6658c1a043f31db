package io.hie.httpapi;

import io.hie.actormodel.history.search.MessageSearch;
import io.hie.configuration.Configuration;
import io.hie.httpapi.openapi.ProblemType;
import io.hie.httpapi.sso.SsoException;
import io.hie.sharding.seal.KeyUnavailableException;
import java.util.concurrent.CompletionException;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong outside the routes, as problems by RFC 9457 too. */
final class Problems {
  /** About what a database takes to be there again. */
  private static final String RETRY_AFTER_SECONDS = "5";

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /**
   * Exceptions of a request.
   *
   * @param request its id, by which the log tells it
   */
  static ExceptionHandler exceptions(String request) {
    return ExceptionHandler.newBuilder()
        .matchAny(failure -> complete(of(failure, request)))
        .build();
  }

  /** The answer to a failure of a request. */
  static HttpResponse of(Throwable failure, String request) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return of(failure.getCause(), request);
    }
    if (failure instanceof KeyUnavailableException) {
      return Json.problem(
              503, "key-unavailable", "A key is not there", String.valueOf(failure.getMessage()))
          .addHeader(RawHeader.create("Retry-After", RETRY_AFTER_SECONDS));
    }
    if (failure instanceof Configuration.UnavailableException) {
      return Json.problem(
              503,
              "configuration-unavailable",
              "The configuration store does not answer",
              String.valueOf(failure.getMessage()))
          .addHeader(RawHeader.create("Retry-After", RETRY_AFTER_SECONDS));
    }
    if (failure instanceof SsoException sso) {
      HttpResponse problem = SsoRoutes.problem(sso.type(), String.valueOf(sso.getMessage()));
      return sso.type() == ProblemType.SSO_UNAVAILABLE
          ? problem.addHeader(RawHeader.create("Retry-After", RETRY_AFTER_SECONDS))
          : problem;
    }
    if (failure instanceof MessageSearch.UnavailableException) {
      return Json.problem(
          503,
          "search-unavailable",
          "Search does not answer",
          String.valueOf(failure.getMessage()));
    }
    if (failure instanceof MessageSearch.RefusedException) {
      return Json.problem(400, "bad-query", "Not a query", String.valueOf(failure.getMessage()));
    }
    if (failure instanceof Fields.BadBodyException bad) {
      return Json.badBody(bad.faults());
    }
    if (failure instanceof EntityStreamSizeException) {
      return tooLarge();
    }
    StackTraceElement[] at = failure.getStackTrace();
    LOG.error(
        "request {} failed with {} at {}",
        request,
        failure.getClass().getName(),
        at.length == 0 ? "an unknown place" : at[0]);
    return Json.problem(
        500, "internal", "Internal error", "the node's log has more under request " + request);
  }

  /** What no route took. */
  static RejectionHandler rejections() {
    return RejectionHandler.defaultHandler()
        .mapRejectionResponse(
            response -> {
              int status = response.status().intValue();
              return response.entity().getContentType().mediaType().toString().contains("problem")
                  ? response
                  : status == StatusCodes.CONTENT_TOO_LARGE.intValue()
                      ? tooLarge()
                      : status == 404
                          ? Json.problem(
                              404,
                              "no-such-resource",
                              "Nothing is here",
                              "docs/manager-api.md lists what there is")
                          : Json.problem(
                              status,
                              "bad-request",
                              response.status().reason(),
                              "the request could not be understood");
            });
  }

  /** A body that is larger than any that is taken. */
  static HttpResponse tooLarge() {
    return Json.problem(
        413,
        "too-large",
        "Too large",
        "a body has at most 1 MiB, and a production document 10 MiB");
  }

  private static Route complete(HttpResponse response) {
    return Directives.complete(response);
  }
}

package io.hie.httpapi;

import io.hie.httpapi.NodeView.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * {@code /health/live}: the process need not be started again. {@code /health/ready}: it takes
 * messages. Both say why not.
 */
final class HealthRoutes extends AllDirectives {
  private static final String SOON = "2";

  private final Supplier<CompletionStage<Readiness>> readiness;
  private final Supplier<Optional<String>> mustRestart;
  private final Optional<String> nothingElse;

  /** Of a node that runs. */
  HealthRoutes(NodeView node) {
    this.readiness = node::readiness;
    this.mustRestart = node::mustRestart;
    this.nothingElse = Optional.empty();
  }

  /** Of a node that does nothing else yet, or any more. */
  HealthRoutes(String reason) {
    Readiness not = new Readiness(List.of(reason));
    this.readiness = () -> CompletableFuture.completedFuture(not);
    this.mustRestart = Optional::empty;
    this.nothingElse = Optional.of(reason);
  }

  Route routes() {
    Route health =
        pathPrefix(
            "health",
            () ->
                concat(
                    path("live", () -> get(() -> complete(live(mustRestart.get())))),
                    path(
                        "ready",
                        () ->
                            get(
                                () ->
                                    onSuccess(
                                        readiness.get(), answer -> complete(ready(answer)))))));
    return nothingElse.map(reason -> concat(health, complete(notHere(reason)))).orElse(health);
  }

  private static HttpResponse live(Optional<String> mustRestart) {
    return mustRestart
        .map(reason -> Json.answer(503, Map.of("status", "not live", "reasons", List.of(reason))))
        .orElseGet(() -> Json.answer(200, Map.of("status", "live")));
  }

  private static HttpResponse ready(Readiness readiness) {
    return readiness.ready()
        ? Json.answer(200, Map.of("status", "ready"))
        : Json.answer(503, Map.of("status", "not ready", "reasons", readiness.reasons()));
  }

  private static HttpResponse notHere(String reason) {
    return Json.problem(503, "not-ready", "The node is not ready", reason + "; ask again soon")
        .addHeader(RawHeader.create("Retry-After", SOON));
  }
}

package io.hie.httpapi;

import java.util.Map;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /health/live}: the process answers. {@code /health/ready}: it takes messages. */
final class HealthRoutes extends AllDirectives {
  private final NodeView node;

  HealthRoutes(NodeView node) {
    this.node = node;
  }

  Route routes() {
    return pathPrefix(
        "health",
        () ->
            concat(
                path("live", () -> get(() -> complete(Json.answer(200, Map.of("status", "live"))))),
                path(
                    "ready",
                    () ->
                        get(
                            () ->
                                onSuccess(
                                    node.readiness(),
                                    readiness ->
                                        complete(
                                            readiness.ready()
                                                ? Json.answer(200, Map.of("status", "ready"))
                                                : Json.answer(
                                                    503,
                                                    Map.of(
                                                        "status",
                                                        "not ready",
                                                        "reasons",
                                                        readiness.reasons()))))))));
  }
}

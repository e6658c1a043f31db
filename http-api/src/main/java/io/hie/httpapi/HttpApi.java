package io.hie.httpapi;

import io.hie.sharding.seal.KeyUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a node. */
public final class HttpApi extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);
  private static final long MOST_REQUEST_BYTES = 1 << 20;

  private final ActorSystem<?> system;
  private final NodeView node;
  private final Token token;
  private final Metrics metrics;

  private HttpApi(ActorSystem<?> system, NodeView node, String token) {
    this.system = system;
    this.node = node;
    this.token = new Token(token);
    this.metrics = new Metrics(system, node);
  }

  /**
   * Starts to serve; ends with the actor system.
   *
   * @param token what a client must send to see status and histories
   * @return the binding, failed if the port is not to be had
   */
  public static CompletionStage<ServerBinding> start(
      ActorSystem<?> system, String host, int port, NodeView node, String token) {
    HttpApi api = new HttpApi(system, node, token);
    return Http.get(system)
        .newServerAt(host, port)
        .bind(api.routes())
        .thenApply(binding -> binding.addToCoordinatedShutdown(SHUTDOWN, system));
  }

  private Route keyUnavailable(Throwable failure) {
    return complete(
        Json.problem(
            503, "key-unavailable", "A key is not there", String.valueOf(failure.getMessage())));
  }

  Route routes() {
    ExceptionHandler unexpected =
        ExceptionHandler.newBuilder()
            .match(KeyUnavailableException.class, this::keyUnavailable)
            .match(
                CompletionException.class,
                failure -> failure.getCause() instanceof KeyUnavailableException,
                failure -> keyUnavailable(failure.getCause()))
            .matchAny(
                failure -> {
                  LOG.error("a request failed with {}", failure.getClass().getName());
                  return complete(
                      Json.problem(
                          500, "internal", "Internal error", "the node's log has the time of it"));
                })
            .build();
    return withSizeLimit(
        MOST_REQUEST_BYTES,
        () ->
            handleExceptions(
                unexpected,
                () ->
                    concat(
                        new HealthRoutes(node).routes(),
                        metrics.routes(),
                        pathPrefix(
                            "api",
                            () ->
                                pathPrefix(
                                    "v1",
                                    () ->
                                        token.required(
                                            () ->
                                                concat(
                                                    new StatusRoutes(node).routes(),
                                                    new ItemTypeRoutes(node).routes(),
                                                    new ReplayRoutes(
                                                            node.replays(), Clock.systemUTC())
                                                        .routes(),
                                                    new DeadLetterRoutes(
                                                            system, node.histories().deadLetters())
                                                        .routes(),
                                                    new ProductionRoutes(node.deployments())
                                                        .routes(),
                                                    new HistoryRoutes(system, node.histories())
                                                        .routes())))))));
  }
}

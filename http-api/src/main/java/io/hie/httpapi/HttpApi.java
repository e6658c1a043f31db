package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.httpapi.access.SessionTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** The HTTP server of a node. */
public final class HttpApi extends AllDirectives {
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);
  private static final long MOST_REQUEST_BYTES = 1 << 20;

  private final ActorSystem<?> system;
  private final NodeView node;
  private final Secrets secrets;
  private final Clock clock;
  private final Metrics metrics;
  private final Hashing hashing = new Hashing();

  /**
   * What the API is entrusted with.
   *
   * @param token the node's own: who holds it may everything
   * @param signingKey for the tokens of sessions, 32 bytes at least
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Secrets(String token, byte[] signingKey) {
    @Override
    public String toString() {
      return "Secrets[hidden]";
    }
  }

  private HttpApi(ActorSystem<?> system, NodeView node, Secrets secrets, Clock clock) {
    this.system = system;
    this.node = node;
    this.secrets = secrets;
    this.clock = clock;
    this.metrics = new Metrics(system, node);
  }

  /**
   * Starts to serve; ends with the actor system.
   *
   * @return the binding, failed if the port is not to be had
   */
  public static CompletionStage<ServerBinding> start(
      ActorSystem<?> system, String host, int port, NodeView node, Secrets secrets) {
    HttpApi api = new HttpApi(system, node, secrets, Clock.systemUTC());
    return Http.get(system)
        .newServerAt(host, port)
        .bind(api.routes())
        .thenApply(binding -> binding.addToCoordinatedShutdown(SHUTDOWN, system));
  }

  Route routes() {
    return handleRejections(
        Problems.rejections(),
        () ->
            handleExceptions(
                Problems.exceptions(),
                () ->
                    encodeResponse(
                        () ->
                            concat(
                                new HealthRoutes(node).routes(),
                                metrics.routes(),
                                pathPrefix("api", () -> pathPrefix("v1", this::v1))))));
  }

  /** All that needs to know who calls. */
  private Route v1() {
    SessionTokens tokens = new SessionTokens(secrets.signingKey(), clock);
    Configuration configuration = node.configuration();
    Gate gate =
        new Gate(
            configuration, new Credentials(secrets.token(), configuration, tokens, clock), clock);
    return gate.guard(
        handleExceptions(
            Problems.exceptions(),
            () -> withSizeLimit(MOST_REQUEST_BYTES, () -> operations(configuration, tokens))));
  }

  private Route operations(Configuration configuration, SessionTokens tokens) {
    ConfigurationAnswers answers = new ConfigurationAnswers(configuration);
    UserRoutes users = new UserRoutes(answers, hashing);
    AuditRoutes audit = new AuditRoutes(configuration);
    return concat(
        new SessionRoutes(answers, hashing, tokens).routes(),
        new TokenRoutes(answers).routes(),
        users.routes(),
        new WorkspaceRoutes(answers, users, audit, node).routes(),
        audit.routes(),
        new StatusRoutes(node).routes(),
        new ItemTypeRoutes(node).routes(),
        new ClusterRoutes(node.cluster()).routes(),
        new ReplayRoutes(node.replays(), clock).routes(),
        new DeadLetterRoutes(system, node.histories().deadLetters()).routes(),
        new ProductionRoutes(node.deployments(), new KnownWorkspaces(configuration)).routes(),
        new HistoryRoutes(system, node.histories()).routes());
  }
}

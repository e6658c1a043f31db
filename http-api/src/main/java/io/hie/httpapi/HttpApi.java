package io.hie.httpapi;

import com.typesafe.config.Config;
import io.hie.configuration.Configuration;
import io.hie.httpapi.access.SessionTokens;
import io.hie.httpapi.live.LiveHub;
import io.hie.httpapi.live.LiveStream;
import io.hie.httpapi.sso.SingleSignOn;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of a node, from before it is in its cluster until its very end: a node that
 * starts or leaves tells so at {@code /health}, and answers nothing else.
 */
public final class HttpApi extends AllDirectives {
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);
  static final long MOST_REQUEST_BYTES = 1 << 20;

  private final ActorSystem<?> system;
  private final NodeView node;
  private final @Nullable SingleSignOn sso;
  private final boolean secure;
  private final Clock clock;
  private final Metrics metrics;
  private final Repeats repeats;
  private final Hashing hashing = new Hashing();
  private final LiveHub hub = new LiveHub();
  private final LiveWatch watch;
  private final SessionTokens tokens;
  private final StatusRoutes status;
  private final Gate gate;

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

  private HttpApi(
      ActorSystem<?> system,
      NodeView node,
      Secrets secrets,
      @Nullable SingleSignOn sso,
      boolean secure,
      Clock clock) {
    this.system = system;
    this.sso = sso;
    this.secure = secure;
    this.node = node;
    this.clock = clock;
    this.metrics = new Metrics(system, node);
    this.watch = new LiveWatch(system, node, hub, clock);
    LiveStream.open(system, hub, watch::wake);
    this.repeats = new Repeats(clock);
    this.tokens = new SessionTokens(secrets.signingKey(), clock);
    this.status = new StatusRoutes(node);
    Configuration configuration = node.configuration();
    this.gate =
        new Gate(
            configuration,
            new Credentials(secrets.token(), configuration, tokens, clock),
            repeats,
            clock,
            status::changed);
  }

  /**
   * How the API is reached.
   *
   * @param engines makes one for each connection, if the node itself speaks TLS
   * @param secure whether callers reach it by TLS only, of the node or of a proxy before it
   */
  public record Transport(Optional<Supplier<SSLEngine>> engines, boolean secure) {
    /** Without TLS. */
    public static final Transport PLAIN = new Transport(Optional.empty(), false);
  }

  /** A server that listens. Safe from any thread. */
  public static final class Server {
    /** Browsers that were here once come by TLS for a year. */
    private static final HttpHeader BY_TLS_ONLY =
        RawHeader.create("Strict-Transport-Security", "max-age=31536000");

    private final ActorSystem<?> system;
    private final boolean secure;
    private final AtomicReference<Function<HttpRequest, CompletionStage<HttpResponse>>> handler;
    private int port;

    private Server(ActorSystem<?> system, boolean secure) {
      this.system = system;
      this.secure = secure;
      this.handler = new AtomicReference<>();
      only("the node is starting");
    }

    /** Where it listens. */
    public int port() {
      return port;
    }

    /**
     * From now on the node is alive and not ready, and the API answers that it is not there.
     *
     * @param reason what the node does meanwhile
     */
    public void only(String reason) {
      use(new HealthRoutes(reason).routes());
    }

    /**
     * From now on the API of a node is served, and its health as it says.
     *
     * @param sso the provider at which people log in, if there is one
     */
    public void serve(NodeView node, Secrets secrets, Optional<SingleSignOn> sso) {
      HttpApi api = new HttpApi(system, node, secrets, sso.orElse(null), secure, Clock.systemUTC());
      Function<HttpRequest, CompletionStage<HttpResponse>> routes = onNode(api.routes());
      DirectReads direct = api.direct();
      handler.set(
          request -> {
            Optional<CompletionStage<HttpResponse>> answer = direct.answer(request);
            return answer.isPresent() ? answer.get() : routes.apply(request);
          });
    }

    private void use(Route route) {
      handler.set(onNode(route));
    }

    /** Routes may have much to do, and the API's own threads are few. */
    private Function<HttpRequest, CompletionStage<HttpResponse>> onNode(Route route) {
      Function<HttpRequest, CompletionStage<HttpResponse>> routes = route.function(system);
      return request ->
          CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return routes.apply(request);
                    } catch (Exception failed) {
                      return CompletableFuture.<HttpResponse>failedFuture(failed);
                    }
                  },
                  system.executionContext())
              .thenCompose(answer -> answer);
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request) throws Exception {
      CompletionStage<HttpResponse> answer = handler.get().apply(request);
      return secure ? answer.thenApply(each -> each.addHeader(BY_TLS_ONLY)) : answer;
    }
  }

  /**
   * Starts to listen, with sockets and streams in an actor system of their own, whose few threads
   * keep reads by the thousand out of the queues in which messages wait; ends after all else of the
   * node's actor system.
   *
   * @return the server, failed if the port is not to be had
   */
  public static CompletionStage<Server> open(
      ActorSystem<?> system, String host, int port, Transport transport) {
    Server server = new Server(system, transport.secure());
    Config all = system.settings().config();
    var own =
        org.apache.pekko.actor.ActorSystem.create(
            system.name() + "-http", all.getConfig("hie.http.system").withFallback(all));
    ServerBuilder builder = Http.get(own).newServerAt(host, port);
    return transport
        .engines()
        .map(engines -> builder.enableHttps(ConnectionContext.httpsServer(engines::get)))
        .orElse(builder)
        .bind(server::handle)
        .thenApply(
            binding -> {
              server.port = binding.localAddress().getPort();
              CoordinatedShutdown.get(system)
                  .addTask(
                      CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                      "close-api",
                      () ->
                          binding
                              .terminate(SHUTDOWN)
                              .thenCompose(
                                  closed -> {
                                    own.terminate();
                                    return own.getWhenTerminated();
                                  })
                              .thenApply(ended -> Done.getInstance()));
              return server;
            })
        .whenComplete(
            (listening, failure) -> {
              if (failure != null) {
                own.terminate();
              }
            });
  }

  Route routes() {
    return handleRejections(
        Problems.rejections(),
        () ->
            handleExceptions(
                Problems.exceptions("outside the API"),
                () ->
                    encodeResponse(
                        () ->
                            concat(
                                new HealthRoutes(node).routes(),
                                metrics.routes(),
                                pathPrefix(
                                    "api",
                                    () ->
                                        concat(
                                            new DocsRoutes().routes(),
                                            pathPrefix("v1", this::v1)))))));
  }

  /** All that needs to know who calls. */
  private Route v1() {
    return gate.guard(withSizeLimit(MOST_REQUEST_BYTES, this::operations));
  }

  DirectReads direct() {
    return new DirectReads(
        gate, Map.of("/api/v1/status", (access, request) -> status.answer(access, query(request))));
  }

  private static Map<String, String> query(HttpRequest request) {
    return request.getUri().query().toMap();
  }

  private Route operations() {
    Configuration configuration = node.configuration();
    ConfigurationAnswers answers = new ConfigurationAnswers(configuration);
    LoginAnswers logins = new LoginAnswers(tokens, secure);
    UserRoutes users = new UserRoutes(answers, hashing);
    KnownWorkspaces workspaces = new KnownWorkspaces(configuration);
    AuditRoutes audit = new AuditRoutes(configuration);
    UsageRoutes usage = new UsageRoutes(answers, node, clock);
    return concat(
        status.routes(),
        path("openapi.json", () -> get(() -> complete(Json.answer(200, Contracts.document())))),
        new SessionRoutes(answers, hashing, logins).routes(),
        new SsoRoutes(answers, logins, sso, secure).routes(),
        new TokenRoutes(answers).routes(),
        users.routes(),
        new MessageRoutes(node.search(), node.histories()).routes(),
        new LiveRoutes(system, hub, watch).routes(),
        new WorkspaceRoutes(
                answers, users, audit, new SecretRoutes(answers, workspaces, node), usage, node)
            .routes(),
        audit.routes(),
        usage.routes(),
        new ItemTypeRoutes(node).routes(),
        new ClusterRoutes(node.cluster()).routes(),
        new ReplayRoutes(node.replays(), clock).routes(),
        new DeadLetterRoutes(system, node.histories().deadLetters()).routes(),
        new ProductionRoutes(node.deployments(), workspaces).routes(),
        new HistoryRoutes(system, node.histories()).routes());
  }
}

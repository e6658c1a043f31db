package io.hie.protocols.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Service;
import io.hie.protocols.outside.ListenAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages that are posted to it. A sender is answered 201 when its message is stored and
 * not before. Connections stay open between messages, and messages of one connection are taken one
 * after the other.
 */
final class HttpService implements Service {
  /** How long a stop waits for requests under way before it closes their connections. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  /** How long an answer may take from here to the network. */
  private static final Duration FLUSH = Duration.ofMillis(100);

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final HttpServiceSettings settings;
  private final ItemContext context;
  private final Duration answerTimeout;
  private final Receiver receiver;
  private final String address;
  private volatile @Nullable ServerBinding binding;

  /**
   * @param answerTimeout how long a sender may have to wait for a receiver's answer; 0 if it does
   *     not
   */
  HttpService(HttpServiceSettings settings, ItemContext context, Duration answerTimeout) {
    this.answerTimeout = answerTimeout;
    this.settings = settings;
    this.context = context;
    this.receiver = new Receiver(settings, context);
    this.address = ListenAddress.of(settings.address(), context.system());
  }

  @Override
  public CompletionStage<Void> start() {
    ServerBuilder builder =
        Http.get(context.system())
            .newServerAt(address, settings.port())
            .withSettings(serverSettings(context.system()));
    if (settings.tlsEnabled()) {
      try {
        HttpTls tls = HttpTls.of(settings);
        HttpsConnectionContext https = ConnectionContext.httpsServer(tls::serverEngine);
        builder = builder.enableHttps(https);
      } catch (MisconfiguredException unusable) {
        return CompletableFuture.failedFuture(unusable);
      }
    }
    return builder
        .bind(receiver::handle)
        .handle(
            (bound, failure) -> {
              if (failure != null) {
                throw notBound(failure);
              }
              binding = bound;
              context.status().outside(Outside.CONNECTED, "listens on " + where(bound));
              return null;
            });
  }

  private MisconfiguredException notBound(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new MisconfiguredException(
        "Port "
            + settings.port()
            + " of Interface "
            + address
            + " cannot be listened on: it is in use, not an address of this machine, or not allowed"
            + " to this user; choose another",
        cause);
  }

  private ServerSettings serverSettings(ActorSystem<?> system) {
    // Pekko's own limit comes after ours, so that the sender gets our answer.
    Duration request =
        settings
            .bodyTimeout()
            .plus(Intake.ACCEPT_TIMEOUT)
            .plus(answerTimeout)
            .plus(Duration.ofSeconds(5));
    Duration idle = request.compareTo(IDLE) < 0 ? IDLE : request.plus(Duration.ofSeconds(5));
    Map<String, Object> own =
        Map.of(
            "server-header",
            "HIE",
            "remote-address-attribute",
            true,
            "max-connections",
            settings.maxConnections(),
            "request-timeout",
            request.toMillis() + " ms",
            "idle-timeout",
            idle.toMillis() + " ms",
            // They would quote the sender in the log.
            "parsing.illegal-header-warnings",
            false,
            "parsing.error-logging-verbosity",
            "off");
    Config config =
        ConfigFactory.parseMap(own)
            .atPath("pekko.http.server")
            .withFallback(system.settings().config());
    return ServerSettings.create(config);
  }

  private static String where(ServerBinding bound) {
    InetSocketAddress address = bound.localAddress();
    return address.getHostString() + ":" + address.getPort();
  }

  /** The port it listens on; 0 if it does not. */
  int port() {
    ServerBinding bound = binding;
    return bound == null ? 0 : bound.localAddress().getPort();
  }

  Receiver receiver() {
    return receiver;
  }

  @Override
  public CompletionStage<Void> pause() {
    receiver.pause();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> resume() {
    receiver.resume();
    return CompletableFuture.completedFuture(null);
  }

  /** Answers what is under way, then closes all connections. */
  @Override
  public CompletionStage<Void> stop() {
    ServerBinding bound = binding;
    binding = null;
    if (bound == null) {
      return CompletableFuture.completedFuture(null);
    }
    return bound
        .unbind()
        .thenCompose(
            unbound ->
                receiver
                    .drain()
                    .toCompletableFuture()
                    .copy()
                    .completeOnTimeout(null, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        // A termination can overtake the answers that are just being written.
        .thenCompose(drained -> after(FLUSH))
        .thenCompose(flushed -> bound.terminate(FLUSH))
        .handle((done, failure) -> null);
  }

  private static CompletionStage<Void> after(Duration time) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }
}

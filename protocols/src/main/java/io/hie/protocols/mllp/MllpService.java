package io.hie.protocols.mllp;

import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Service;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Receives HL7 v2 over MLLP and answers each message when the engine has stored it, on the
 * connection it came on, in the order of arrival.
 *
 * <p>Its methods may be called from any thread. After a crash nothing of it is left; what was
 * stored and not answered is sent again by the sender and answered as a repeat.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
public final class MllpService implements Service {
  /** How long {@link #stop()} waits for the engine's word on the messages in hand. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private static final int BACKLOG = 4096;
  private static final int SMALLEST_READ = 512;
  private static final int FIRST_READ = 2048;

  /** What a connection that is held back may have read and not yet looked at. */
  private static final int LARGEST_READ = 16 * 1024;

  private final ItemContext context;
  private final MllpServiceSettings settings;
  private final Tally<Event> tally;
  private final Reception reception;
  private final Set<ServiceConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger admitted = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile @Nullable Channel server;
  private volatile boolean paused;
  private volatile boolean stopping;

  /** What is counted. */
  public enum Event {
    CONNECTION_OPENED,
    CONNECTION_CLOSED,
    /** Beyond MaxConnections. */
    CONNECTION_REFUSED,
    /** Beyond IdleTimeout. */
    CONNECTION_SILENT,
    /** Reset, or given up because of what the sender did. */
    CONNECTION_FAILED,
    TLS_FAILED,
    ACCEPT_FAILED,
    FRAME_READ,
    STORED,
    REPEATED,
    NOT_STORED,
    /** With what a receiver answered. */
    ANSWERED,
    /** With an error, for no receiver's answer came in time, or will come. */
    UNANSWERED,
    NOT_HL7,
    TOO_LARGE,
    NO_ROOM,
    /** Without an end, because the next began. */
    CUT_OFF,
    /** Without an end, because the connection ended. */
    TRUNCATED,
    ACKNOWLEDGEMENT_IGNORED,
    BYTES_SKIPPED
  }

  MllpService(MllpServiceSettings settings, ItemContext context) {
    this(settings, context, FrameBudget.NODE);
  }

  MllpService(MllpServiceSettings settings, ItemContext context, FrameBudget budget) {
    this.context = context;
    this.settings = settings;
    this.tally = new Tally<>(Event.class, context.log(), System::nanoTime);
    this.reception =
        new Reception(context.item(), settings, context.intake(), context.clock(), budget, tally);
  }

  /**
   * Listens. Fails with {@link MisconfiguredException} if the address, port or TLS files are wrong.
   */
  @Override
  public CompletionStage<Void> start() {
    var started = new CompletableFuture<Void>();
    MllpLoops.aside()
        .execute(
            () -> {
              try {
                listen(MllpTls.of(settings), started);
              } catch (MisconfiguredException wrong) {
                fail(wrong, started);
              }
            });
    return started;
  }

  private void listen(@Nullable MllpTls tls, CompletableFuture<Void> started) {
    new ServerBootstrap()
        .group(MllpLoops.shared())
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .handler(new AcceptFaults())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ))
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                welcome(channel, tls);
              }
            })
        .bind(new InetSocketAddress(settings.address(), settings.port()))
        .addListener((ChannelFuture bound) -> bound(bound, tls != null, started));
  }

  private void bound(ChannelFuture bound, boolean tls, CompletableFuture<Void> started) {
    Throwable cause = bound.cause();
    if (cause != null) {
      fail(BindFault.explain(cause, settings), started);
      return;
    }
    server = bound.channel();
    applyPause();
    String place = Addresses.text(bound.channel().localAddress()) + (tls ? " with TLS" : "");
    context.log().info("Listening for MLLP on {}", place);
    context.status().outside(Outside.CONNECTED, "listening on " + place);
    started.complete(null);
    if (stopping) {
      bound.channel().close();
    }
  }

  private void fail(MisconfiguredException wrong, CompletableFuture<Void> started) {
    context.status().outside(Outside.MISCONFIGURED, String.valueOf(wrong.getMessage()));
    started.completeExceptionally(wrong);
  }

  private void welcome(Channel channel, @Nullable MllpTls tls) {
    if (admitted.incrementAndGet() > settings.maxConnections()) {
      admitted.decrementAndGet();
      tally.warn(
          Event.CONNECTION_REFUSED,
          "Closed the connection from "
              + Addresses.text(channel.remoteAddress())
              + ": there are "
              + settings.maxConnections()
              + " already, which is MaxConnections");
      channel.close();
      return;
    }
    tally.count(Event.CONNECTION_OPENED);
    KeepAlive.set(channel);
    ServiceConnection connection = new ServiceConnection(reception, channel);
    connections.add(connection);
    channel.closeFuture().addListener(closed -> gone(connection));
    if (tls != null) {
      channel.pipeline().addLast(tls.serverHandler(channel.alloc()));
    }
    channel.pipeline().addLast(connection);
    if (paused) {
      var unused = connection.setPaused(true);
    }
    if (stopping) {
      connection.leave();
    }
  }

  private void gone(ServiceConnection connection) {
    admitted.decrementAndGet();
    connections.remove(connection);
    tally.count(Event.CONNECTION_CLOSED);
    checkDrained();
  }

  /** The port it listens on, which matters where the settings say 0. Only when started. */
  public int port() {
    Channel listening = server;
    if (listening == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** How often what happened since it was made, by {@link Event} in lower case. */
  public Map<String, Long> counts() {
    return tally.snapshot();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** Reads nothing more and accepts nobody. Completes when that is so on all connections. */
  @Override
  public CompletionStage<Void> pause() {
    return setPaused(true);
  }

  @Override
  public CompletionStage<Void> resume() {
    return setPaused(false);
  }

  private CompletionStage<Void> setPaused(boolean now) {
    paused = now;
    applyPause();
    return CompletableFuture.allOf(
        connections.stream()
            .map(connection -> connection.setPaused(now))
            .toArray(CompletableFuture<?>[]::new));
  }

  private void applyPause() {
    Channel listening = server;
    if (listening != null) {
      listening.config().setAutoRead(!paused);
    }
  }

  /**
   * Accepts nobody and reads nothing more, gives the answers that are owed, for which it waits up
   * to {@link #STOP_PATIENCE}, and closes. A message that had been read in part only, or not at
   * all, has no answer, so its sender still has it.
   */
  @Override
  public CompletionStage<Void> stop() {
    stopping = true;
    Channel listening = server;
    if (listening != null) {
      listening.close();
    }
    connections.forEach(ServiceConnection::leave);
    checkDrained();
    return drained
        .copy()
        .orTimeout(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            slow -> {
              context.log().warn("Stopped with {} connections unanswered", connections.size());
              connections.forEach(ServiceConnection::abandon);
              return drained.copy().orTimeout(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            })
        .exceptionally(stuck -> null);
  }

  private void checkDrained() {
    if (stopping && connections.isEmpty()) {
      drained.complete(null);
    }
  }

  /** Tells of connections that could not be accepted, such as for want of file descriptors. */
  private final class AcceptFaults extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      tally.warn(
          Event.ACCEPT_FAILED,
          "A connection could not be accepted: " + cause.getMessage() + "; trying again in 1 s");
      ctx.fireExceptionCaught(cause);
    }
  }
}

package io.hie.protocols.mllp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One place in an operation's pool: a connection to the receiver that is made ahead and made again
 * when it is lost, at once if it had worked, else after a growing wait. Its name is looked up anew
 * each time, away from the event loop.
 *
 * <p>Confined to its event loop; the methods that other threads may call say so.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class Link implements LinkSession.Owner {
  private final Target target;
  private final LinkPool pool;
  private final EventLoop loop;
  private final Backoff backoff;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private @Nullable LinkSession session;
  private @Nullable ScheduledFuture<?> attemptLimit;
  private @Nullable ScheduledFuture<?> retry;
  private int attempt; // tells what belongs to an attempt that was given up
  private boolean worked; // whether this connection has carried a message and its answer
  private boolean closing;

  Link(Target target, LinkPool pool, EventLoop loop, Backoff backoff) {
    this.target = target;
    this.pool = pool;
    this.loop = loop;
    this.backoff = backoff;
  }

  /** Begins to connect. From any thread. */
  void open() {
    loop.execute(this::connect);
  }

  /** Sends on this link, or gives the message back to the pool. From any thread. */
  void send(Exchange exchange) {
    if (loop.inEventLoop()) {
      sendHere(exchange);
    } else {
      loop.execute(() -> sendHere(exchange));
    }
  }

  /** Connects now if it is waiting to: another link has found the receiver well. Any thread. */
  void hurry() {
    loop.execute(
        () -> {
          if (retry != null && retry.cancel(false)) {
            connect();
          }
        });
  }

  /** Closes when no message is in hand. From any thread. */
  CompletableFuture<Void> close() {
    loop.execute(
        () -> {
          closing = true;
          LinkSession here = session;
          if (here == null) {
            if (retry == null || retry.cancel(false)) {
              giveUpAttempt();
              closed.complete(null);
            }
          } else if (!here.isUp() || here.isFree()) {
            here.close(STOPPED);
          }
        });
    return closed;
  }

  /** Closes at once. From any thread. */
  void abandon() {
    loop.execute(
        () -> {
          if (session != null) {
            session.close(STOPPED);
          }
        });
  }

  private static final TransportFault STOPPED =
      new TransportFault("stopped", "the item was stopped", false, false);

  private void sendHere(Exchange exchange) {
    LinkSession here = session;
    if (here != null && here.isFree()) {
      here.send(exchange);
    } else {
      pool.putBack(exchange);
    }
  }

  private void connect() {
    retry = null;
    if (closing) {
      closed.complete(null);
      return;
    }
    int mine = ++attempt;
    attemptLimit =
        loop.schedule(
            () -> failed(mine, TransportFault.CONNECT_TIMEOUT),
            target.settings().connectTimeout().toNanos(),
            TimeUnit.NANOSECONDS);
    MllpLoops.aside().execute(() -> lookUp(mine));
  }

  private void lookUp(int mine) {
    try {
      InetAddress[] addresses = target.resolver().resolve(target.settings().host());
      InetAddress next = addresses[Math.floorMod(mine, addresses.length)];
      loop.execute(() -> dial(mine, next));
    } catch (UnknownHostException | RuntimeException unknown) {
      TransportFault fault = TransportFault.of(unknown);
      loop.execute(() -> failed(mine, fault));
    }
  }

  private void dial(int mine, InetAddress address) {
    if (mine != attempt) {
      return;
    }
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(target.settings().connectTimeout().toMillis()))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                session = new LinkSession(target, Link.this, channel);
                KeepAlive.set(channel);
                MllpTls tls = target.tls();
                if (tls != null) {
                  channel.pipeline().addLast(tls.clientHandler(channel.alloc(), target));
                }
                channel.pipeline().addLast(session);
              }
            })
        .connect(new InetSocketAddress(address, target.settings().port()))
        .addListener(
            (ChannelFuture done) -> {
              if (done.cause() != null) {
                failed(mine, TransportFault.of(done.cause()));
              }
            });
  }

  private void failed(int mine, TransportFault fault) {
    if (mine == attempt) {
      giveUpAttempt();
      down(fault);
    }
  }

  private void giveUpAttempt() {
    attempt++;
    if (attemptLimit != null) {
      attemptLimit.cancel(false);
    }
    LinkSession gone = session;
    session = null;
    if (gone != null) {
      gone.close(TransportFault.CONNECT_TIMEOUT);
    }
  }

  @Override
  public void up(LinkSession up) {
    if (up != session) {
      return;
    }
    if (attemptLimit != null) {
      attemptLimit.cancel(false);
    }
    worked = false;
    pool.up(this);
    ready();
  }

  @Override
  public void free(LinkSession free, boolean answered) {
    if (free != session) {
      return;
    }
    if (answered && !worked) {
      worked = true;
      backoff.reset();
      pool.wellAgain();
    }
    ready();
  }

  private void ready() {
    if (!closing) {
      pool.ready(this);
    } else if (session != null) {
      session.close(STOPPED);
    }
  }

  @Override
  public void ended(LinkSession ended, TransportFault fault) {
    if (ended == session) {
      giveUpAttempt();
      down(fault);
    }
  }

  private void down(TransportFault fault) {
    pool.down(this, fault);
    if (closing) {
      closed.complete(null);
    } else {
      if (!fault.isOfConnection()) {
        backoff.reset(); // waiting for the answer was wait enough
      }
      long wait = worked ? 0 : backoff.nextNanos();
      worked = false;
      retry = loop.schedule(this::connect, wait, TimeUnit.NANOSECONDS);
    }
  }
}

package io.hie.protocols.mllp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * The threads on which all MLLP connections of this JVM are read and written: one or two, since
 * each serves thousands of connections, and every thread more is one more to wake up. They are
 * daemons, cost nothing while idle, and live as long as the JVM, so no item has to own them.
 * Nothing may block on them.
 */
final class MllpLoops {
  private static final int MOST = 2;

  private MllpLoops() {}

  static EventLoopGroup shared() {
    return Holder.GROUP;
  }

  /** Runs what may block or compute for long: name look-ups, the arithmetic of TLS handshakes. */
  static Executor aside() {
    return task -> Thread.ofVirtual().name("hie-mllp-aside").start(task);
  }

  private static final class Holder {
    static final EventLoopGroup GROUP =
        new MultiThreadIoEventLoopGroup(
            Math.min(MOST, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("hie-mllp", true),
            NioIoHandler.newFactory());

    private Holder() {}
  }
}

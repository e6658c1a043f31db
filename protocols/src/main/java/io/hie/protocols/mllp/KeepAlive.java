package io.hie.protocols.mllp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;

/**
 * Finds out about a peer that has vanished without a word, behind a firewall that forgot the
 * connection or a switch that lost power: probes after a minute of silence, and the connection ends
 * two minutes later if none is answered. MLLP itself has nothing to ask "are you there?" with.
 */
final class KeepAlive {
  private static final int IDLE_SECONDS = 60;
  private static final int INTERVAL_SECONDS = 30;
  private static final int PROBES = 4;

  private KeepAlive() {}

  /** Sets it, with the system's own times where they cannot be set. */
  static void set(Channel channel) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel
        .config()
        .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS);
    channel
        .config()
        .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS);
    channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
  }
}

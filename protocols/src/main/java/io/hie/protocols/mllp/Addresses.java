package io.hie.protocols.mllp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as logs show them: numbers and port, without a name look-up. */
final class Addresses {
  private Addresses() {}

  static String text(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      InetAddress number = inet.getAddress();
      return (number == null ? inet.getHostString() : number.getHostAddress())
          + ":"
          + inet.getPort();
    }
    return String.valueOf(address);
  }
}

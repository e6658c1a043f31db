package io.hie.protocols.mllp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Whom the connections of an operation go to, and what they share. */
record Target(
    MllpOperationSettings settings,
    @Nullable MllpTls tls,
    Resolver resolver,
    Tally<MllpOperation.Event> tally) {

  /** Looks up names; may block. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  String name() {
    return settings.host() + ":" + settings.port();
  }

  /** The name that the receiver's certificate must bear. */
  String certificateName() {
    String name = settings.tlsServerName();
    return name == null || name.isBlank() ? settings.host() : name;
  }
}

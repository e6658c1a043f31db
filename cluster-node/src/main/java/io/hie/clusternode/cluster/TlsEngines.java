package io.hie.clusternode.cluster;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** TLS for connections of HTTP between nodes, with what is in the files, read now and then. */
final class TlsEngines {
  private final ClusterTls files;
  private @Nullable SSLContext context;
  private long readAt;

  TlsEngines(ClusterTls files) {
    this.files = files;
  }

  /** For a connection that this node takes, of a peer that shows a certificate. */
  SSLEngine server() {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  /** For a connection that this node opens. Addresses are not compared. */
  SSLEngine client(String host, int port) {
    SSLEngine engine = context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    return engine;
  }

  private synchronized SSLContext context() {
    long now = System.nanoTime();
    SSLContext known = context;
    if (known == null || now - readAt > files.reload().toNanos()) {
      known = files.context();
      context = known;
      readAt = now;
    }
    return known;
  }
}

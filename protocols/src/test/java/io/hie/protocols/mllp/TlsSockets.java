package io.hie.protocols.mllp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Server sockets that speak TLS and may ask for a certificate. */
final class TlsSockets extends ServerSocketFactory {
  private final SSLContext context;
  private final boolean wantsCertificate;

  TlsSockets(SSLContext context, boolean wantsCertificate) {
    this.context = context;
    this.wantsCertificate = wantsCertificate;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    socket.setNeedClientAuth(wantsCertificate);
    return socket;
  }

  @Override
  public ServerSocket createServerSocket(int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
    throw new UnsupportedOperationException();
  }
}

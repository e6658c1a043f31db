package io.hie.protocols.outside;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.ConnectionTest.Finding;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Connects to a port, with TLS if that is wanted, and hangs up. Blocks. */
public final class SocketTest {
  private static final Set<String> EVERYWHERE = Set.of("", "*", "0.0.0.0", "::");

  private SocketTest() {}

  /**
   * Tests a receiver.
   *
   * @param tls null for none
   * @param certificateName the name that its certificate must bear
   * @param atMost how long connecting may take, and again the handshake
   */
  public static ConnectionTest connect(
      String host, int port, @Nullable SSLContext tls, String certificateName, Duration atMost) {
    String target = host + ":" + port;
    int millis = Math.clamp(atMost.toMillis(), 1, 60_000);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
      socket.setSoTimeout(millis);
      if (tls == null) {
        return new ConnectionTest(Finding.WELL, target, "it takes connections");
      }
      return shakeHands(socket, tls, certificateName, port, target);
    } catch (UnknownHostException unknown) {
      return new ConnectionTest(
          Finding.UNKNOWN_HOST,
          target,
          "the host is not known; look for a typing error, or ask DNS");
    } catch (SocketTimeoutException slow) {
      return new ConnectionTest(
          Finding.TIMEOUT,
          target,
          "nothing came back within " + millis + " ms; a firewall may be in between");
    } catch (NoRouteToHostException noWay) {
      return new ConnectionTest(
          Finding.UNREACHABLE, target, "there is no way to the host; look at network and firewall");
    } catch (ConnectException refused) {
      return new ConnectionTest(
          Finding.REFUSED, target, "nobody listens there; look at the port, and whether it runs");
    } catch (IOException failed) {
      return new ConnectionTest(
          Finding.UNREACHABLE, target, "it failed with " + failed.getClass().getSimpleName());
    }
  }

  private static ConnectionTest shakeHands(
      Socket socket, SSLContext tls, String name, int port, String target) throws IOException {
    try (SSLSocket over =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, name, port, true)) {
      SSLParameters parameters = over.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      over.setSSLParameters(parameters);
      over.startHandshake();
      return new ConnectionTest(
          Finding.WELL, target, "it takes connections, with " + over.getSession().getProtocol());
    } catch (SocketTimeoutException slow) {
      return new ConnectionTest(
          Finding.TIMEOUT,
          target,
          "it took the connection and did not answer the TLS handshake; it may not speak TLS");
    } catch (SSLException refused) {
      // The texts of the JDK's handshake name certificates and alerts, never contents.
      return new ConnectionTest(
          Finding.CERTIFICATE,
          target,
          "TLS failed: "
              + refused.getMessage()
              + "; look at TlsTrusted and TlsCertificate, and whether it speaks TLS at all");
    }
  }

  /** Tests whether a service is listened to, where it listens. */
  public static ConnectionTest listening(String address, int port, Duration atMost) {
    ConnectionTest found =
        connect(EVERYWHERE.contains(address) ? "127.0.0.1" : address, port, null, address, atMost);
    return new ConnectionTest(
        found.finding(),
        address + ":" + port,
        switch (found.finding()) {
          case WELL -> "somebody listens, which is this item if it runs";
          case REFUSED -> "nobody listens; start the item";
          case NOTHING_TO_TEST, MISCONFIGURED, UNKNOWN_HOST, TIMEOUT, CERTIFICATE, UNREACHABLE ->
              found.detail();
        });
  }
}

package io.hie.chaostests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.chaostests.process.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxyTest {
  private final Wire wire = new Wire();
  private final Wire other = new Wire();
  private final ServerSocket node;
  private final int port = Ports.free();
  private final Proxy proxy;

  ProxyTest() throws IOException {
    node = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy =
        new Proxy(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            node.getLocalPort(),
            from -> from.getAddress()[3] == 2 ? other : wire);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    node.close();
  }

  @Test
  void shouldPassBothWaysAndTheEnd() throws IOException {
    try (Socket a = connect("127.0.1.1")) {
      try (Socket b = node.accept()) {
        a.getOutputStream().write(5);
        assertThat(b.getInputStream().read()).isEqualTo(5);
        b.getOutputStream().write(6);
        assertThat(a.getInputStream().read()).isEqualTo(6);
      }
      assertThat(a.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldHoldBackWhatIsCutAndPassItOnWhenHealed() throws IOException {
    try (Socket a = connect("127.0.1.1");
        Socket b = node.accept();
        Socket c = connect("127.0.1.2");
        Socket d = node.accept()) {
      b.setSoTimeout(200);
      wire.cut();
      a.getOutputStream().write(5);
      assertThatThrownBy(() -> b.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      c.getOutputStream().write(7);
      assertThat(d.getInputStream().read()).as("the wire of another node").isEqualTo(7);

      wire.heal();
      b.setSoTimeout(10_000);
      assertThat(b.getInputStream().read()).isEqualTo(5);
    }
  }

  @Test
  void shouldNotLetANewConnectionThroughWhileCut() throws IOException {
    wire.cut();
    node.setSoTimeout(200);
    try (Socket unheard = connect("127.0.1.1")) {
      assertThat(unheard.isConnected()).isTrue();
      assertThatThrownBy(node::accept).isInstanceOf(SocketTimeoutException.class);

      wire.heal();
      node.setSoTimeout(10_000);
      node.accept().close();
    }
  }

  @Test
  void shouldComeLateWhileSlowed() throws IOException {
    try (Socket a = connect("127.0.1.1");
        Socket b = node.accept()) {
      wire.slow(Duration.ofMillis(300));
      long sent = System.nanoTime();
      a.getOutputStream().write(5);
      assertThat(b.getInputStream().read()).isEqualTo(5);
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(300_000_000);
    }
  }

  @Test
  void shouldRefuseConnectionsOfANodeThatHasEndedUntilOneListensAgain() throws Exception {
    try (Socket a = connect("127.0.1.1");
        Socket _ = node.accept()) {
      int nodePort = node.getLocalPort();
      node.close();
      proxy.refuse();

      assertThat(a.getInputStream().read()).isEqualTo(-1);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> connect("127.0.1.1"))
                      .isInstanceOf(ConnectException.class)
                      .hasMessageContaining("refused"));

      try (ServerSocket again = new ServerSocket(nodePort, 10, InetAddress.getLoopbackAddress())) {
        await().ignoreExceptions().until(() -> connect("127.0.1.1").isConnected());
        again.accept().close();
      }
    }
  }

  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }
}

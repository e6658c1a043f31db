package io.hie.examples.items;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hie.itemtestkit.ItemTestKit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PracticeLookupTest {
  private HttpServer server;
  private volatile int status = 200;
  private volatile String asked = "";

  @BeforeEach
  void startTheService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/practices/",
        exchange -> {
          asked = exchange.getRequestURI().getPath();
          byte[] name = "MILL LANE SURGERY & CO\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, status == 200 ? name.length : -1);
          if (status == 200) {
            exchange.getResponseBody().write(name);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopTheService() {
    server.stop(0);
  }

  @Test
  void shouldAddTheNameThatTheServiceKnows() {
    try (ItemTestKit lookup = start()) {
      assertThat(lookup.send(Samples.admission("WARD7")).expectOutput("Out"))
          .contains("PD1|||MILL LANE SURGERY \\T\\ CO^^B83604");
      assertThat(asked).isEqualTo("/practices/B83604");
    }
  }

  @Test
  void shouldPassWhatTheServiceDoesNotKnowAsItIs() {
    status = 404;
    try (ItemTestKit lookup = start()) {
      assertThat(lookup.send(Samples.admission("WARD7")).expectOutput("Out"))
          .contains("PD1|||^^B83604");
    }
  }

  @Test
  void shouldTryAgainWhenTheServiceFails() {
    status = 503;
    try (ItemTestKit lookup = start()) {
      lookup.send(Samples.admission("WARD7")).expectRetry("item-error");
      server.stop(0);
      lookup.send(Samples.admission("WARD7")).expectRetry("item-error");
    }
  }

  private ItemTestKit start() {
    return ItemTestKit.of(PracticeLookup.class)
        .set("URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/practices/")
        .start();
  }
}

package io.hie.chaostests.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class ReadClientTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
  private final AtomicReference<String> token = new AtomicReference<>("");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private byte[] body = new byte[200_000];
  private int refuseEvery = Integer.MAX_VALUE;

  ReadClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.setExecutor(threads);
    server.createContext(
        "/api",
        exchange -> {
          callers.add(exchange.getRemoteAddress());
          token.set(
              Objects.requireNonNullElse(
                  exchange.getRequestHeaders().getFirst("Authorization"), ""));
          boolean refused = asked.incrementAndGet() % refuseEvery == 0;
          exchange.sendResponseHeaders(refused ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void shouldAskOverTheSameConnectionsAndReadLargeAnswersWhole() throws IOException {
    ReadSnapshot end = run("/api/v1/status", 4, 0, 500);

    assertThat(end.answered()).isEqualTo(asked.get()).isGreaterThan(20);
    assertThat(end.refused()).isZero();
    assertThat(end.bytes()).isEqualTo(200_000);
    assertThat(callers).hasSize(4);
    assertThat(token).hasValue("Bearer hie_1_secret");
  }

  @Test
  void shouldAskNoMoreThanTheRate() throws IOException {
    body = new byte[10];

    ReadSnapshot end = run("/api/v1/status", 4, 100, 500);

    assertThat(end.answered()).isBetween(1L, 51L);
    assertThat(end.dueP99Micros()).isPositive();
  }

  @Test
  void shouldCountWhatIsNot200Apart() throws IOException {
    body = new byte[10];
    refuseEvery = 5;

    ReadSnapshot end = run("/api/v1/status", 2, 0, 300);

    assertThat(end.refused()).isEqualTo(asked.get() / 5).isPositive();
    assertThat(end.answered() + end.refused()).isEqualTo(asked.get());
  }

  @Test
  void shouldFailWhenTheServerGoesAway() {
    server.removeContext("/api");
    server.createContext("/api", exchange -> exchange.close());

    assertThatThrownBy(() -> run("/api/v1/status", 1, 0, 10_000))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("closed a connection");
  }

  @Test
  void shouldReadItsOwnWordsBack() {
    ReadSnapshot snapshot = new ReadSnapshot(1, 2, 3.5, 4, 5, 6, 7, 8);

    assertThat(ReadSnapshot.parse("@read " + snapshot.words())).isEqualTo(snapshot);
  }

  private ReadSnapshot run(String path, int connections, double rate, long millis)
      throws IOException {
    AtomicReference<ReadSnapshot> last = new AtomicReference<>(ReadSnapshot.NONE);
    new ReadClient(
            new ReadSettings(
                server.getAddress(),
                path,
                "hie_1_secret",
                connections,
                rate,
                Duration.ZERO,
                Duration.ofMillis(millis),
                Duration.ofSeconds(10)))
        .run(last::set);
    return last.get();
  }
}

package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What whoever probes a node is told from its start to its end. */
@Timeout(90)
class HealthTest {
  /** An answer of both probes, or of none where nobody listens. */
  private record Probe(int ready, String why, int live, int api) {
    private static final Probe NOBODY = new Probe(0, "", 0, 0);
  }

  @TempDir private Path data;

  private static HttpResponse<String> get(HttpClient http, int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Probe probe(HttpClient http, int port) throws InterruptedException {
    try {
      HttpResponse<String> ready = get(http, port, "/health/ready");
      return new Probe(
          ready.statusCode(),
          ready.body(),
          get(http, port, "/health/live").statusCode(),
          get(http, port, "/api/v1/status").statusCode());
    } catch (IOException closed) {
      return Probe.NOBODY;
    }
  }

  /** Probes until something is over. */
  private static List<Probe> during(HttpClient http, int port, CompletableFuture<Void> something)
      throws InterruptedException {
    List<Probe> seen = new ArrayList<>();
    while (!something.isDone()) {
      Probe probe = probe(http, port);
      if (!seen.contains(probe)) {
        seen.add(probe);
      }
    }
    something.join();
    return seen;
  }

  private static CompletableFuture<Void> begin(ThrowingRunnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (Exception | AssertionError failed) {
                done.completeExceptionally(failed);
              }
            });
    return done;
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void shouldTellTheTruthFromItsStartToItsEnd() throws Exception {
    // given
    int port = Hospital.freePort();
    String document =
        ApiNode.document(
            Hospital.WORKSPACE, Hospital.PROJECT, data.resolve("out").toAbsolutePath());
    AtomicReference<Node> started = new AtomicReference<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      // when it starts
      List<Probe> starting =
          during(
              http,
              port,
              begin(
                  () ->
                      started.set(
                          Hospital.start(
                              data, document, Map.of(), port, Map.of("hie.journal", "jdbc")))));
      // then it is alive and not ready before it is in its cluster, and says what it does
      assertThat(starting).anySatisfy(each -> assertThat(each.why()).contains("the node "));
      assertThat(starting)
          .filteredOn(each -> each.why().contains("the node "))
          .allSatisfy(
              each -> {
                assertThat(each.ready()).isEqualTo(503);
                assertThat(each.live()).isEqualTo(200);
              });
      assertThat(starting).anySatisfy(each -> assertThat(each.api()).isEqualTo(503));
      assertThat(probe(http, port).ready()).isEqualTo(200);
      // when it leaves
      List<Probe> leaving = during(http, port, begin(() -> started.get().close()));
      // then it is not ready to its very end, and never to be killed for it
      assertThat(leaving)
          .anySatisfy(
              each -> {
                assertThat(each.why()).contains("leaving: it hands its shards over");
                assertThat(each.ready()).isEqualTo(503);
                assertThat(each.live()).isEqualTo(200);
              });
      assertThat(leaving).noneSatisfy(each -> assertThat(each.live()).isEqualTo(503));
    }
  }
}

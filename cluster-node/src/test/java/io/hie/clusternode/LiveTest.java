package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.httpapi.live.Listener;
import io.hie.httpapi.live.LiveHub;
import io.hie.httpapi.live.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a real node, told to a real HTTP client as it happens. */
final class LiveTest {
  private static final String EVENTS = "/workspaces/royal/events";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path data;
  private static ApiNode api;
  private static Receiver epr;
  private static int in;
  private static int sent;

  @BeforeAll
  static void start() throws Exception {
    epr = new Receiver(Hospital.ACCEPTS);
    in = Hospital.freePort();
    api =
        ApiNode.of(
            Hospital.start(
                data,
                SearchTest.PRODUCTION,
                Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port()))));
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    epr.close();
  }

  /** A connection that reads events as they come. */
  private static final class Stream implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final InputStream body;
    final List<String> lines = new CopyOnWriteArrayList<>();

    Stream(String query, String token, String last) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + api.node().httpPort() + "/api/v1" + EVENTS + query))
              .header("Authorization", "Bearer " + token);
      if (!last.isEmpty()) {
        request.header("Last-Event-ID", last);
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      body = response.body();
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        while (line != null) {
          lines.add(line);
          line = reader.readLine();
        }
      } catch (IOException closed) {
        // as the test wants it
      }
    }

    void await(String text) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> lines.stream().anyMatch(each -> each.contains(text)));
    }

    String lastId() {
      return lines.stream()
          .filter(each -> each.startsWith("id: "))
          .reduce((one, next) -> next)
          .map(each -> each.substring(4))
          .orElse("");
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  private static String send() throws Exception {
    String id = "L" + ++sent;
    try (Sender sender = new Sender(in)) {
      assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.get(0), id, sent)))
          .isEqualTo("AA");
    }
    return "\"controlId\":\"" + id + "\"";
  }

  @Test
  void shouldTellOfMessagesAndGoOnAfterABreakWhereItWas() throws Exception {
    String last;
    try (Stream stream = new Stream("?topics=messages", NODE_TOKEN, "")) {
      stream.await(send());
      last = stream.lastId();
      assertThat(String.join("\n", stream.lines))
          .as("no patient data")
          .doesNotContain("HARGREAVES", Hospital.PATIENTS.get(0));
    }
    // given what happens while nobody is connected
    String missed = send();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                api.call("GET", "/workspaces/royal/messages?controlId=L" + sent, NODE_TOKEN, "")
                    .text()
                    .contains(missed));
    // when the client comes again with the last id it has, then it gets just that
    try (Stream stream = new Stream("?topics=messages", NODE_TOKEN, last)) {
      stream.await(missed);
      assertThat(stream.lines).noneMatch(each -> each.contains("event: missed"));
    }
    // and with an id of another start of the node it is told that something may be missing
    try (Stream stream = new Stream("?topics=messages", NODE_TOKEN, "0123456789abcdef-7")) {
      stream.await("event: missed");
      stream.await("another-node-or-start");
    }
  }

  @Test
  void shouldTellOfItemsFiguresAndTheAuditTrail() throws Exception {
    try (Stream stream = new Stream("", NODE_TOKEN, "")) {
      stream.await("event: metrics");
      expect(200, api.call("POST", "/productions/royal/ADT/items/EPR/pause", NODE_TOKEN, "{}"));
      stream.await("\"phase\":\"PAUSED\"");
      expect(200, api.call("POST", "/productions/royal/ADT/items/EPR/resume", NODE_TOKEN, "{}"));
      stream.await("\"operation\":\"items.operate\"");
    }
  }

  @Test
  void shouldShowNobodyMoreThanTheyMaySee() throws Exception {
    String viewer = api.userWith("victor", "viewer@royal");
    expect(403, api.call("GET", EVENTS + "?topics=audit", viewer, ""));
    expect(403, api.call("GET", "/workspaces/other/events", viewer, ""));
    expect(401, api.call("GET", EVENTS, "", ""));
    assertThat(api.call("GET", EVENTS + "?topics=gossip", viewer, "").problem())
        .isEqualTo("bad-query");
    try (Stream stream = new Stream("", viewer, "")) {
      stream.await("event: metrics");
      assertThat(stream.lines).noneMatch(each -> each.equals("event: audit"));
    }
  }

  @Test
  void shouldTellASlowListenerHowMuchItMissedAndRefuseTooMany() {
    // given a listener that takes nothing while very much happens
    LiveHub hub = new LiveHub();
    Listener slow = hub.listen("royal", Set.of(Topic.MESSAGES), "ann", null).orElseThrow();
    int all = 10_000;
    for (int i = 1; i <= all; i++) {
      int number = i;
      hub.tell(Topic.MESSAGES, "royal", () -> "{\"n\":" + number + "}");
      hub.tell(Topic.MESSAGES, "other", () -> "{\"secret\":true}");
    }
    // then it has the first of it, is told of the rest, and of nothing of another workspace
    List<String> got = text(slow);
    int kept = got.size() - 1;
    assertThat(kept).isBetween(100, 2_000);
    assertThat(got.getFirst()).contains("{\"n\":1}");
    assertThat(got.getLast()).contains("event: missed", "\"slow\"", "\"events\":" + (all - kept));
    assertThat(String.join("", got)).doesNotContain("secret");
    // and goes on
    hub.tell(Topic.MESSAGES, "royal", () -> "{\"n\":\"next\"}");
    assertThat(text(slow)).singleElement().asString().contains("next");
    // when it comes again from where the ring does not reach any more, it is told so
    String first = got.getFirst().substring(4, got.getFirst().indexOf('\n'));
    Listener again = hub.listen("royal", Set.of(Topic.MESSAGES), "ann", first).orElseThrow();
    List<String> since = text(again);
    assertThat(since.getFirst()).contains("missed", "too-long-ago");
    assertThat(since.getLast()).contains("next");
    // and what was not watched for a while is told too
    String last = since.getLast().substring(4, since.getLast().indexOf('\n'));
    hub.gap(EnumSet.of(Topic.MESSAGES));
    Listener later = hub.listen("royal", Set.of(Topic.MESSAGES), "ann", last).orElseThrow();
    assertThat(text(later)).singleElement().asString().contains("too-long-ago");
    // then there is a bound on listeners, which those who go give back
    for (int i = 3; i < LiveHub.MOST_OF_ONE; i++) {
      assertThat(hub.listen("royal", Set.of(Topic.STATUS), "ann", null)).isPresent();
    }
    assertThat(hub.listen("royal", Set.of(Topic.STATUS), "ann", null)).isEmpty();
    assertThat(hub.listen("royal", Set.of(Topic.STATUS), "ben", null)).isPresent();
    later.close();
    assertThat(hub.listen("royal", Set.of(Topic.STATUS), "ann", null)).isPresent();
  }

  private static List<String> text(Listener listener) {
    return listener.take().toCompletableFuture().join().stream()
        .map(each -> new String(each, StandardCharsets.UTF_8))
        .toList();
  }
}

package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.Setting;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed in the middle of an apply, before and after there is a way back. */
@Timeout(150)
class KilledApplyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What all versions have, with a place for more, and for who gets the messages. */
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": [%s] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } }%s ] }
      """;

  private static final String HELD =
      """
      , { "name": "Held", "item_type": "OPERATION",
          "type": "io.hie.clusternode.KilledApplyTest$Held",
          "adapter_settings": { "Start": "%s", "Deliver": "%s" } }
      """;

  @TempDir private Path directory;

  private final List<Process> lives = new ArrayList<>();

  /** For what an item waits. */
  public record Until(
      @Setting(value = "Start", doc = "The file whose presence lets it start.") Path start,
      @Setting(value = "Deliver", doc = "The file whose presence lets it deliver.") Path deliver) {}

  /** Starts and delivers when a test lets it. */
  public static final class Held implements Operation {
    private final Until until;

    public Held(Until until) {
      this.until = until;
    }

    @Override
    public CompletionStage<Void> start() {
      return there(until.start());
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return there(until.deliver()).thenApply(there -> new DeliveryResult.Delivered("held"));
    }

    private static CompletionStage<Void> there(Path file) {
      Executor soon = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
      return CompletableFuture.supplyAsync(() -> Files.exists(file), soon)
          .thenCompose(there -> there ? CompletableFuture.completedFuture(null) : there(file));
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process life : lives) {
      life.destroyForcibly().waitFor();
    }
  }

  private static String document(String targets, String more) {
    return PRODUCTION.formatted(targets, more);
  }

  @Test
  void shouldUndoOrKeepAnApplyThatAKillCutShortAndLoseNoMessage() throws Exception {
    int in = Hospital.freePort();
    int out = Hospital.freePort();
    int http = Hospital.freePort();
    Map<String, String> environment =
        new TreeMap<>(Map.of("IN", Integer.toString(in), "OUT", Integer.toString(out)));
    Path never = directory.resolve("never");
    Path always = Files.createFile(directory.resolve("always"));
    String patient = Hospital.PATIENTS.getFirst();
    Path first = directory.resolve("first.json");
    Files.writeString(first, document("\"EPR\"", ""));

    // given an apply whose new item does not come to an end of starting, and messages meanwhile
    Process life = up(1, http, environment, "--production", first.toString());
    var unused = apply(http, document("\"EPR\", \"Held\"", HELD.formatted(never, always)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> status(http).path("beingApplied").asLong() == 2);
    try (Sender pas = new Sender(in)) {
      assertThat(pas.send(Hospital.admission(patient, "M1", 1))).isEqualTo("AA");
      assertThat(pas.send(Hospital.admission(patient, "M2", 2))).isEqualTo("AA");
    }

    // when
    life.destroyForcibly().waitFor();
    life = up(2, http, environment);

    // then it is undone and says so, and what was acknowledged is there
    assertThat(said(2))
        .contains("version 2 was being applied when the node stopped, and is undone");
    JsonNode undone = status(http);
    assertThat(undone.path("version").asLong()).isEqualTo(1);
    assertThat(undone.path("undone").path("version").asLong()).isEqualTo(2);
    assertThat(undone.path("undone").path("reason").asText())
        .isEqualTo("the node stopped while it was being applied");
    assertThat(undone.hasNonNull("beingApplied")).isFalse();
    assertThat(undone.path("openMessages").asLong()).isEqualTo(2);

    // given one that is written down as applied while what it removes still holds a message
    assertThat(apply(http, document("\"EPR\", \"Held\"", HELD.formatted(always, never))).join())
        .isEqualTo(200);
    try (Sender pas = new Sender(in)) {
      assertThat(pas.send(Hospital.admission(patient, "M3", 3))).isEqualTo("AA");
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> item(status(http), "Held").path("inHand").asInt() == 1);
    CompletableFuture<Integer> answer = apply(http, document("\"EPR\"", ""));
    Awaitility.await().atMost(PATIENCE).until(() -> status(http).path("version").asLong() == 4);
    assertThat(answer).isNotDone();

    // when
    life.destroyForcibly().waitFor();

    // then it stands, and what the removed item held is parked, and all else arrives in order
    try (Receiver epr = new Receiver(out, Hospital.ACCEPTS);
        Node node =
            Hospital.start(directory.resolve("data"), document("\"EPR\"", ""), environment)) {
      assertThat(node.notes()).singleElement().asString().contains("version 4, as stored");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> node.histories().openMessages("royal", "ADT") == 0);
      assertThat(epr.controlIds()).containsExactly("M1", "M2", "M3");
      assertThat(Hospital.history(node, patient))
          .filteredOn(event -> event instanceof HistoryEvent.Parked)
          .singleElement()
          .satisfies(
              parked -> {
                assertThat(((HistoryEvent.Parked) parked).item()).isEqualTo("Held");
                assertThat(((HistoryEvent.Parked) parked).reason().code())
                    .isEqualTo("item-removed");
              });
    }
  }

  private Process up(int number, int http, Map<String, String> environment, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx300m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dhie.journal=jdbc",
            "-cp",
            System.getProperty("java.class.path"),
            Hie.class.getName(),
            "up",
            "--data",
            directory.resolve("data").toString(),
            "--http-port",
            Integer.toString(http)));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HIE_ADMIN_PASSWORD", "token");
    builder.redirectErrorStream(true).redirectOutput(log(number).toFile());
    Process life = builder.start();
    lives.add(life);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !life.isAlive() || said(number).contains("HIE is ready"));
    assertThat(said(number)).contains("HIE is ready");
    return life;
  }

  private Path log(int number) {
    return directory.resolve("life-" + number + ".log");
  }

  private String said(int number) throws IOException {
    return Files.readString(log(number));
  }

  private static JsonNode status(int http) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(request(http, "status").build(), HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(answer.body()).at("/productions/0");
  }

  private static JsonNode item(JsonNode production, String name) {
    for (JsonNode item : production.path("items")) {
      if (item.path("name").asText().equals(name)) {
        return item;
      }
    }
    return JSON.missingNode();
  }

  /** The status of the answer, when it comes; the node may be dead by then. */
  private static CompletableFuture<Integer> apply(int http, String document) {
    return HttpClient.newHttpClient()
        .sendAsync(
            request(http, "productions")
                .POST(HttpRequest.BodyPublishers.ofString(document, UTF_8))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private static HttpRequest.Builder request(int http, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + path))
        .header("Authorization", "Bearer token")
        .header("Content-Type", "text/plain; charset=UTF-8");
  }
}

package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.clusternode.tls.Trusted;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Talks to a node's API for a command; the options that say which node and with what token. */
final class ApiClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(130);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${HIE_URL:-http://localhost:8080}",
      description = "The node's API (HIE_URL; default http://localhost:8080).")
  private String url = "http://localhost:8080";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${HIE_DATA:-./data}",
      description =
          "Data directory of a node on this machine, whose token is used if HIE_TOKEN is not set.")
  private Path data = Path.of("data");

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${HIE_CA}",
      description = {
        "The certificate of the authority that the node's is signed with, in PEM (HIE_CA;",
        "default: those that Java trusts). For a URL with https."
      })
  private @Nullable Path authority;

  private @Nullable String reason;
  private @Nullable HttpClient http;

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /** Sends a document; {@code expected} is the version that must be running, null for any. */
  JsonNode sendDocument(String path, String document, @Nullable Long expected)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .timeout(LONG)
            .header("Content-Type", "text/plain; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(document));
    if (expected != null) {
      request.header("If-Match", "\"" + expected + "\"");
    }
    return send(request.build());
  }

  /** Asks for something to be done that may take its time. */
  JsonNode postLong(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .timeout(LONG)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /**
   * The lines of a stream as they come; to be closed.
   *
   * @param last id of the last event that was got; empty to begin now
   */
  Stream<String> stream(String path, String last) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<Stream<String>> response;
    try {
      response = http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    } catch (IOException failed) {
      throw unreachable(failed);
    }
    if (response.statusCode() >= 400) {
      try (Stream<String> body = response.body()) {
        JsonNode problem = JSON.readTree(body.collect(Collectors.joining()));
        throw new Hie.Failure(
            problem.path("title").asText("the node answered " + response.statusCode())
                + ": "
                + problem.path("detail").asText());
      }
    }
    return response.body();
  }

  /** What is there as it is. */
  String getText(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = exchange(request(path).GET().build());
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /**
   * Changes whatever is there now, by a method; gives the answer, a missing node if there is none.
   */
  JsonNode change(String method, String path, String body)
      throws IOException, InterruptedException {
    byte[] answer =
        exchange(
                request(path)
                    .header("If-Match", "*")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build())
            .body();
    return JSON.readTree(answer);
  }

  /** The same for what may take its time. */
  JsonNode changeLong(String method, String path, String body)
      throws IOException, InterruptedException {
    return JSON.readTree(
        exchange(
                request(path)
                    .timeout(LONG)
                    .header("If-Match", "*")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build())
            .body());
  }

  /** All entries of a list, page by page. */
  List<JsonNode> all(String path, String name) throws IOException, InterruptedException {
    List<JsonNode> entries = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = get(path + "?limit=200" + (after.isEmpty() ? "" : "&after=" + quoted(after)));
      page.path(name).forEach(entries::add);
      after = page.path("next").asText("");
    } while (!after.isEmpty());
    return entries;
  }

  /** Logs in; gives the session with its tokens. */
  JsonNode login(JsonNode request) throws IOException, InterruptedException {
    return openPost("/api/v1/sessions", request);
  }

  /** What anybody may see, without a token. */
  JsonNode open(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).build());
  }

  /** Sends what anybody may send, without a token. */
  JsonNode openPost(String path, JsonNode body) throws IOException, InterruptedException {
    return send(bare(path, JSON.writeValueAsString(body)));
  }

  void endSession(JsonNode session) throws IOException, InterruptedException {
    exchange(
        HttpRequest.newBuilder(
                URI.create(url + "/api/v1/sessions/" + session.path("session").asText()))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + fresh(session))
            .DELETE()
            .build());
  }

  String url() {
    return url;
  }

  /** A text as a part of a path or query. */
  String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Why patient data is looked at; kept in the audit trail. */
  void because(@Nullable String reason) {
    this.reason = reason;
  }

  private HttpRequest bare(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token());
    String why = reason == null ? System.getenv("HIE_REASON") : reason;
    return why == null || why.isBlank() ? request : request.header("X-Reason", why);
  }

  /** The token of a session; a fresh one if it is nearly over. */
  private String fresh(JsonNode session) throws IOException, InterruptedException {
    if (Instant.now()
        .plusSeconds(30)
        .isBefore(Instant.parse(session.path("tokenExpires").asText()))) {
      return session.path("token").asText();
    }
    JsonNode next =
        send(
            bare(
                "/api/v1/sessions/refresh",
                JSON.writeValueAsString(
                    JSON.createObjectNode()
                        .put("refreshToken", session.path("refreshToken").asText()))));
    SavedSession.keep(url, next);
    return next.path("token").asText();
  }

  private String token() throws IOException, InterruptedException {
    String token = System.getenv("HIE_TOKEN");
    if (token == null || token.isBlank()) {
      token = System.getenv("HIE_ADMIN_PASSWORD");
    }
    if (token != null && !token.isBlank()) {
      return token;
    }
    Optional<JsonNode> session = SavedSession.of(url);
    if (session.isPresent()) {
      return fresh(session.get());
    }
    Path file = AdminPassword.fileIn(data);
    if (!Files.isReadable(file)) {
      throw new Hie.Failure(
          "no token: log in with hie login, set HIE_TOKEN, or name the node's data directory with"
              + " --data");
    }
    return Files.readString(file).strip();
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    return JSON.readTree(exchange(request).body());
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http().send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException failed) {
      throw unreachable(failed);
    }
    if (response.statusCode() >= 400) {
      throw new Hie.Failure(problem(response));
    }
    return response;
  }

  private HttpClient http() {
    if (http == null) {
      try {
        http = Trusted.client(authorities(), "--ca").connectTimeout(CONNECT).build();
      } catch (IllegalArgumentException wrong) {
        throw new Hie.Failure(String.valueOf(wrong.getMessage()));
      }
    }
    return http;
  }

  private @Nullable Path authorities() {
    return authority == null || authority.toString().isBlank() ? null : authority;
  }

  private Hie.Failure unreachable(IOException failed) throws IOException {
    if (failed instanceof ConnectException) {
      return new Hie.Failure("no node answers at " + url + "; is it up? (hie up, or --url)");
    }
    if (failed instanceof SSLException refused) {
      return new Hie.Failure(Trusted.refusal(url, authorities(), refused));
    }
    if (url.startsWith("http:") && String.valueOf(failed.getMessage()).contains("header parser")) {
      return new Hie.Failure(
          "what listens at " + url + " hung up; if it speaks TLS, write https:// (--url, HIE_URL)");
    }
    throw failed;
  }

  private static String problem(HttpResponse<byte[]> response) throws IOException {
    JsonNode body = JSON.readTree(response.body());
    StringBuilder text =
        new StringBuilder(body.path("title").asText("the node answered " + response.statusCode()))
            .append(": ")
            .append(body.path("detail").asText());
    for (JsonNode each : body.path("problems")) {
      text.append(System.lineSeparator()).append("  ").append(each.asText());
    }
    return text.toString();
  }
}

package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Talks to a node's API for a command; the options that say which node and with what token. */
final class ApiClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

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

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token());
  }

  private String token() throws IOException {
    String token = System.getenv("HIE_TOKEN");
    if (token == null || token.isBlank()) {
      token = System.getenv("HIE_ADMIN_PASSWORD");
    }
    if (token != null && !token.isBlank()) {
      return token;
    }
    Path file = AdminPassword.fileIn(data);
    if (!Files.isReadable(file)) {
      throw new Hie.Failure(
          "no token: set HIE_TOKEN, or name the node's data directory with --data");
    }
    return Files.readString(file).strip();
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (java.net.ConnectException unreachable) {
      throw new Hie.Failure("no node answers at " + url + "; is it up? (hie up, or --url)");
    }
    JsonNode body = JSON.readTree(response.body());
    if (response.statusCode() >= 400) {
      throw new Hie.Failure(
          body.path("title").asText("the node answered " + response.statusCode())
              + ": "
              + body.path("detail").asText());
    }
    return body;
  }
}

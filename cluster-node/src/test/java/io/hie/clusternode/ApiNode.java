package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real node with one production, and calls of its API. */
final class ApiNode implements AutoCloseable {
  static final String NODE_TOKEN = "token";
  static final String PASSWORD = "a long enough password";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A production that needs no port. */
  static String document(String workspace, String project, Path directory) {
    return """
    {
      "name": "%s",
      "workspace": "%s",
      "items": [
        {
          "name": "Out",
          "item_type": "OPERATION",
          "type": "file.operation",
          "enabled": true,
          "adapter_settings": { "Directory": "%s" }
        }
      ]
    }
    """
        .formatted(project, workspace, directory);
  }

  /** What was answered. */
  record Answer(int status, Map<String, List<String>> headers, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException notJson) {
        throw new AssertionError("not JSON: " + text, notJson);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }

    String problem() {
      return json().path("type").asText().replace("/problems/", "");
    }
  }

  private final Node node;
  private final HttpClient http = HttpClient.newHttpClient();

  private ApiNode(Node node) {
    this.node = node;
  }

  static ApiNode start(Path data, Map<String, String> settings) throws Exception {
    return start(
        data, document(Hospital.WORKSPACE, Hospital.PROJECT, data.resolve("out")), settings);
  }

  /** The same with another production. */
  static ApiNode start(Path data, String document, Map<String, String> settings) throws Exception {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("hie.journal", "jdbc");
    return new ApiNode(Hospital.start(data, document, Map.of(), all));
  }

  /** A node that a test has started. */
  static ApiNode of(Node node) {
    return new ApiNode(node);
  }

  Node node() {
    return node;
  }

  /** Calls with a bearer token; none if it is empty. */
  Answer call(String method, String path, String token, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/api/v1" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream content = response.body()) {
      boolean endless =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      byte[] read = endless ? firstEvent(content) : content.readAllBytes();
      return new Answer(
          response.statusCode(),
          response.headers().map(),
          new String(read, StandardCharsets.UTF_8));
    }
  }

  /** What is scraped. */
  String metrics() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + "/metrics");
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** A stream of events goes on until its reader goes. */
  private static byte[] firstEvent(InputStream stream) throws IOException {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    int last = 0;
    for (int each = stream.read(); each >= 0; each = stream.read()) {
      event.write(each);
      if (each == '\n' && last == '\n') {
        break;
      }
      last = each;
    }
    return event.toByteArray();
  }

  /** Adds a user with roles as {@code role@workspace}, and logs in. */
  String userWith(String name, String... grants) throws IOException, InterruptedException {
    expect(
        201,
        call(
            "POST",
            "/users",
            NODE_TOKEN,
            "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD)));
    for (String grant : grants) {
      String[] parts = grant.split("@", 2);
      expect(
          200,
          call(
              "PUT",
              parts[1].equals("*")
                  ? "/users/" + name + "/grants/" + parts[0]
                  : "/workspaces/" + parts[1] + "/members/" + name + "/" + parts[0],
              NODE_TOKEN,
              ""));
    }
    return login(name).json().path("token").asText();
  }

  Answer login(String name) throws IOException, InterruptedException {
    return expect(
        201,
        call(
            "POST",
            "/sessions",
            "",
            "{\"user\": \"%s\", \"password\": \"%s\"}".formatted(name, PASSWORD)));
  }

  static Answer expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError("not " + status + " but " + answer);
    }
    return answer;
  }

  @Override
  public void close() {
    http.close();
    node.close();
  }
}

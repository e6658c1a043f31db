package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What is asked of a node over HTTP, with the token that it keeps in its data directory. */
public final class NodeApi {
  private static final Duration PATIENCE = Duration.ofSeconds(130);

  private final int port;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  NodeApi(int port, Path data) {
    this.port = port;
    this.data = data;
  }

  /** An answer. */
  public record Answer(int status, String body) {}

  /**
   * Puts a document into effect.
   *
   * @throws ChaosException if there is no answer
   */
  public Answer apply(String document) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/api/v1/productions?comment=chaos"))
                  .timeout(PATIENCE)
                  .header(
                      "Authorization",
                      "Bearer " + Files.readString(data.resolve("admin-password")).strip())
                  .header("Content-Type", "text/plain; charset=UTF-8")
                  .POST(HttpRequest.BodyPublishers.ofString(document))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new ChaosException("the node does not answer a change: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while a change was made", e);
    }
  }
}

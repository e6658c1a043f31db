package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is asked of a node over HTTP. */
public final class NodeApi {
  private static final Duration PATIENCE = Duration.ofSeconds(130);

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

  private final int port;
  private final Callable<String> token;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Of a node on this machine.
   *
   * @param token asked for with each request
   */
  public NodeApi(int port, Callable<String> token) {
    this.port = port;
    this.token = token;
  }

  /** An answer. */
  public record Answer(int status, String body) {}

  /**
   * Puts a document into effect.
   *
   * @throws ChaosException if there is no answer
   */
  public Answer apply(String document) {
    return send(
        request("/api/v1/productions?comment=chaos")
            .header("Content-Type", "text/plain; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(document)));
  }

  /**
   * Reads something.
   *
   * @param path below {@code /api/v1/}
   * @throws ChaosException if there is no answer, or another than 200
   */
  public String get(String path) {
    Answer answer = send(request("/api/v1/" + path).GET());
    if (answer.status() != 200) {
      throw new ChaosException(path + " is answered with " + answer.status());
    }
    return answer.body();
  }

  /**
   * By which id the history of a patient is known.
   *
   * @param number the NHS number
   * @throws ChaosException if it is not told
   */
  public String historyId(String workspace, String project, long number) {
    String body =
        "{\"workspace\":\"%s\",\"project\":\"%s\",\"key\":\"%d\"}"
            .formatted(workspace, project, number);
    Answer answer =
        send(
            request("/api/v1/histories/lookup")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    Matcher id = ID.matcher(answer.body());
    if (answer.status() != 200 || !id.find()) {
      throw new ChaosException("a history's id is not told: " + answer.status());
    }
    return id.group(1);
  }

  /**
   * A token of the user {@code admin} for all workspaces.
   *
   * @param scope what it may
   * @throws ChaosException if it is not given
   */
  public String issueToken(String name, String scope) {
    Answer answer =
        send(
            request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"user\":\"admin\",\"name\":\""
                            + name
                            + "\",\"scopes\":[\""
                            + scope
                            + "\"]}")));
    Matcher issued = TOKEN.matcher(answer.body());
    if (answer.status() != 201 || !issued.find()) {
      throw new ChaosException("the node gives no token, but answers " + answer.status());
    }
    return issued.group(1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(
              request.header("Authorization", "Bearer " + token.call()).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while a node was asked", e);
    } catch (Exception e) {
      throw new ChaosException("the node does not answer: " + e, e);
    }
  }
}

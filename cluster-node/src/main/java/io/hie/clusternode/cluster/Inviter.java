package io.hie.clusternode.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.clusternode.tls.Trusted;
import io.hie.httpapi.Invitation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a running node, at its API, how to join its cluster. */
final class Inviter implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1 << 20;

  /** What came of asking. */
  sealed interface Outcome {
    /** It invites. */
    record Invited(Invitation invitation) implements Outcome {}

    /** There is no process that listens there. */
    record NobodyThere() implements Outcome {}

    /** Something is there, and does not invite; asking again will not help. */
    record Refused(String why) implements Outcome {}

    /** Something is there, and TLS with it failed; nothing is known of it. */
    record Untrusted(String why) implements Outcome {}

    /** Something is there, and says nothing or that it is not ready. */
    record Silent(String why) implements Outcome {}
  }

  private final HttpClient http;
  private final @Nullable Path authorities;
  private final String token;

  /**
   * @param authorities whose certificates are taken; null for those that Java trusts
   * @throws IllegalArgumentException if the file has none
   */
  Inviter(String token, @Nullable Path authorities) {
    this.token = token;
    this.authorities = authorities;
    this.http = Trusted.client(authorities, Trusted.VARIABLE).connectTimeout(CONNECT).build();
  }

  /**
   * Asks once.
   *
   * @param hostPort of the node's API, or its URL
   */
  Outcome ask(String hostPort) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    (hostPort.contains("://") ? "" : "http://")
                        + hostPort
                        + "/api/v1/cluster/invitation"))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException nobody) {
      return new Outcome.NobodyThere();
    } catch (SSLException refused) {
      return new Outcome.Untrusted(Trusted.refusal(hostPort, authorities, refused));
    } catch (IOException failed) {
      return new Outcome.Silent(
          "what listens at "
              + hostPort
              + " does not answer as a node of HIE does ("
              + failed.getClass().getSimpleName()
              + "); name the port of a node's API, which it prints when it is ready, with https://"
              + " before it if the node prints that");
    }
    return switch (response.statusCode()) {
      case 200 -> read(hostPort, response.body());
      case 401, 403 ->
          new Outcome.Refused(
              "the node at "
                  + hostPort
                  + " does not accept the token; set HIE_TOKEN to the token of that node, which is"
                  + " in admin-password of its data directory");
      case 404 ->
          new Outcome.Refused(
              "what listens at "
                  + hostPort
                  + " is no node that can be joined; is it an older version, or something else?");
      default ->
          new Outcome.Silent("the node at " + hostPort + " answers " + response.statusCode());
    };
  }

  private static Outcome read(String hostPort, String body) {
    try {
      if (body.length() <= MOST_BYTES) {
        Invitation invitation = JSON.readValue(body, Invitation.class);
        if (invitation != null && invitation.cluster() != null && invitation.address() != null) {
          return new Outcome.Invited(invitation);
        }
      }
    } catch (JsonProcessingException | RuntimeException notOne) {
      // Told below.
    }
    return new Outcome.Refused(
        "what listens at " + hostPort + " is no node of HIE that can be joined");
  }

  @Override
  public void close() {
    http.close();
  }
}

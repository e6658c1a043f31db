package io.hie.chaostests.http;

import io.hie.chaostests.ChaosException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What is read, and how.
 *
 * @param path with its query, such as {@code /api/v1/status}
 * @param token sent as a bearer's; empty for none
 * @param connections each has one request under way at most
 * @param ratePerSecond over all connections, 0 for as fast as answers come
 * @param warmUp answers in this time do not count
 * @param sendFor after which no more is asked, the warm-up included
 * @param answerTimeout after which the run fails
 */
public record ReadSettings(
    InetSocketAddress target,
    String path,
    String token,
    int connections,
    double ratePerSecond,
    Duration warmUp,
    Duration sendFor,
    Duration answerTimeout) {
  public ReadSettings {
    if (connections < 1 || connections > 10_000) {
      throw new ChaosException("connections must be from 1 to 10000");
    }
    if (ratePerSecond < 0) {
      throw new ChaosException("there is no negative rate");
    }
    if (!path.startsWith("/") || (path + token).chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new ChaosException("a path begins with '/', and neither it nor a token has blanks");
    }
  }

  /** The bytes of each request. */
  byte[] request() {
    String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + target.getHostString()
            + ":"
            + target.getPort()
            + "\r\nAccept: application/json\r\n"
            + authorization
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}

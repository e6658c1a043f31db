package io.hie.httpapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.HttpChallenge;
import org.apache.pekko.http.javadsl.model.headers.HttpCredentials;
import org.apache.pekko.http.javadsl.model.headers.WWWAuthenticate;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** The node's token, sent as {@code Authorization: Bearer}. Compared in constant time. */
final class Token extends AllDirectives {
  private final byte[] expected;

  Token(String token) {
    this.expected = token.getBytes(StandardCharsets.UTF_8);
  }

  /** Lets through who holds the token. */
  Route required(Supplier<Route> inner) {
    return optionalHeaderValueByType(
        Authorization.class, header -> fits(header) ? inner.get() : complete(refusal()));
  }

  private boolean fits(Optional<? extends HttpHeader> header) {
    return header
        .map(each -> ((Authorization) each).credentials())
        .filter(credentials -> credentials.scheme().equalsIgnoreCase("Bearer"))
        .map(HttpCredentials::token)
        .map(token -> MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), expected))
        .orElse(false);
  }

  private static HttpResponse refusal() {
    return Json.problem(
            401,
            "unauthorized",
            "Unauthorized",
            "send the node's token as 'Authorization: Bearer TOKEN'; hie reads it from HIE_TOKEN")
        .addHeader(WWWAuthenticate.create(HttpChallenge.create("Bearer", "hie")));
  }
}

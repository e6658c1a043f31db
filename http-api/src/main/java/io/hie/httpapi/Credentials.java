package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.ApiToken;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Session;
import io.hie.configuration.directory.User;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.access.SessionTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookiePair;

/**
 * Tells who calls, by what they send: the node's own token, an API token, or the token of a
 * session, in {@code Authorization: Bearer} or, that of a session, in a cookie. Whatever is not
 * good is nobody's.
 */
final class Credentials {
  static final String SESSION_COOKIE = "hie_session";
  static final String REFRESH_COOKIE = "hie_refresh";
  static final String CSRF_COOKIE = "hie_csrf";
  static final String CSRF_HEADER = "X-CSRF-Token";
  private static final String API_TOKEN = "hie_";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final byte[] nodeToken;
  private final Configuration configuration;
  private final SessionTokens sessions;
  private final Clock clock;

  Credentials(String nodeToken, Configuration configuration, SessionTokens sessions, Clock clock) {
    this.nodeToken = nodeToken.getBytes(StandardCharsets.UTF_8);
    this.configuration = configuration;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** What an API token is shown as, once. */
  static String apiToken(String id, String secret) {
    return API_TOKEN + id + "_" + secret;
  }

  Caller of(HttpRequest request) {
    Optional<String> bearer =
        request
            .getHeader(Authorization.class)
            .map(Authorization::credentials)
            .filter(each -> each.scheme().equalsIgnoreCase("Bearer"))
            .map(each -> each.token());
    if (bearer.isPresent()) {
      return ofBearer(bearer.get());
    }
    return cookie(request, SESSION_COOKIE)
        .map(token -> ofSession(token, true))
        .orElseGet(Caller.Nobody::new);
  }

  private Caller ofBearer(String token) {
    if (MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), nodeToken)) {
      return new Caller.NodeToken();
    }
    return token.startsWith(API_TOKEN) ? ofApiToken(token) : ofSession(token, false);
  }

  private Caller ofApiToken(String text) {
    String[] parts = text.substring(API_TOKEN.length()).split("_", 2);
    Directory directory = configuration.directory();
    ApiToken token = directory.tokens().get(parts[0]);
    if (parts.length != 2 || token == null || !TokenSecret.fits(parts[1], token.hash())) {
      return new Caller.Nobody();
    }
    Instant now = clock.instant();
    User user = directory.user(token.user());
    return user != null && user.isActive(now) && now.isBefore(token.expires())
        ? new Caller.Script(user, token)
        : new Caller.Nobody();
  }

  private Caller ofSession(String text, boolean byCookie) {
    Optional<SessionTokens.Claims> claims = sessions.read(text);
    if (claims.isEmpty()) {
      return new Caller.Nobody();
    }
    Directory directory = configuration.directory();
    Session session = directory.sessions().get(claims.get().session());
    User user = directory.user(claims.get().user());
    Instant now = clock.instant();
    return session != null
            && user != null
            && session.user().equals(user.name())
            && user.isActive(now)
            && now.isBefore(session.expires())
        ? new Caller.Person(user, session, byCookie)
        : new Caller.Nobody();
  }

  /**
   * Whether the caller means this call, and not another site's page that makes a browser send its
   * cookies.
   */
  boolean isMeant(HttpRequest request, Caller caller) {
    if (!(caller instanceof Caller.Person person)
        || !person.byCookie()
        || SAFE.contains(request.method().value())) {
      return true;
    }
    String bound =
        cookie(request, SESSION_COOKIE)
            .flatMap(sessions::read)
            .map(SessionTokens.Claims::csrfHash)
            .orElse(null);
    return bound != null
        && Gate.header(request, CSRF_HEADER)
            .filter(sent -> TokenSecret.fits(sent, bound))
            .isPresent();
  }

  static Optional<String> cookie(HttpRequest request, String name) {
    return request
        .getHeader(Cookie.class)
        .flatMap(
            cookies ->
                StreamSupport.stream(cookies.getCookies().spliterator(), false)
                    .filter(each -> each.name().equals(name))
                    .map(HttpCookiePair::value)
                    .findFirst());
  }
}

package io.hie.httpapi;

import io.hie.configuration.directory.Session;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.access.SessionTokens;
import io.hie.httpapi.openapi.IsoTime;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.HttpCookie;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.SameSite;
import org.apache.pekko.http.javadsl.model.headers.SetCookie;
import org.jspecify.annotations.Nullable;

/** What whoever logged in is given: tokens, or cookies for a browser. */
final class LoginAnswers {
  private final SessionTokens tokens;
  private final boolean secure;

  /**
   * @param secure whether browsers come by TLS, and so send cookies by nothing else
   */
  LoginAnswers(SessionTokens tokens, boolean secure) {
    this.tokens = tokens;
    this.secure = secure;
  }

  /** What a login gives; the tokens are left out where they go by cookie. */
  record LoginJson(
      String session,
      String user,
      @Nullable String token,
      @IsoTime String tokenExpires,
      @Nullable String refreshToken,
      @IsoTime String sessionExpires) {}

  /**
   * An answer with a session.
   *
   * @param secret of the refresh token that is good now
   */
  HttpResponse answer(int status, Session session, String secret, boolean cookies) {
    String refresh = refreshToken(session, secret);
    String csrf = cookies ? TokenSecret.fresh() : null;
    String token = tokens.issue(session.user(), session.id(), csrf);
    HttpResponse response =
        Json.answer(
                status,
                new LoginJson(
                    session.id(),
                    session.user(),
                    cookies ? null : token,
                    tokens.end().toString(),
                    cookies ? null : refresh,
                    session.expires().toString()))
            .addHeader(RawHeader.create("Cache-Control", "no-store"));
    return csrf == null ? response : withCookies(response, token, refresh, csrf);
  }

  /** Adds the cookies of a session to an answer of another kind. */
  HttpResponse withCookies(HttpResponse response, Session session, String secret) {
    String csrf = TokenSecret.fresh();
    return withCookies(
        response,
        tokens.issue(session.user(), session.id(), csrf),
        refreshToken(session, secret),
        csrf);
  }

  private HttpResponse withCookies(
      HttpResponse response, String token, String refresh, String csrf) {
    return response
        .addHeader(cookie(Credentials.SESSION_COOKIE, token, "/api", true))
        .addHeader(cookie(Credentials.REFRESH_COOKIE, refresh, "/api/v1/sessions/refresh", true))
        .addHeader(cookie(Credentials.CSRF_COOKIE, csrf, "/", false));
  }

  private static String refreshToken(Session session, String secret) {
    return session.id() + "." + secret;
  }

  private SetCookie cookie(String name, String value, String path, boolean hidden) {
    return SetCookie.create(
        HttpCookie.create(name, value)
            .withPath(path)
            .withHttpOnly(hidden)
            .withSecure(secure)
            .withSameSite(SameSite.Strict));
  }
}

package io.hie.httpapi;

import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Session;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.openapi.ProblemType;
import io.hie.httpapi.sso.SingleSignOn;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.HttpCookie;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.SameSite;
import org.apache.pekko.http.javadsl.model.headers.SetCookie;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/sso}: logging in at an identity provider. A browser goes there and comes back, and
 * has the same cookies then as with a password; a command listens on its machine and fetches the
 * session that the browser got for it.
 */
final class SsoRoutes extends AllDirectives {
  private static final String COOKIE = "hie_sso";
  private static final String PATH = "/api/v1/sso";

  /** A path of this site: no other host behind the first slash. */
  private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[!-~&&[^\\\\]]*");

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final ConfigurationAnswers answers;
  private final LoginAnswers logins;
  private final @Nullable SingleSignOn sso;
  private final boolean secure;

  SsoRoutes(
      ConfigurationAnswers answers,
      LoginAnswers logins,
      @Nullable SingleSignOn sso,
      boolean secure) {
    this.answers = answers;
    this.logins = logins;
    this.sso = sso;
    this.secure = secure;
  }

  /**
   * Where one logs in.
   *
   * @param issuer the provider; absent if there is none
   * @param login where a page sends the browser
   * @param logout where it is sent once its session is ended; absent if the provider does not say
   */
  record SsoJson(
      boolean enabled, @Nullable String issuer, @Nullable String login, @Nullable String logout) {}

  Route routes() {
    return pathPrefix(
        "sso",
        () ->
            answers.access(
                access ->
                    concat(
                        pathEnd(() -> get(this::read)),
                        path("login", () -> get(() -> with(this::login))),
                        path("callback", () -> get(() -> with(on -> callback(access, on)))),
                        path("sessions", () -> post(() -> fetch(access))))));
  }

  private Route with(Function<SingleSignOn, Route> inner) {
    return sso == null
        ? complete(
            problem(
                ProblemType.NO_SSO,
                "nobody logs in at a provider here (HIE_OIDC_ISSUER is not set); log in with name"
                    + " and password"))
        : inner.apply(sso);
  }

  static HttpResponse problem(ProblemType type, String detail) {
    return Json.problem(type.status(), type.word(), type.title(), detail);
  }

  private Route read() {
    if (sso == null) {
      return complete(Json.answer(200, new SsoJson(false, null, null, null)));
    }
    String issuer = sso.issuer();
    CompletableFuture<@Nullable String> logout = sso.logout().exceptionally(down -> null);
    return onSuccess(
        logout, url -> complete(Json.answer(200, new SsoJson(true, issuer, PATH + "/login", url))));
  }

  private Route login(SingleSignOn on) {
    return extractRequest(
        request -> {
          String next = query(request, "next").orElse("/");
          Optional<String> port = query(request, "port");
          Optional<String> challenge = query(request, "challenge");
          if (!LOCAL.matcher(next).matches()) {
            return complete(
                Json.badQuery(
                    List.of(new Json.BadParameter("next", "is a path of this site, such as /"))));
          }
          if (port.isPresent() != challenge.isPresent()
              || challenge.filter(each -> !CHALLENGE.matcher(each).matches()).isPresent()) {
            return complete(
                Json.badQuery(
                    List.of(
                        new Json.BadParameter(
                            "challenge", "is 43 letters, digits, - and _, and comes with port"))));
          }
          return onSuccess(
              on.begin(next, port.map(Integer::valueOf).orElse(null), challenge.orElse(null)),
              begun ->
                  complete(
                      redirect(begun.to())
                          .addHeader(cookie(begun.keep(), SingleSignOn.lifetime().toSeconds()))));
        });
  }

  private Route callback(Access access, SingleSignOn on) {
    return extractRequest(
        request ->
            onSuccess(
                on.finish(
                    Credentials.cookie(request, COOKIE),
                    new SingleSignOn.Return(
                        query(request, "state").orElse(null),
                        query(request, "code").orElse(null),
                        query(request, "iss").orElse(null),
                        query(request, "error").orElse(null))),
                known -> enter(access, on, known)));
  }

  private Route enter(Access access, SingleSignOn on, SingleSignOn.Known known) {
    Change.ProviderLogin login = known.login();
    return onSuccess(
        answers.changing(login, access.originOf(login.user(), "by " + on.issuer())),
        result ->
            complete(
                ConfigurationAnswers.answer(
                    result,
                    made -> {
                      HttpResponse back = redirect(known.to()).addHeader(cookie("", 0));
                      return known.command()
                          ? back
                          : logins.withCookies(
                              back,
                              made.directory().sessions().get(login.session()),
                              known.secret());
                    })));
  }

  /** A command has its session from then on with a refresh token that only it has seen. */
  private Route fetch(Access access) {
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, SsoContracts.REDEEM).check();
          return with(on -> handed(access, on.hand(fields.text("code"), fields.text("verifier"))));
        });
  }

  private Route handed(Access access, SingleSignOn.Handed handed) {
    Session session = answers.directory().sessions().get(handed.session());
    String secret = TokenSecret.fresh();
    return onSuccess(
        answers.changing(
            new Change.Refresh(
                handed.session(), TokenSecret.hash(handed.secret()), TokenSecret.hash(secret)),
            access.originOf(session == null ? "" : session.user())),
        result ->
            complete(
                ConfigurationAnswers.answer(
                    result,
                    made ->
                        logins.answer(
                            201,
                            made.directory().sessions().get(handed.session()),
                            secret,
                            false))));
  }

  private static Optional<String> query(HttpRequest request, String name) {
    return request.getUri().query().get(name);
  }

  private static HttpResponse redirect(String to) {
    return HttpResponse.create()
        .withStatus(303)
        .addHeader(Location.create(Uri.create(to)))
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }

  /** Lax, since the way back is a link on a page of the provider. */
  private SetCookie cookie(String value, long seconds) {
    return SetCookie.create(
        HttpCookie.create(COOKIE, value)
            .withPath(PATH)
            .withMaxAge(seconds)
            .withHttpOnly(true)
            .withSecure(secure)
            .withSameSite(SameSite.Lax));
  }
}

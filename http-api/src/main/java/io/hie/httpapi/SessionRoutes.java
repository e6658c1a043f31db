package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;

import io.hie.configuration.Configuration.Result;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Permission;
import io.hie.configuration.directory.Refusal;
import io.hie.configuration.directory.Session;
import io.hie.configuration.directory.User;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.openapi.IsoTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * {@code /api/v1/sessions} and {@code /api/v1/me}: logging in, going on without the password, and
 * what one is. A refresh token is good once; if one comes a second time, the session ends.
 */
final class SessionRoutes extends AllDirectives {
  private final ConfigurationAnswers answers;
  private final Hashing hashing;
  private final LoginAnswers logins;

  SessionRoutes(ConfigurationAnswers answers, Hashing hashing, LoginAnswers logins) {
    this.answers = answers;
    this.hashing = hashing;
    this.logins = logins;
  }

  /** A session. */
  record SessionJson(
      String id,
      String user,
      @IsoTime String began,
      @IsoTime String refreshed,
      @IsoTime String expires) {
    static SessionJson of(Session session) {
      return new SessionJson(
          session.id(),
          session.user(),
          session.began().toString(),
          session.refreshed().toString(),
          session.expires().toString());
    }
  }

  /** Who calls; permissions everywhere, and by workspace. */
  record MeJson(
      String who, String kind, List<String> everywhere, Map<String, List<String>> workspaces) {}

  Route routes() {
    return answers.access(
        access ->
            concat(
                pathPrefix(
                    "sessions",
                    () ->
                        concat(
                            pathEnd(
                                () -> concat(get(() -> list(access)), post(() -> login(access)))),
                            path("refresh", () -> post(() -> refresh(access))),
                            path(PathMatchers.segment(), id -> delete(() -> end(access, id))))),
                path("me", () -> get(() -> complete(me(access)))),
                path(
                    PathMatchers.segment("me").slash("password"),
                    () -> put(() -> ownPassword(access)))));
  }

  // --- logging in

  private Route login(Access access) {
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, AccountContracts.LOGIN).check();
          String name = fields.text("user");
          String password = fields.text("password");
          String next = fields.text("newPassword");
          boolean cookies = fields.flag("cookies");
          Origin origin = access.originOf(name);
          return checked(
              name,
              password,
              origin,
              () ->
                  next.isEmpty()
                      ? begin(name, origin, cookies)
                      : hashing.hash(
                          next,
                          hash ->
                              onSuccess(
                                  answers.changing(new Change.SetPassword(name, hash), origin),
                                  set ->
                                      set instanceof Result.Refused refused
                                          ? complete(
                                              ConfigurationAnswers.refused(refused.refusal()))
                                          : begin(name, origin, cookies))));
        });
  }

  /** Goes on if the password is right; else says no more than that it is not. */
  private Route checked(String name, String password, Origin origin, Supplier<Route> inner) {
    Optional<String> hash =
        Optional.ofNullable(answers.directory().user(name))
            .filter(user -> user.isActive(origin.at()) && !user.isLocked(origin.at()))
            .map(User::passwordHash)
            .filter(has -> !has.isEmpty());
    return hashing.check(
        password,
        hash,
        fits ->
            fits
                ? inner.get()
                : onSuccess(
                    answers.changing(new Change.NoteFailedLogin(name), origin),
                    noted ->
                        complete(ConfigurationAnswers.answer(noted, made -> none("user", name)))));
  }

  private Route begin(String name, Origin origin, boolean cookies) {
    String id = TokenSecret.freshId();
    String secret = TokenSecret.fresh();
    return onSuccess(
        answers.changing(new Change.Login(name, id, TokenSecret.hash(secret)), origin),
        result ->
            complete(
                ConfigurationAnswers.answer(
                    result,
                    made ->
                        logins.answer(201, made.directory().sessions().get(id), secret, cookies))));
  }

  /** A refresh token comes in the body, or as a cookie with its page's word for it. */
  private Route refresh(Access access) {
    return extractRequest(
        request ->
            answers.body(
                text -> {
                  Optional<String> cookie = Credentials.cookie(request, Credentials.REFRESH_COOKIE);
                  boolean byCookie = text.isBlank() && cookie.isPresent();
                  if (byCookie && !isMeant(request)) {
                    return complete(
                        ConfigurationAnswers.refused(
                            new Refusal(
                                Refusal.Kind.NOT_AUTHENTICATED,
                                "csrf",
                                "Not sent by a page of ours",
                                "send the value of the cookie hie_csrf in the header"
                                    + " X-CSRF-Token")));
                  }
                  String token = byCookie ? cookie.get() : fromBody(text);
                  String[] parts = token.split("\\.", 2);
                  String presented = parts.length == 2 ? parts[1] : "";
                  Session session = answers.directory().sessions().get(parts[0]);
                  String secret = TokenSecret.fresh();
                  return onSuccess(
                      answers.changing(
                          new Change.Refresh(
                              parts[0], TokenSecret.hash(presented), TokenSecret.hash(secret)),
                          access.originOf(session == null ? "" : session.user())),
                      result ->
                          complete(
                              ConfigurationAnswers.answer(
                                  result,
                                  made ->
                                      logins.answer(
                                          200,
                                          made.directory().sessions().get(parts[0]),
                                          secret,
                                          byCookie))));
                }));
  }

  private static String fromBody(String text) {
    return Fields.of(text, AccountContracts.REFRESH).check().text("refreshToken");
  }

  private static boolean isMeant(HttpRequest request) {
    return Credentials.cookie(request, Credentials.CSRF_COOKIE)
        .filter(
            value ->
                Gate.header(request, Credentials.CSRF_HEADER).filter(value::equals).isPresent())
        .isPresent();
  }

  // --- sessions and oneself

  private Route list(Access access) {
    Map<String, Session> allowed = new TreeMap<>(answers.directory().sessions());
    allowed.values().removeIf(each -> !access.allowsAbout(each.user()));
    return answers.page("sessions", allowed, SessionJson::of);
  }

  private Route end(Access access, String id) {
    Session session = answers.directory().sessions().get(id);
    return session == null || !access.allowsAbout(session.user())
        ? complete(none("session", id))
        : answers.change(access, new Change.EndSession(id));
  }

  private HttpResponse me(Access access) {
    Caller caller = access.caller();
    String kind =
        switch (caller) {
          case Caller.NodeToken node -> "node-token";
          case Caller.Person person -> "session";
          case Caller.Script script -> "api-token";
          case Caller.Nobody nobody -> "nobody";
        };
    Map<String, List<String>> workspaces = new TreeMap<>();
    for (String name : answers.directory().workspaces().keySet()) {
      List<String> had = permissions(caller, name);
      if (!had.isEmpty()) {
        workspaces.put(name, had);
      }
    }
    return Json.answer(
        200, new MeJson(caller.who(), kind, permissions(caller, Grant.EVERYWHERE), workspaces));
  }

  private static List<String> permissions(Caller caller, String workspace) {
    return Arrays.stream(Permission.values())
        .filter(each -> caller.may(each, workspace))
        .map(TokenRoutes::word)
        .toList();
  }

  private Route ownPassword(Access access) {
    if (!(access.caller() instanceof Caller.Person person)) {
      return complete(
          Json.problem(403, "forbidden", "Not by a token", "log in to change your password"));
    }
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, AccountContracts.OWN_PASSWORD).check();
          String password = fields.text("password");
          String next = fields.text("newPassword");
          String name = person.user().name();
          Origin origin = access.origin();
          return checked(
              name,
              password,
              origin,
              () ->
                  hashing.hash(
                      next, hash -> answers.change(access, new Change.SetPassword(name, hash))));
        });
  }
}

package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;

import io.hie.configuration.directory.ApiToken;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Permission;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.openapi.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/tokens}: secrets with which scripts act for a user. One's own; an administrator of
 * the platform sees and revokes all, and issues some for others. A token cannot issue tokens.
 */
final class TokenRoutes extends AllDirectives {
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final Duration USUAL = Duration.ofDays(90);

  private final ConfigurationAnswers answers;

  TokenRoutes(ConfigurationAnswers answers) {
    this.answers = answers;
  }

  /**
   * A token.
   *
   * @param token the secret itself, only in the answer to who asked for it
   */
  record TokenJson(
      String id,
      String user,
      String name,
      List<String> scopes,
      List<String> workspaces,
      @IsoTime String issued,
      @IsoTime String expires,
      boolean expired,
      @Nullable String token) {

    static TokenJson of(ApiToken token, Instant now, @Nullable String secret) {
      return new TokenJson(
          token.id(),
          token.user(),
          token.name(),
          token.scopes().stream().map(TokenRoutes::word).sorted().toList(),
          token.workspaces().stream().sorted().toList(),
          token.issued().toString(),
          token.expires().toString(),
          !now.isBefore(token.expires()),
          secret);
    }
  }

  Route routes() {
    return pathPrefix(
        "tokens",
        () ->
            answers.access(
                access ->
                    concat(
                        pathEnd(() -> concat(get(() -> list(access)), post(() -> issue(access)))),
                        path(PathMatchers.segment(), id -> delete(() -> revoke(access, id))))));
  }

  private Route list(Access access) {
    Map<String, ApiToken> allowed = new TreeMap<>(answers.directory().tokens());
    allowed.values().removeIf(each -> !access.allowsAbout(each.user()));
    return answers.page("tokens", allowed, each -> TokenJson.of(each, access.origin().at(), null));
  }

  private Route revoke(Access access, String id) {
    ApiToken token = answers.directory().tokens().get(id);
    return token == null || !access.allowsAbout(token.user())
        ? complete(none("token", id))
        : answers.change(access, new Change.RevokeToken(id));
  }

  private Route issue(Access access) {
    if (access.caller() instanceof Caller.Script) {
      return complete(
          Json.problem(
              403, "forbidden", "Not by a token", "log in to issue tokens; a token cannot"));
    }
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, AccountContracts.TOKEN);
          String own = access.caller() instanceof Caller.Person person ? person.user().name() : "";
          String said = fields.textOrNull("user");
          String user = said == null ? own : said;
          if (user.isEmpty()) {
            fields.wrong("user", "is needed: the node's token is no user's; say whose it shall be");
          }
          String name = fields.text("name");
          Set<String> workspaces = fields.texts("workspaces");
          Instant now = access.origin().at();
          Instant expires = fields.time("expires");
          if (expires != null && (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST)))) {
            fields.wrong("expires", "is in the future, at most " + LONGEST.toDays() + " days");
          }
          fields.check();
          Set<Permission> scopes = scopes(fields.texts("scopes"));
          if (!access.allowsAbout(user)) {
            return complete(
                Json.problem(
                    403, "forbidden", "Not for others", "one issues tokens for oneself only"));
          }
          String id = TokenSecret.freshId();
          String secret = TokenSecret.fresh();
          return answers.change(
              access,
              new Change.IssueToken(
                  id,
                  user,
                  name,
                  TokenSecret.hash(secret),
                  scopes,
                  workspaces.isEmpty() ? Set.of(Grant.EVERYWHERE) : workspaces,
                  expires == null ? now.plus(USUAL) : expires),
              made ->
                  Json.answer(
                          201,
                          TokenJson.of(
                              made.directory().tokens().get(id),
                              now,
                              Credentials.apiToken(id, secret)))
                      .addHeader(RawHeader.create("Cache-Control", "no-store"))
                      .addHeader(RawHeader.create("Location", "/api/v1/tokens/" + id)));
        });
  }

  private static Set<Permission> scopes(Set<String> words) {
    return Arrays.stream(Permission.values())
        .filter(each -> words.contains(word(each)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
  }

  static String word(Permission permission) {
    return permission.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

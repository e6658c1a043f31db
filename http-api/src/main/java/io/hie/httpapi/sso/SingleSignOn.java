package io.hie.httpapi.sso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.secret.TokenSecret;
import io.hie.httpapi.openapi.ProblemType;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/**
 * Logins at a provider, by the authorization code flow with PKCE. What does not come about fails
 * with {@link SsoException}. Safe from any thread; nothing blocks.
 */
public final class SingleSignOn {
  /** As OpenID Connect bounds it. */
  private static final int MOST_SUBJECT = 255;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SsoSettings settings;
  private final Provider provider;
  private final Attempts attempts;
  private final IdTokens tokens;

  /**
   * @param http takes the provider's certificate
   * @param key the same on all nodes
   */
  public SingleSignOn(SsoSettings settings, HttpClient http, byte[] key, Clock clock) {
    this.settings = settings;
    this.provider = new Provider(settings, http, clock);
    this.attempts = new Attempts(key, clock);
    this.tokens = new IdTokens(settings, clock);
  }

  /**
   * A login that begins.
   *
   * @param to where the browser goes
   * @param keep what it keeps until it comes back, for {@link #lifetime}
   */
  public record Begun(String to, String keep) {}

  /**
   * Somebody whom the provider vouches for.
   *
   * @param login the change that lets them in
   * @param secret of the session's refresh token
   * @param to where the browser goes
   * @param command whether the session is for a command, and the browser gets none
   */
  public record Known(Change.ProviderLogin login, String secret, String to, boolean command) {}

  /** A session that is handed to a command: what it was begun with. */
  public record Handed(String session, String secret) {}

  /** How long a login may take. */
  public static Duration lifetime() {
    return Attempts.LIFETIME;
  }

  public String issuer() {
    return settings.issuer();
  }

  /**
   * Begins a login.
   *
   * @param next the path to go to afterwards
   * @param port where a command listens; null for a page
   * @param challenge of the command
   */
  public CompletableFuture<Begun> begin(
      String next, @Nullable Integer port, @Nullable String challenge) {
    Attempts.Command command =
        port == null || challenge == null ? null : new Attempts.Command(port, challenge);
    Attempts.Attempt attempt = new Attempts.Attempt(TokenSecret.fresh(), next, command);
    Map<String, String> query = new TreeMap<>();
    query.put("response_type", "code");
    query.put("client_id", settings.clientId());
    query.put("redirect_uri", settings.redirectUri());
    query.put("scope", settings.scopes());
    query.put("state", attempts.state(attempt));
    query.put("nonce", attempts.nonce(attempt));
    query.put("code_challenge", Attempts.challenge(attempts.verifier(attempt)));
    query.put("code_challenge_method", "S256");
    if (command != null) {
      // Another page could have sent the browser here, for a program of somebody else.
      query.put("prompt", "login");
    }
    return provider
        .metadata()
        .thenApply(
            known ->
                new Begun(
                    known.authorization()
                        + (known.authorization().contains("?") ? "&" : "?")
                        + Provider.encoded(query),
                    attempts.write(attempt)));
  }

  /** What a provider sends a browser back with; what is absent is null. */
  public record Return(
      @Nullable String state,
      @Nullable String code,
      @Nullable String issuer,
      @Nullable String error) {}

  /**
   * Goes on with a login.
   *
   * @param kept by the browser; empty if it kept nothing
   */
  public CompletableFuture<Known> finish(Optional<String> kept, Return returned) {
    String state = returned.state();
    Optional<Attempts.Attempt> attempt =
        kept.filter(each -> state != null).flatMap(each -> attempts.take(each, state));
    if (attempt.isEmpty()) {
      throw new SsoException(
          ProblemType.SSO_STATE,
          "this login was not begun by this browser, took longer than "
              + Attempts.LIFETIME.toMinutes()
              + " minutes, or is done; begin again");
    }
    if (returned.issuer() != null && !returned.issuer().equals(settings.issuer())) {
      throw SsoException.refused("another provider answered (iss); begin again");
    }
    String code = returned.code();
    if (returned.error() != null || code == null) {
      throw SsoException.refused(
          "the provider let nobody in" + shown(returned.error()) + "; begin again");
    }
    return provider
        .redeem(code, attempts.verifier(attempt.get()))
        .thenCompose(answer -> who(answer, attempts.nonce(attempt.get())))
        .thenApply(claims -> known(claims, attempt.get()));
  }

  private static String shown(@Nullable String error) {
    return error != null && error.matches("[a-z_]{1,60}") ? " (" + error + ")" : "";
  }

  private CompletableFuture<JsonNode> who(JsonNode answer, String nonce) {
    String token = answer.path("id_token").asText();
    return provider
        .keys()
        .thenCompose(keys -> checked(token, keys, nonce))
        .thenCompose(claims -> completed(claims, answer.path("access_token").asText()));
  }

  private CompletableFuture<JwtClaims> checked(String token, List<JsonWebKey> keys, String nonce) {
    try {
      return CompletableFuture.completedFuture(tokens.check(token, keys, nonce));
    } catch (IdTokens.UnknownKeyException perhapsNew) {
      return provider
          .freshKeys()
          .thenApply(
              fresh -> {
                try {
                  return tokens.check(token, fresh, nonce);
                } catch (IdTokens.UnknownKeyException unknown) {
                  throw SsoException.refused(
                      "the ID token is not signed by a key that the provider publishes");
                }
              });
    }
  }

  /** With what is only told on request, if names or groups are. */
  private CompletableFuture<JsonNode> completed(JwtClaims claims, String accessToken) {
    JsonNode told = JSON.valueToTree(claims.getClaimsMap());
    boolean all =
        !claim(told, settings.userClaim()).isMissingNode()
            && !claim(told, settings.groupsClaim()).isMissingNode();
    return provider
        .metadata()
        .thenCompose(
            known -> {
              String url = known.userInfo();
              if (all || url == null || accessToken.isEmpty()) {
                return CompletableFuture.completedFuture(told);
              }
              return provider
                  .userInfo(url, accessToken)
                  .thenApply(
                      more -> {
                        if (!more.path("sub").asText().equals(told.path("sub").asText())) {
                          throw SsoException.refused(
                              "the provider told of another user than the one who logged in");
                        }
                        ((ObjectNode) more).setAll((ObjectNode) told);
                        return more;
                      });
            });
  }

  private Known known(JsonNode claims, Attempts.Attempt attempt) {
    Set<Grant> roles = new HashSet<>();
    for (String group : texts(claim(claims, settings.groupsClaim()))) {
      roles.addAll(settings.roles().getOrDefault(group, Set.of()));
    }
    if (roles.isEmpty()) {
      throw new SsoException(
          ProblemType.SSO_NO_ROLE,
          "none of the groups that the provider tells (claim "
              + settings.groupsClaim()
              + ") has a role here; an administrator says which have in HIE_OIDC_ROLES");
    }
    String name = claim(claims, settings.userClaim()).asText();
    if (name.isEmpty()) {
      throw SsoException.refused(
          "the provider tells no claim "
              + settings.userClaim()
              + ", which is to be the user's name; see HIE_OIDC_USER_CLAIM and HIE_OIDC_SCOPES");
    }
    String subject = claims.path("sub").asText();
    if (subject.isEmpty() || subject.length() > MOST_SUBJECT) {
      throw SsoException.refused("the subject of the ID token (sub) has no fitting length");
    }
    String shown = claims.path("name").asText(name);
    String session = TokenSecret.freshId();
    Attempts.Command command = attempt.command();
    String secret = command == null ? TokenSecret.fresh() : attempts.firstSecret(session);
    return new Known(
        new Change.ProviderLogin(
            name,
            shown.substring(0, Math.min(shown.length(), 100)),
            settings.issuer() + " " + subject,
            roles,
            settings.governed(),
            settings.lifetime(),
            session,
            TokenSecret.hash(secret)),
        secret,
        command == null
            ? attempt.next()
            : "http://127.0.0.1:"
                + command.port()
                + "/?code="
                + attempts.forCommand(session, command),
        command != null);
  }

  /** A claim by its name, or by the names that lead to it; missing if it is not there. */
  private static JsonNode claim(JsonNode claims, String path) {
    if (claims.has(path)) {
      return claims.path(path);
    }
    JsonNode at = claims;
    for (String each : path.split("\\.")) {
      at = at.path(each);
    }
    return at;
  }

  private static List<String> texts(JsonNode claim) {
    return claim.isTextual()
        ? List.of(claim.asText())
        : claim.valueStream().filter(JsonNode::isTextual).map(JsonNode::asText).toList();
  }

  /**
   * The session that a command fetches.
   *
   * @throws SsoException if the code is over, or another's
   */
  public Handed hand(String code, String verifier) {
    return attempts
        .fetched(code, verifier)
        .map(fetch -> new Handed(fetch.session(), attempts.firstSecret(fetch.session())))
        .orElseThrow(
            () ->
                SsoException.refused(
                    "the code is over, or for another program; log in again with hie login --sso"));
  }

  /** Where a browser logs out at the provider too; null if the provider does not say. */
  public CompletableFuture<@Nullable String> logout() {
    return provider
        .metadata()
        .thenApply(
            known -> {
              String url = known.endSession();
              return url == null
                  ? null
                  : url
                      + (url.contains("?") ? "&" : "?")
                      + Provider.encoded(
                          Map.of(
                              "client_id",
                              settings.clientId(),
                              "post_logout_redirect_uri",
                              settings.publicUrl() + "/"));
            });
  }
}

package io.hie.httpapi.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.httpapi.openapi.ProblemType;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the provider: its discovery document and keys, which are kept for a while, and codes
 * that are turned into tokens. What fails, fails with {@link SsoException}. Safe from any thread;
 * nothing blocks.
 */
final class Provider {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration KEEP = Duration.ofMinutes(10);
  private static final int MOST_BYTES = 1 << 20;
  private static final int AT_ONCE = 16;
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,60}");

  private final SsoSettings settings;
  private final HttpClient http;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Remembered<Metadata> metadata;
  private final Remembered<List<JsonWebKey>> keys;

  /**
   * What is used of the discovery document.
   *
   * @param post whether the secret goes in the body, since the provider takes it nowhere else
   */
  record Metadata(
      String authorization,
      String token,
      String keys,
      @Nullable String userInfo,
      @Nullable String endSession,
      boolean post) {}

  Provider(SsoSettings settings, HttpClient http, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.metadata = new Remembered<>(KEEP, this::discover, clock);
    this.keys = new Remembered<>(KEEP, this::fetchKeys, clock);
  }

  CompletableFuture<Metadata> metadata() {
    return metadata.get();
  }

  /** The keys that it signs with by now. Only a code that it took leads here. */
  CompletableFuture<List<JsonWebKey>> freshKeys() {
    return keys.notOlderThan(Duration.ZERO);
  }

  /** The keys that are known. */
  CompletableFuture<List<JsonWebKey>> keys() {
    return keys.get();
  }

  private CompletableFuture<Metadata> discover() {
    String url = settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration";
    return get(url, null, "its discovery document").thenApply(this::read);
  }

  private Metadata read(JsonNode document) {
    String issuer = document.path("issuer").asText();
    if (!issuer.equals(settings.issuer())) {
      throw SsoException.misfit(
          "the provider names itself "
              + shortened(issuer)
              + " and HIE_OIDC_ISSUER is "
              + settings.issuer()
              + "; they must be the same to the letter");
    }
    List<JsonNode> methods =
        List.copyOf(list(document.path("token_endpoint_auth_methods_supported")));
    boolean post =
        !methods.isEmpty()
            && methods.stream().noneMatch(each -> each.asText().equals("client_secret_basic"));
    return new Metadata(
        needed(document, "authorization_endpoint"),
        needed(document, "token_endpoint"),
        needed(document, "jwks_uri"),
        optional(document, "userinfo_endpoint"),
        optional(document, "end_session_endpoint"),
        post);
  }

  private static List<JsonNode> list(JsonNode array) {
    return array.valueStream().toList();
  }

  private static String needed(JsonNode document, String name) {
    String url = optional(document, name);
    if (url == null) {
      throw SsoException.misfit(
          "the provider's discovery document has no " + name + "; is HIE_OIDC_ISSUER right?");
    }
    return url;
  }

  private static @Nullable String optional(JsonNode document, String name) {
    String url = document.path(name).asText("");
    if (url.isEmpty()) {
      return null;
    }
    SsoSettings.httpsFault(url.split("\\?", 2)[0])
        .ifPresent(
            fault -> {
              throw SsoException.misfit("the provider's " + name + " " + shortened(fault));
            });
    return url;
  }

  private CompletableFuture<List<JsonWebKey>> fetchKeys() {
    return metadata()
        .thenCompose(known -> get(known.keys(), null, "its keys"))
        .thenApply(
            document -> {
              try {
                return new JsonWebKeySet(document.toString()).getJsonWebKeys();
              } catch (JoseException notKeys) {
                throw SsoException.unavailable("the provider's keys cannot be read", notKeys);
              }
            });
  }

  /**
   * Turns a code into tokens.
   *
   * @param verifier of the challenge that the code was asked for with
   */
  CompletableFuture<JsonNode> redeem(String code, String verifier) {
    return metadata()
        .thenCompose(
            known -> {
              Map<String, String> form = new TreeMap<>();
              form.put("grant_type", "authorization_code");
              form.put("code", code);
              form.put("redirect_uri", settings.redirectUri());
              form.put("code_verifier", verifier);
              HttpRequest.Builder request =
                  HttpRequest.newBuilder(URI.create(known.token()))
                      .timeout(TIMEOUT)
                      .header("Accept", "application/json")
                      .header("Content-Type", "application/x-www-form-urlencoded");
              String secret = settings.clientSecret();
              if (secret != null && !known.post()) {
                request.header("Authorization", basic(settings.clientId(), secret));
              } else {
                form.put("client_id", settings.clientId());
                if (secret != null) {
                  form.put("client_secret", secret);
                }
              }
              return send(
                      request.POST(HttpRequest.BodyPublishers.ofString(encoded(form))).build(),
                      "a token for a code")
                  .thenApply(Provider::tokens);
            });
  }

  private static JsonNode tokens(HttpResponse<String> response) {
    JsonNode body = json(response.body());
    if (response.statusCode() == 200 && body != null) {
      return body;
    }
    String said = body == null ? "" : body.path("error").asText();
    String error = ERROR.matcher(said).matches() ? said : "status " + response.statusCode();
    if (error.equals("invalid_client") || error.equals("unauthorized_client")) {
      throw SsoException.misfit(
          "the provider does not take the engine as its client ("
              + error
              + "); see HIE_OIDC_CLIENT_ID and HIE_OIDC_CLIENT_SECRET");
    }
    if (response.statusCode() >= 500) {
      throw SsoException.misfit("the provider failed (" + error + "); try again");
    }
    throw SsoException.refused("the provider did not take the code (" + error + "); log in again");
  }

  /** What the provider tells of a person beyond the ID token. */
  CompletableFuture<JsonNode> userInfo(String url, String accessToken) {
    return get(url, accessToken, "what it knows of the user");
  }

  private CompletableFuture<JsonNode> get(String url, @Nullable String token, String what) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .header("Accept", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request.build(), what)
        .thenApply(
            response -> {
              JsonNode body = response.statusCode() == 200 ? json(response.body()) : null;
              if (body == null) {
                throw SsoException.misfit(
                    "the provider, asked for "
                        + what
                        + " at "
                        + url
                        + ", answers "
                        + response.statusCode()
                        + (response.statusCode() == 200 ? " and no JSON" : "")
                        + "; is HIE_OIDC_ISSUER right?");
              }
              return body;
            });
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest request, String what) {
    if (!places.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new SsoException(ProblemType.TOO_MANY_LOGINS, "try again in a second"));
    }
    return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES))
        .whenComplete((response, failure) -> places.release())
        .exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException && failure.getCause() != null
                      ? failure.getCause()
                      : failure;
              throw SsoException.unavailable(
                  "the provider cannot be asked for "
                      + what
                      + " at "
                      + request.uri()
                      + " ("
                      + cause.getClass().getSimpleName()
                      + "); local accounts can log in meanwhile",
                  cause);
            });
  }

  private static @Nullable JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((quoted(id) + ":" + quoted(secret)).getBytes(StandardCharsets.UTF_8));
  }

  /** A form, or the query of a URL. */
  static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(each -> quoted(each.getKey()) + "=" + quoted(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}

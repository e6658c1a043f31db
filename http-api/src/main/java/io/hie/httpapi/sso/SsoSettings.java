package io.hie.httpapi.sso;

import com.typesafe.config.Config;
import io.hie.configuration.directory.Grant;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which provider is trusted to say who somebody is, and what its groups are here.
 *
 * @param issuer as the provider names itself, to the letter
 * @param clientSecret null if the provider knows the engine by PKCE alone
 * @param publicUrl where browsers find the engine, without a path
 * @param userClaim the claim that becomes the name of the account; dots lead into objects
 * @param groupsClaim the claim with the groups
 * @param roles what a group gives
 * @param authority certificates that the provider's is of; null for those that Java trusts
 * @param skew how far the clocks of the two may be apart
 * @param lifetime of a session, after which the provider is asked again
 */
public record SsoSettings(
    String issuer,
    String clientId,
    @Nullable String clientSecret,
    String publicUrl,
    String scopes,
    String userClaim,
    String groupsClaim,
    Map<String, Set<Grant>> roles,
    @Nullable Path authority,
    Duration skew,
    Duration lifetime) {
  private static final String ISSUER = "HIE_OIDC_ISSUER";
  private static final String PUBLIC_URL = "HIE_PUBLIC_URL";
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  /** Behind the public URL; what the provider is told to send browsers back to. */
  public static final String CALLBACK = "/api/v1/sso/callback";

  /**
   * What is configured; empty if nobody logs in at a provider.
   *
   * @throws IllegalArgumentException with all that is wrong, by the variables that people set
   */
  public static Optional<SsoSettings> of(Config settings) {
    Config oidc = settings.getConfig("hie.oidc");
    String issuer = text(oidc, "issuer");
    String client = text(oidc, "client-id");
    String roles = text(oidc, "roles");
    if (issuer.isEmpty()) {
      if (!client.isEmpty() || !roles.isEmpty()) {
        throw new IllegalArgumentException(
            (client.isEmpty() ? "HIE_OIDC_ROLES" : "HIE_OIDC_CLIENT_ID")
                + " is set and "
                + ISSUER
                + " is not: set it to the issuer of the provider, such as"
                + " https://login.example.org/realms/hospital, or unset the other");
      }
      return Optional.empty();
    }
    List<String> faults = new ArrayList<>();
    httpsFault(issuer).ifPresent(fault -> faults.add(ISSUER + " " + fault));
    if (client.isEmpty()) {
      faults.add(
          "HIE_OIDC_CLIENT_ID is not set: register the engine as a client at the provider, and set"
              + " the id that it has there");
    }
    String publicUrl = text(oidc, "public-url").replaceFirst("/$", "");
    publicUrlFault(publicUrl).ifPresent(faults::add);
    String scopes = text(oidc, "scopes");
    if (!List.of(scopes.split(" +")).contains("openid")) {
      faults.add("HIE_OIDC_SCOPES is \"" + scopes + "\": the scope openid must be among them");
    }
    Duration skew = oidc.getDuration("clock-skew");
    if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
      faults.add(
          "hie.oidc.clock-skew is " + skew + ": it is 0s to 5m; set the clocks right instead");
    }
    Duration lifetime = oidc.getDuration("session-lifetime");
    if (!lifetime.isPositive()) {
      faults.add("HIE_OIDC_SESSION_LIFETIME is " + lifetime + ": it is a time such as 12h");
    }
    Map<String, Set<Grant>> given = GroupRoles.parse(roles, faults);
    if (roles.isEmpty()) {
      faults.add(
          "HIE_OIDC_ROLES is not set, so nobody could do anything: write GROUP=ROLE@WORKSPACE,"
              + " several with ; between them, such as"
              + " hie-admins=platform-admin@*;ward-7=editor@royal-hospital");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          faults.stream().collect(Collectors.joining("; ", "login by OpenID Connect: ", "")));
    }
    String secret = text(oidc, "client-secret");
    String authority = text(oidc, "authority");
    return Optional.of(
        new SsoSettings(
            issuer,
            client,
            secret.isEmpty() ? null : secret,
            publicUrl,
            scopes,
            text(oidc, "user-claim"),
            text(oidc, "groups-claim"),
            new TreeMap<>(given),
            authority.isEmpty() ? null : Path.of(authority),
            skew,
            lifetime));
  }

  private static String text(Config settings, String key) {
    return settings.getString(key).strip();
  }

  private static Optional<String> publicUrlFault(String url) {
    if (url.isEmpty()) {
      return Optional.of(
          PUBLIC_URL
              + " is not set: set it to where browsers find the engine, such as"
              + " https://hie.example.org, and register that with "
              + CALLBACK
              + " behind it as a redirect URI at the provider");
    }
    Optional<String> fault = httpsFault(url);
    if (fault.isPresent()) {
      return fault.map(each -> PUBLIC_URL + " " + each);
    }
    return URI.create(url).getPath().isEmpty()
        ? Optional.empty()
        : Optional.of(PUBLIC_URL + " is " + url + ": leave the path out");
  }

  /** What is wrong with a URL that secrets are sent to; empty if nothing is. */
  static Optional<String> httpsFault(String url) {
    try {
      URI uri = new URI(url);
      String host = uri.getHost();
      if (host != null && uri.getQuery() == null && uri.getFragment() == null) {
        if ("https".equals(uri.getScheme())) {
          return Optional.empty();
        }
        if ("http".equals(uri.getScheme())) {
          return isLoopback(host)
              ? Optional.empty()
              : Optional.of(
                  "is " + url + ": beyond this machine it must be https, since secrets go there");
        }
      }
    } catch (URISyntaxException notOne) {
      // Told below.
    }
    return Optional.of("is " + url + ": it must be a URL such as https://login.example.org");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException nowhere) {
      return false;
    }
  }

  String redirectUri() {
    return publicUrl + CALLBACK;
  }

  /** What any group could give. */
  Set<Grant> governed() {
    return roles.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SsoSettings[" + issuer + ", " + clientId + "]";
  }
}

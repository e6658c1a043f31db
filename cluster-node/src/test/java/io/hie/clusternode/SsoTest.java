package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People of an identity provider log in at a node: by a browser, and with the command. */
@Timeout(60)
final class SsoTest {
  private static final String PEOPLE =
      """
      {"anna": ["hie-editors", "staff"], "ben": ["staff"], "admin": ["hie-editors"],
       "cleo": ["hie-editors"], "dina": ["hie-editors"],
       "ella": ["hie-editors"]}
      """;

  @TempDir private static Path data;
  private static int providerPort;
  private static int port;
  private static OidcProvider provider;
  private static ApiNode api;
  private static Described described;

  @BeforeAll
  static void start() throws Exception {
    providerPort = Hospital.freePort();
    port = Hospital.freePort();
    provider = OidcProvider.start(providerPort, callback(), PEOPLE);
    Map<String, String> settings = new HashMap<>();
    settings.put("hie.journal", "jdbc");
    settings.put("hie.oidc.issuer", provider.issuer());
    settings.put("hie.oidc.client-id", "hie");
    settings.put("hie.oidc.client-secret", OidcProvider.SECRET);
    settings.put("hie.oidc.public-url", origin());
    settings.put(
        "hie.oidc.roles",
        "hie-editors=editor@" + Hospital.WORKSPACE + "; hie-viewers=viewer@" + Hospital.WORKSPACE);
    api =
        ApiNode.of(
            Hospital.startUnready(
                data,
                ApiNode.document(Hospital.WORKSPACE, Hospital.PROJECT, data.resolve("out")),
                Map.of(),
                port,
                settings,
                null));
    described = Described.by(api);
  }

  @AfterAll
  static void stop() throws Exception {
    if (api != null) {
      api.close();
    }
    if (provider != null) {
      provider.close();
    }
  }

  private static String origin() {
    return "http://127.0.0.1:" + port;
  }

  private static String callback() {
    return origin() + "/api/v1/sso/callback";
  }

  /** Logs in at the provider, and comes to the address by which the provider sends back. */
  private static String comeBack(FormBrowser browser, String name, String query) throws Exception {
    FormBrowser.Page login = browser.visit(origin() + "/api/v1/sso/login" + query, callback());
    if (login.at().toString().startsWith(callback())) {
      return login.at().toString(); // the provider knows this browser already
    }
    FormBrowser.Page consent =
        browser.fill(login, Map.of("login", name, "password", "any"), callback());
    return (consent.at().toString().startsWith(callback())
            ? consent
            : browser.fill(consent, Map.of(), callback()))
        .at()
        .toString();
  }

  private static FormBrowser.Page logIn(FormBrowser browser, String name) throws Exception {
    return browser.visit(comeBack(browser, name, "?next=/portal"), origin() + "/portal");
  }

  private static JsonNode me(FormBrowser browser) throws Exception {
    URI me = URI.create(origin() + "/api/v1/me");
    return new ApiNode.Answer(
            0, Map.of(), browser.send(HttpRequest.newBuilder(me).GET(), me).body())
        .json();
  }

  private static String problem(FormBrowser.Page page) {
    return new ApiNode.Answer(page.status(), Map.of(), page.response().body()).problem();
  }

  private static Operation operation(String id) {
    return Operations.ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private static ApiNode.Answer asDescribed(String id, ApiNode.Answer answer) {
    assertThat(described.faults(operation(id), answer)).isEmpty();
    return answer;
  }

  private static ApiNode.Answer asDescribed(String id, FormBrowser.Page page) {
    return asDescribed(
        id,
        new ApiNode.Answer(page.status(), page.response().headers().map(), page.response().body()));
  }

  @Test
  void shouldLetInWhoHasARoleByGroupsAndMakeTheAccountOnce() throws Exception {
    try (FormBrowser browser = new FormBrowser()) {
      // when
      FormBrowser.Page home = logIn(browser, "anna");
      // then
      asDescribed("sso.callback", home);
      assertThat(home.at()).hasToString(origin() + "/portal");
      assertThat(home.response().headers().allValues("set-cookie"))
          .filteredOn(each -> each.startsWith("hie_session"))
          .allMatch(each -> each.contains("HttpOnly") && each.contains("SameSite=Strict"));
      JsonNode me = me(browser);
      assertThat(me.path("who").asText()).isEqualTo("anna");
      assertThat(me.path("everywhere")).isEmpty();
      assertThat(me.path("workspaces").path(Hospital.WORKSPACE))
          .extracting(JsonNode::asText)
          .containsExactly("view", "operate", "edit");
      // and a second time the same account
      logIn(browser, "anna");
      JsonNode entries = api.call("GET", "/audit?who=anna", NODE_TOKEN, "").json();
      assertThat(entries.path("entries"))
          .extracting(each -> each.path("event").asText())
          .containsExactly("LoggedIn", "LoggedIn", "Granted", "UserLinked", "UserAdded");
      assertThat(entries.path("entries"))
          .allMatch(each -> each.path("comment").asText().equals("by " + provider.issuer()));
      // whom no password lets in
      assertThat(
              api.call("POST", "/sessions", "", "{\"user\": \"anna\", \"password\": \"any\"}")
                  .problem())
          .isEqualTo("login-failed");
    }
  }

  @Test
  void shouldKeepOutWhoHasNoRoleAndTakeNobodysName() throws Exception {
    try (FormBrowser browser = new FormBrowser()) {
      FormBrowser.Page none = logIn(browser, "ben");
      asDescribed("sso.callback", none);
      assertThat(problem(none)).isEqualTo("sso-no-role");
      assertThat(api.call("GET", "/users/ben", NODE_TOKEN, "").status()).isEqualTo(404);
    }
    try (FormBrowser browser = new FormBrowser()) {
      FormBrowser.Page taken = logIn(browser, "admin");
      asDescribed("sso.callback", taken);
      assertThat(problem(taken)).isEqualTo("sso-name-taken");
      assertThat(browser.cookie(port, "hie_session")).isEmpty();
    }
  }

  @Test
  void shouldTakeEachReturnOnceAndOnlyFromTheBrowserThatBegan() throws Exception {
    try (FormBrowser browser = new FormBrowser();
        FormBrowser other = new FormBrowser()) {
      String back = comeBack(browser, "cleo", "?next=/portal");
      String kept = browser.cookie(port, "hie_sso");
      // another browser, and another state
      FormBrowser.Page stolen = other.visit(back, "nowhere");
      asDescribed("sso.callback", stolen);
      assertThat(problem(stolen)).isEqualTo("sso-state");
      assertThat(problem(browser.visit(back.replace("state=", "state=x"), "nowhere")))
          .isEqualTo("sso-state");
      // as it is meant, and once more with the cookie that was deleted
      assertThat(browser.visit(back, origin() + "/portal").at().getPath()).isEqualTo("/portal");
      ApiNode.Answer again =
          api.call(
              "GET",
              back.substring((origin() + "/api/v1").length()),
              "",
              "",
              "Cookie",
              "hie_sso=" + kept);
      assertThat(again.problem()).isEqualTo("sso-state");
    }
  }

  @Test
  void shouldSendNobodyElsewhereAndSayWhereOneLogsIn() throws Exception {
    for (String next :
        new String[] {"//evil.example", "https://evil.example", "/%5Cevil.example"}) {
      ApiNode.Answer refused = api.call("GET", "/sso/login?next=" + next, "", "");
      asDescribed("sso.login", refused);
      assertThat(refused.problem()).as(next).isEqualTo("bad-query");
    }
    ApiNode.Answer login = asDescribed("sso.login", api.call("GET", "/sso/login", "", ""));
    assertThat(login.status()).isEqualTo(303);
    assertThat(login.header("location"))
        .startsWith(provider.issuer() + "/auth?")
        .contains("code_challenge_method=S256", "nonce=", "state=");
    assertThat(login.header("set-cookie"))
        .contains("HttpOnly", "SameSite=Lax", "Path=/api/v1/sso", "Max-Age=600");
    JsonNode where = asDescribed("sso.read", api.call("GET", "/sso", "", "")).json();
    assertThat(where.path("login").asText()).isEqualTo("/api/v1/sso/login");
    assertThat(where.path("logout").asText())
        .startsWith(provider.issuer() + "/session/end?")
        .contains("post_logout_redirect_uri");
  }

  @Test
  void shouldHandACommandItsSessionOnceAndNobodyElse() throws Exception {
    String verifier = "v".repeat(43);
    HttpServer listener =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (FormBrowser browser = new FormBrowser()) {
      int at = listener.getAddress().getPort();
      String challenge =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  java.security.MessageDigest.getInstance("SHA-256")
                      .digest(verifier.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      String back = comeBack(browser, "dina", "?port=" + at + "&challenge=" + challenge);
      FormBrowser.Page end = browser.visit(back, "http://127.0.0.1:" + at + "/?code=");
      asDescribed("sso.callback", end);
      assertThat(browser.cookie(port, "hie_session")).as("the browser has no session").isEmpty();
      String code = end.at().getQuery().substring("code=".length());
      String body = "{\"code\": \"%s\", \"verifier\": \"%s\"}";
      // another program on that machine
      ApiNode.Answer other =
          api.call("POST", "/sso/sessions", "", body.formatted(code, "w".repeat(43)));
      asDescribed("sso.fetch", other);
      assertThat(other.problem()).isEqualTo("sso-refused");
      // the one that asked
      ApiNode.Answer session =
          expect(201, api.call("POST", "/sso/sessions", "", body.formatted(code, verifier)));
      asDescribed("sso.fetch", session);
      String token = session.json().path("token").asText();
      assertThat(api.call("GET", "/me", token, "").json().path("who").asText()).isEqualTo("dina");
      // and whoever comes with it again ends it, since one of the two has no right to it
      ApiNode.Answer again = api.call("POST", "/sso/sessions", "", body.formatted(code, verifier));
      asDescribed("sso.fetch", again);
      assertThat(again.problem()).isEqualTo("session-over");
      expect(401, api.call("GET", "/me", token, ""));
    } finally {
      listener.stop(0);
    }
  }

  @Test
  void shouldGoOnWithLocalAccountsWhileTheProviderIsDownAndWithItsNewKeysAfterwards()
      throws Exception {
    try (FormBrowser browser = new FormBrowser()) {
      assertThat(logIn(browser, "ella").at().getPath()).isEqualTo("/portal");
    }
    // when it goes down in the middle of a login
    try (FormBrowser browser = new FormBrowser()) {
      String back = comeBack(browser, "ella", "");
      provider.close();
      FormBrowser.Page down = browser.visit(back, "nowhere");
      asDescribed("sso.callback", down);
      assertThat(down.status()).isEqualTo(503);
      assertThat(problem(down)).isEqualTo("sso-unavailable");
      assertThat(down.response().body()).contains("local accounts can log in meanwhile");
      expect(
          201,
          api.call(
              "POST",
              "/sessions",
              "",
              "{\"user\": \"admin\", \"password\": \"" + NODE_TOKEN + "\"}"));
    }
    // then it lets people in with other keys, and with what their groups are by then
    provider =
        OidcProvider.start(
            providerPort,
            callback(),
            PEOPLE.replace("\"ella\": [\"hie-editors\"", "\"ella\": [\"hie-viewers\""));
    try (FormBrowser browser = new FormBrowser()) {
      assertThat(logIn(browser, "ella").at().getPath()).isEqualTo("/portal");
      assertThat(me(browser).path("workspaces").path(Hospital.WORKSPACE))
          .extracting(JsonNode::asText)
          .containsExactly("view");
    } finally {
      provider.close();
      provider = OidcProvider.start(providerPort, callback(), PEOPLE);
    }
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.PASSWORD;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Logins, tokens and changes of the configuration, kept in H2 files, over a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiLoginTest {
  @TempDir private static Path data;
  ApiNode api;

  Map<String, String> settings() throws Exception {
    return Map.of();
  }

  @BeforeAll
  void start() throws Exception {
    api = ApiNode.start(data, settings());
  }

  @AfterAll
  void stop() throws Exception {
    api.close();
  }

  private ApiNode.Answer login(String user, String password) throws Exception {
    return api.call(
        "POST",
        "/sessions",
        "",
        "{\"user\": \"%s\", \"password\": \"%s\"}".formatted(user, password));
  }

  @Test
  void shouldKeepUsersTokensAndSessionsOverARestart() throws Exception {
    // given a user with a session and a token, whose creation was repeated
    String session = api.userWith("anna", "editor@" + Hospital.WORKSPACE);
    String body = "{\"name\": \"bert\", \"password\": \"%s\"}".formatted(PASSWORD);
    expect(201, api.call("POST", "/users", NODE_TOKEN, body, "Idempotency-Key", "k1"));
    expect(201, api.call("POST", "/users", NODE_TOKEN, body, "Idempotency-Key", "k1"));
    assertThat(api.call("POST", "/users", NODE_TOKEN, body).problem()).isEqualTo("user-exists");
    JsonNode token =
        expect(
                201,
                api.call("POST", "/tokens", session, "{\"name\": \"ci\", \"scopes\": [\"view\"]}"))
            .json();
    // when the node is started again
    api.close();
    api = ApiNode.start(data, settings());
    // then all of it is good, until the token is revoked and the session ended
    String secret = token.path("token").asText();
    assertThat(api.call("GET", "/me", session, "").json().path("who").asText()).isEqualTo("anna");
    assertThat(api.call("GET", "/me", secret, "").json().path("who").asText()).isEqualTo("anna/ci");
    expect(204, api.call("DELETE", "/tokens/" + token.path("id").asText(), session, ""));
    expect(401, api.call("GET", "/me", secret, ""));
    JsonNode open = api.call("GET", "/sessions", session, "").json().path("sessions");
    expect(204, api.call("DELETE", "/sessions/" + open.get(0).path("id").asText(), session, ""));
    expect(401, api.call("GET", "/me", session, ""));
    // and the first administrator has the node's password, and no patient data
    expect(201, login("admin", NODE_TOKEN));
    assertThat(api.call("GET", "/audit", NODE_TOKEN, "").text())
        .contains("UserAdded", "TokenRevoked", "at the start of a node")
        .doesNotContain(secret, PASSWORD, "argon2");
  }

  @Test
  void shouldLockAnAccountAfterFailuresAndOpenItWithANewPassword() throws Exception {
    api.userWith("carl");
    for (int i = 0; i < 5; i++) {
      assertThat(login("carl", "wrong").problem()).isEqualTo("login-failed");
    }
    assertThat(login("carl", PASSWORD).status()).isEqualTo(401);
    assertThat(login("nobody", "wrong").text()).isEqualTo(login("carl", "wrong").text());
    expect(
        204,
        api.call(
            "PUT", "/users/carl/password", NODE_TOKEN, "{\"password\": \"another long one\"}"));
    expect(201, login("carl", "another long one"));
  }

  @Test
  void shouldEndASessionWhoseRefreshTokenComesTwice() throws Exception {
    api.userWith("dora");
    JsonNode first = api.login("dora").json();
    String used = "{\"refreshToken\": \"" + first.path("refreshToken").asText() + "\"}";
    JsonNode next = expect(200, api.call("POST", "/sessions/refresh", "", used)).json();
    expect(200, api.call("GET", "/me", next.path("token").asText(), ""));
    assertThat(api.call("POST", "/sessions/refresh", "", used).problem()).isEqualTo("session-over");
    expect(401, api.call("GET", "/me", next.path("token").asText(), ""));
  }

  @Test
  void shouldTakeACookieOnlyWithThePagesWord() throws Exception {
    api.userWith("emma");
    ApiNode.Answer login =
        expect(
            201,
            api.call(
                "POST",
                "/sessions",
                "",
                "{\"user\": \"emma\", \"password\": \"%s\", \"cookies\": true}"
                    .formatted(PASSWORD)));
    assertThat(login.json().has("token")).isFalse();
    List<String> set = login.headers().get("set-cookie");
    assertThat(set).hasSize(3).allMatch(each -> each.contains("SameSite=Strict"));
    // what opens a session is for no script of a page, and the refresh token goes to one path only
    assertThat(set)
        .filteredOn(each -> each.contains("HttpOnly"))
        .extracting(each -> each.substring(0, each.indexOf('=')))
        .containsExactlyInAnyOrder("hie_session", "hie_refresh");
    assertThat(set)
        .filteredOn(each -> each.startsWith("hie_refresh="))
        .singleElement()
        .asString()
        .contains("Path=/api/v1/sessions/refresh");
    String cookie = pair(set, "hie_session");
    expect(200, api.call("GET", "/me", "", "", "Cookie", cookie));
    String body = "{\"name\": \"x\", \"scopes\": [\"view\"]}";
    assertThat(api.call("POST", "/tokens", "", body, "Cookie", cookie).problem()).isEqualTo("csrf");
    String ofAnother = pair(cookiesOf("emma"), "hie_csrf").substring("hie_csrf=".length());
    for (String wrong : List.of("", "word", ofAnother)) {
      assertThat(
              api.call("POST", "/tokens", "", body, "Cookie", cookie, "X-CSRF-Token", wrong)
                  .problem())
          .isEqualTo("csrf");
    }
    expect(
        201,
        api.call(
            "POST",
            "/tokens",
            "",
            body,
            "Cookie",
            cookie,
            "X-CSRF-Token",
            pair(set, "hie_csrf").substring("hie_csrf=".length())));
  }

  private List<String> cookiesOf(String user) throws Exception {
    String body =
        "{\"user\": \"%s\", \"password\": \"%s\", \"cookies\": true}".formatted(user, PASSWORD);
    return expect(201, api.call("POST", "/sessions", "", body)).headers().get("set-cookie");
  }

  @Test
  void shouldLetNobodyInWhoIsDisabledOrWhoseTimeIsOver() throws Exception {
    String session = api.userWith("amy", "viewer@" + Hospital.WORKSPACE);
    String token = token(session, "{\"name\": \"ci\", \"scopes\": [\"view\"]}");
    for (String over :
        List.of(
            "{\"disabled\": true}", "{\"expires\": \"" + Instant.now().minusSeconds(1) + "\"}")) {
      expect(200, api.call("PUT", "/users/amy", NODE_TOKEN, over, "If-Match", "*"));
      expect(401, api.call("GET", "/me", token, ""));
      expect(401, api.call("GET", "/me", session, ""));
      expect(401, api.call("GET", "/status", token, ""));
      expect(401, login("amy", PASSWORD));
      // and as it was, with a new session
      expect(200, api.call("PUT", "/users/amy", NODE_TOKEN, "{}", "If-Match", "*"));
      expect(200, api.call("GET", "/me", token, ""));
      session = login("amy", PASSWORD).json().path("token").asText();
    }
  }

  @Test
  void shouldTakeATokenOnlyUntilItsEnd() throws Exception {
    String session = api.userWith("bill", "viewer@" + Hospital.WORKSPACE);
    String body = "{\"name\": \"ci\", \"scopes\": [\"view\"], \"expires\": \"%s\"}";
    String token = token(session, body.formatted(Instant.now().plusSeconds(2)));
    expect(200, api.call("GET", "/me", token, ""));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.call("GET", "/me", token, "").status() == 401);
    // nor one with another's secret
    String other = token(session, "{\"name\": \"cd\", \"scopes\": [\"view\"]}");
    String id = other.substring(0, other.indexOf('_', "hie_".length()) + 1);
    String secret = token.substring(id.length());
    expect(200, api.call("GET", "/me", other, ""));
    expect(401, api.call("GET", "/me", id + secret, ""));
    expect(401, api.call("GET", "/me", id, ""));
  }

  private String token(String session, String body) throws Exception {
    return expect(201, api.call("POST", "/tokens", session, body)).json().path("token").asText();
  }

  private static String pair(List<String> cookies, String name) {
    return cookies.stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.split(";", 2)[0])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldLoseNoChangeOfAnotherAndSayWhereABodyIsWrong() throws Exception {
    api.userWith("fred");
    String path = "/users/fred";
    String tag = api.call("GET", path, NODE_TOKEN, "").header("etag");
    String body = "{\"displayName\": \"Fred\"}";
    assertThat(api.call("PUT", path, NODE_TOKEN, body).status()).isEqualTo(428);
    expect(200, api.call("PUT", path, NODE_TOKEN, body, "If-Match", tag));
    ApiNode.Answer stale = api.call("PUT", path, NODE_TOKEN, body, "If-Match", tag);
    assertThat(stale.status()).isEqualTo(412);
    ApiNode.Answer wrong =
        api.call("POST", "/users", NODE_TOKEN, "{\"nmae\": \"x\", \"password\": \"short\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().path("errors"))
        .extracting(each -> each.path("pointer").asText())
        .containsExactly("/nmae", "/name", "/password");
    assertThat(wrong.json().path("detail").asText()).contains("did you mean \"name\"");
    expect(413, api.call("POST", "/users", NODE_TOKEN, "x".repeat(2 << 20)));
    assertThat(api.call("DELETE", "/users/admin", NODE_TOKEN, "", "If-Match", "*").problem())
        .isEqualTo("last-admin");
    JsonNode page = api.call("GET", "/users?limit=1", NODE_TOKEN, "").json();
    assertThat(page.path("next").asText()).isEqualTo("admin");
    assertThat(api.call("GET", "/users?after=emma", NODE_TOKEN, "").json().path("users"))
        .hasSize(1);
    ApiNode.Answer zipped = api.call("GET", "/users", NODE_TOKEN, "", "Accept-Encoding", "gzip");
    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(
            api.call(
                    "PUT",
                    "/productions/" + Hospital.WORKSPACE + "/" + Hospital.PROJECT + "/document",
                    NODE_TOKEN,
                    "{}")
                .problem())
        .isEqualTo("if-match-required");
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status is answered without routes and from a look that others share, and is as good. */
final class ApiStatusTest {
  private static final String HERE = Hospital.WORKSPACE;
  private static final String ELSEWHERE = "elsewhere";

  @TempDir private static Path data;
  private static ApiNode api;

  @BeforeAll
  static void start() throws Exception {
    api = ApiNode.start(data, Map.of());
    expect(
        200,
        api.call(
            "POST",
            "/productions",
            NODE_TOKEN,
            ApiNode.document(ELSEWHERE, "Other", data.resolve("other"))));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static List<String> seenBy(String token, String query) throws Exception {
    JsonNode seen = expect(200, api.call("GET", "/status" + query, token, "")).json();
    return StreamSupport.stream(seen.path("productions").spliterator(), false)
        .map(each -> each.path("workspace").asText())
        .toList();
  }

  private static String phase(JsonNode status) {
    return status.path("productions").path(1).path("items").path(0).path("phase").asText();
  }

  @Test
  void shouldShowEachCallerTheirOwnThoughTheyAskAtTheSameTime() throws Exception {
    String here = api.userWith("here", "viewer@" + HERE);
    String elsewhere = api.userWith("there", "viewer@" + ELSEWHERE);

    for (int i = 0; i < 20; i++) {
      assertThat(seenBy(here, "")).containsExactly(HERE);
      assertThat(seenBy(elsewhere, "")).containsExactly(ELSEWHERE);
      assertThat(seenBy(NODE_TOKEN, "")).containsExactly(ELSEWHERE, HERE);
      assertThat(seenBy(NODE_TOKEN, "?limit=1")).containsExactly(ELSEWHERE);
      assertThat(seenBy(NODE_TOKEN, "?after=" + ELSEWHERE + "/Other")).containsExactly(HERE);
    }
  }

  @Test
  void shouldShowNothingFromTheMomentWhenSomethingWasTakenBack() throws Exception {
    String session = api.userWith("short", "viewer@" + HERE);
    JsonNode token =
        expect(
                201,
                api.call("POST", "/tokens", session, "{\"name\": \"ci\", \"scopes\": [\"view\"]}"))
            .json();
    String secret = token.path("token").asText();
    assertThat(seenBy(secret, "")).containsExactly(HERE);
    assertThat(seenBy(session, "")).containsExactly(HERE);

    expect(204, api.call("DELETE", "/tokens/" + token.path("id").asText(), session, ""));
    expect(401, api.call("GET", "/status", secret, ""));

    expect(
        200, api.call("DELETE", "/workspaces/" + HERE + "/members/short/viewer", NODE_TOKEN, ""));
    expect(403, api.call("GET", "/status", session, ""));

    JsonNode open = api.call("GET", "/sessions", session, "").json().path("sessions");
    expect(204, api.call("DELETE", "/sessions/" + open.get(0).path("id").asText(), session, ""));
    expect(401, api.call("GET", "/status", session, ""));
  }

  @Test
  void shouldShowAChangeToWhoAsksAfterIt() throws Exception {
    String item = "/productions/" + HERE + "/" + Hospital.PROJECT + "/items/Out/";
    for (int i = 0; i < 5; i++) {
      expect(200, api.call("POST", item + "stop", NODE_TOKEN, ""));
      assertThat(phase(api.call("GET", "/status", NODE_TOKEN, "").json())).isEqualTo("STOPPED");
      expect(200, api.call("POST", item + "start", NODE_TOKEN, ""));
      assertThat(phase(api.call("GET", "/status", NODE_TOKEN, "").json()))
          .isIn("STARTING", "RUNNING");
    }
  }

  @Test
  void shouldAnswerLikeARouteWhateverIsAsked() throws Exception {
    ApiNode.Answer named = api.call("GET", "/status", NODE_TOKEN, "", "X-Request-Id", "mine");
    assertThat(named.header("X-Request-Id")).isEqualTo("mine");
    assertThat(named.header("Content-Type")).isEqualTo("application/json");
    assertThat(expect(401, api.call("GET", "/status", "", "")).header("WWW-Authenticate"))
        .contains("Bearer");
    assertThat(expect(400, api.call("GET", "/status?limt=1", NODE_TOKEN, "")).text())
        .contains("limit");
    assertThat(expect(400, api.call("GET", "/status?limit=x", NODE_TOKEN, "")).problem())
        .isEqualTo("bad-query");
    expect(405, api.call("POST", "/status", NODE_TOKEN, "{}"));
    assertThat(
            expect(200, api.call("GET", "/status", NODE_TOKEN, "", "Accept-Encoding", "gzip"))
                .header("Content-Encoding"))
        .isEqualTo("gzip");
  }
}

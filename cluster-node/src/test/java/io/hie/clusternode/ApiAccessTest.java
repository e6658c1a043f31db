package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.hie.configuration.directory.Permission;
import io.hie.configuration.directory.Role;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operation.Where;
import io.hie.httpapi.access.Operation.Who;
import io.hie.httpapi.access.Operations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Every operation is called with every role, in its workspace and in another, and with nothing:
 * what the table does not give is refused, and what it gives is not.
 */
final class ApiAccessTest {
  private static final String HERE = Hospital.WORKSPACE;
  private static final String ELSEWHERE = "elsewhere";
  private static final String HASH = "00000000000000000000000000000000";

  @TempDir private static Path data;
  private static ApiNode api;

  @BeforeAll
  static void start() throws Exception {
    api = ApiNode.start(data, Map.of());
    ApiNode.expect(
        201, api.call("POST", "/workspaces", NODE_TOKEN, "{\"name\": \"" + ELSEWHERE + "\"}"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** The path of an operation that names things which are not there, but for the workspace. */
  private static String path(Operation operation) {
    return operation
            .path()
            .replace("{workspace}", HERE)
            .replace("{project}", "absent")
            .replace("{hash}", HASH)
            .replace("{event}", "1")
            .replace("{action}", "start")
            .replace("{role}", "viewer")
            .replaceAll("\\{[a-z]+}", "absent")
        // A stream would not end; a question that is wrong is answered to who may ask.
        + (operation.id().equals("live.events") ? "?topics=none" : "")
        + (operation.where() == Where.QUERY ? "?workspace=" + HERE : "");
  }

  private static String body(Operation operation) {
    return switch (operation.id()) {
      case "productions.plan", "productions.apply" ->
          ApiNode.document(HERE, "Walk", data.resolve("walk"));
      case "histories.lookup" ->
          "{\"key\": \"9990000018\", \"workspace\": \"%s\", \"project\": \"ADT\"}".formatted(HERE);
      case "replays.plan", "replays.begin" ->
          "{\"workspace\": \"%s\", \"project\": \"absent\"}".formatted(HERE);
      default -> "{}";
    };
  }

  private static ApiNode.Answer call(Operation operation, String token)
      throws IOException, InterruptedException {
    return api.call(
        operation.method(),
        path(operation),
        token,
        operation.method().equals("GET") ? "" : body(operation),
        "X-Reason",
        "to see what is refused",
        "If-Match",
        "*");
  }

  /** Whether somebody was kept out: by the gate, or by being told that there is nothing. */
  private static boolean isKeptOut(Operation operation, ApiNode.Answer answer) {
    return answer.status() == 403
        || answer.status() == 401
        || (operation.id().equals("histories.lookup")
            && answer.status() == 400
            && answer.problem().equals("which-production"));
  }

  /** Where only what a call names would tell its workspace, and it names nothing that is there. */
  private static boolean namesNothing(Operation operation) {
    return operation.where() == Where.CONTENT && operation.path().contains("{replay}");
  }

  @Test
  void shouldRefuseEveryOperationToWhoIsNotKnown() throws Exception {
    for (Operation operation : Operations.ALL) {
      for (String token : List.of("", "wrong", "hie_x_y", "eyJhbGciOiJub25lIn0.e30.")) {
        ApiNode.Answer answer = call(operation, token);
        if (operation.who() == Who.ANYBODY) {
          assertThat(answer.problem()).as(operation.id()).isNotEqualTo("unauthorized");
        } else {
          assertThat(answer.status()).as(operation.id()).isEqualTo(401);
          assertThat(answer.problem()).isEqualTo("unauthorized");
        }
      }
    }
  }

  @Test
  void shouldGiveEachRoleWhatTheTableSaysAndNothingElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Role role : Role.values()) {
      boolean everywhere = role == Role.PLATFORM_ADMIN;
      String token =
          api.userWith("of-" + role.word(), role.word() + "@" + (everywhere ? "*" : HERE));
      for (Operation operation : Operations.ALL) {
        ApiNode.Answer answer = call(operation, token);
        Permission need = operation.need();
        boolean given =
            operation.who() != Who.PERMITTED
                || (role.permissions().contains(need)
                    && (operation.where() != Where.NONE || everywhere));
        check(wrong, role.word(), operation, given, answer);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldKeepOutWhoHasEveryRoleInAnotherWorkspace() throws Exception {
    String[] grants =
        java.util.Arrays.stream(Role.values())
            .filter(each -> each != Role.PLATFORM_ADMIN)
            .map(each -> each.word() + "@" + ELSEWHERE)
            .toArray(String[]::new);
    String token = api.userWith("from-elsewhere", grants);
    List<String> wrong = new ArrayList<>();
    for (Operation operation : Operations.ALL) {
      if (operation.who() == Who.PERMITTED
          && operation.where() != Where.FILTERED
          && !namesNothing(operation)) {
        check(wrong, "elsewhere", operation, false, call(operation, token));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(api.call("GET", "/status", token, "").json().path("productions")).isEmpty();
    assertThat(api.call("GET", "/workspaces", token, "").json().path("workspaces"))
        .extracting(each -> each.path("name").asText())
        .containsExactly(ELSEWHERE);
  }

  @Test
  void shouldLetATokenDoNoMoreThanItsScopesAndItsUser() throws Exception {
    String session =
        api.userWith("scripted", "editor@" + HERE, "editor@" + ELSEWHERE, "patient-data@" + HERE);
    String token =
        ApiNode.expect(
                201,
                api.call(
                    "POST",
                    "/tokens",
                    session,
                    "{\"name\": \"ci\", \"scopes\": [\"view\", \"administer\"],"
                        + " \"workspaces\": [\""
                        + HERE
                        + "\"]}"))
            .json()
            .path("token")
            .asText();
    List<String> wrong = new ArrayList<>();
    for (Operation operation : Operations.ALL) {
      boolean given = operation.who() != Who.PERMITTED || operation.need() == Permission.VIEW;
      check(wrong, "token", operation, given, call(operation, token));
    }
    assertThat(wrong).isEmpty();
    assertThat(api.call("GET", "/workspaces/" + ELSEWHERE, token, "").status()).isEqualTo(403);
    assertThat(api.call("GET", "/workspaces/" + ELSEWHERE, session, "").status()).isEqualTo(200);
    assertThat(api.call("POST", "/tokens", token, "{}").status()).isEqualTo(403);
  }

  private static void check(
      List<String> wrong, String who, Operation operation, boolean given, ApiNode.Answer answer) {
    boolean keptOut = isKeptOut(operation, answer) && !isItsOwnRefusal(operation, answer);
    if (given == keptOut) {
      wrong.add(who + (given ? " should do " : " should not do ") + operation.id() + ": " + answer);
    }
    assertThat(answer.status()).as("%s by %s: %s", operation.id(), who, answer).isLessThan(500);
  }

  /** What a call is told for another reason than the role. */
  private static boolean isItsOwnRefusal(Operation operation, ApiNode.Answer answer) {
    return operation.who() != Who.PERMITTED && !answer.problem().equals("unauthorized");
  }

  @Test
  void shouldAskWhyPatientDataIsReadAndWriteItDown() throws Exception {
    String token = api.userWith("reader", "patient-data@" + HERE);
    String events = "/histories/" + HERE + "/" + Hospital.PROJECT + "/" + HASH + "/events";
    ApiNode.Answer without = api.call("GET", events, token, "");
    assertThat(without.status()).isEqualTo(400);
    assertThat(without.problem()).isEqualTo("reason-required");
    ApiNode.Answer with =
        api.call("GET", events, token, "", "X-Reason", "complaint 4711", "X-Request-Id", "r-1");
    assertThat(with.problem()).isEqualTo("no-history");
    assertThat(with.header("x-request-id")).isEqualTo("r-1");
    var entry =
        ApiNode.expect(200, api.call("GET", "/audit?who=reader&event=Accessed", NODE_TOKEN, ""))
            .json()
            .path("entries");
    assertThat(entry).hasSize(1);
    assertThat(entry.get(0).path("operation").asText()).isEqualTo("histories.events");
    assertThat(entry.get(0).path("workspace").asText()).isEqualTo(HERE);
    assertThat(entry.get(0).path("comment").asText()).isEqualTo("complaint 4711");
    assertThat(entry.get(0).path("from").asText()).isEqualTo("127.0.0.1");
    assertThat(entry.get(0).path("request").asText()).isEqualTo("r-1");
  }

  @Test
  void shouldLetTheHolderOfTheNodesTokenLookWithoutAReason() throws Exception {
    ApiNode.Answer answer =
        api.call(
            "POST",
            "/histories/lookup",
            NODE_TOKEN,
            "{\"key\": \"9990000018\", \"project\": \"ADT\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("id").asText()).startsWith("royal/ADT/");
  }

  /** People put what they look for into a path where none of it belongs. */
  @Test
  void shouldLogNoNhsNumberThatStandsInAPath() throws Exception {
    String number = "9990000018";
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Logger> ours =
        Stream.of("io.hie", "hie.requests")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    logged.start();
    root.addAppender(logged);
    ours.forEach(each -> each.setLevel(Level.DEBUG));
    try {
      for (Operation operation : Operations.ALL) {
        String path = operation.path().replaceAll("\\{[a-z]+}", number);
        if (!path.equals(operation.path())) {
          assertThat(typed(operation, path).problem())
              .as(operation.id())
              .isEqualTo("patient-number");
        }
      }
      // A body that is not asked for, and a header that is none.
      ApiNode.expect(
          202, api.call("POST", "/search/rebuild", NODE_TOKEN, "{}", "If-Match", number));
    } finally {
      ours.forEach(each -> each.setLevel(null));
      root.detachAppender(logged);
    }
    List<String> lines =
        List.copyOf(logged.list).stream()
            .filter(
                each -> each.getLoggerName().matches("(io\\.)?hie\\..*|org\\.apache\\.pekko\\..*"))
            .map(each -> each.getFormattedMessage() + " " + each.getThrowableProxy())
            .toList();
    assertThat(lines).anyMatch(each -> each.contains("search.rebuild by node-token"));
    assertThat(lines).noneMatch(each -> each.contains(number));
  }

  private static ApiNode.Answer typed(Operation operation, String path)
      throws IOException, InterruptedException {
    return api.call(
        operation.method(),
        path + (operation.id().equals("live.events") ? "?topics=none" : ""),
        NODE_TOKEN,
        operation.method().equals("GET") ? "" : body(operation),
        "X-Reason",
        "test",
        "If-Match",
        "*");
  }

  /**
   * Each name in a path and each parameter of a query is a patient's number once, of every
   * operation and in every way in which people write it; then the whole trail is read.
   */
  @Test
  void shouldHaveNoNhsNumberInTheAuditTrailThatStandsInAPathOrAQuery() throws Exception {
    JsonNode described = api.call("GET", "/openapi.json", NODE_TOKEN, "").json();
    for (Operation operation : Operations.ALL) {
      for (String number : List.of("9990000018", "999%20000%200018", "999-000-0018")) {
        for (String name : operation.names()) {
          String path = path(operation, name, number);
          assertThat(typed(operation, path).status()).as(operation.id() + path).isBetween(400, 499);
        }
        String path = path(operation);
        String and = path.contains("?") ? "&" : "?";
        for (String parameter : parameters(described, operation)) {
          api.call(
              operation.method(),
              path + and + parameter + "=" + number,
              NODE_TOKEN,
              operation.method().equals("GET") ? "" : body(operation),
              "If-Match",
              "*",
              "X-Request-Id",
              "9990000018");
        }
      }
    }
    String trail = wholeTrail();
    assertThat(trail).contains("histories.events", "histories.stream");
    assertThat(trail.replaceAll("(%20|[ -])", "")).doesNotContain("9990000018");
  }

  /** What a path has in the place of an id stands in the trail only if it is one. */
  @Test
  void shouldHaveNoOtherKeyOfAPatientInTheAuditTrailThatStandsInAPath() throws Exception {
    for (Operation operation : Operations.ALL) {
      for (String name : operation.names()) {
        typed(operation, path(operation, name, "local:RRK:Q1234567"));
        typed(operation, path(operation, name, "Q1234567%5ERRK"));
        if (name.equals("hash")) {
          typed(operation, path(operation, name, "Q1234567"));
        }
      }
    }
    assertThat(wholeTrail()).contains("/" + HERE + "/absent/?/").doesNotContain("Q1234567");
  }

  /** The same path as before, but for one name in it. */
  private static String path(Operation operation, String name, String value) {
    String marked = operation.path().replace("{" + name + "}", "\0");
    for (String other : operation.names()) {
      String usual =
          switch (other) {
            case "workspace" -> HERE;
            case "hash" -> HASH;
            case "event" -> "1";
            case "action" -> "start";
            case "role" -> "viewer";
            default -> "absent";
          };
      marked = marked.replace("{" + other + "}", usual);
    }
    return marked.replace("\0", value);
  }

  private static List<String> parameters(JsonNode described, Operation operation) {
    List<String> names = new ArrayList<>(List.of("reason", "comment"));
    described
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT))
        .path("parameters")
        .forEach(
            each -> {
              if (each.path("in").asText().equals("query")) {
                names.add(each.path("name").asText());
              }
            });
    return names.stream().distinct().toList();
  }

  private static String wholeTrail() throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    String before = "";
    do {
      ApiNode.Answer page =
          ApiNode.expect(200, api.call("GET", "/audit?limit=500" + before, NODE_TOKEN, ""));
      all.append(page.text());
      String next = page.json().path("next").asText();
      before = next.isEmpty() ? "" : "&before=" + next;
    } while (!before.isEmpty());
    return all.toString();
  }

  @Test
  void shouldHaveNothingThatIsNotInTheTable() throws Exception {
    assertThat(api.call("GET", "/secrets", NODE_TOKEN, "").problem()).isEqualTo("no-such-resource");
    ApiNode.Answer answer = api.call("DELETE", "/status", NODE_TOKEN, "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET");
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.PASSWORD;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.httpapi.Contracts;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operation.Where;
import io.hie.httpapi.access.Operation.Who;
import io.hie.httpapi.access.Operations;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the API's description is called on a running node, as it is meant and as it is
 * not, and each answer is held against the description.
 */
final class ApiContractTest {
  private static final String HERE = Hospital.WORKSPACE;
  private static final String PRODUCTION = "/productions/" + HERE + "/" + Hospital.PROJECT;

  @TempDir private static Path data;
  private static ApiNode api;
  private static Described described;
  private static String history;
  private static String user = "";

  private final List<String> faults = new ArrayList<>();

  /** Refuses whatever it is given. */
  public static final class Refusing implements io.hie.actormodel.item.Operation {
    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(
          new DeliveryResult.Refused(new Reason("AR", "it never does", "HARGREAVES")));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    int port = Hospital.freePort();
    api = ApiNode.start(data, document(port, ""), Map.of());
    described = Described.by(api);
    try (Hospital.Sender sender = new Hospital.Sender(port)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.getFirst(), "c" + i, i)))
            .isEqualTo("AA");
      }
    }
    history =
        expect(
                200,
                api.call(
                    "POST",
                    "/histories/lookup",
                    NODE_TOKEN,
                    "{\"key\": \"" + Hospital.PATIENTS.getFirst() + "\"}"))
            .json()
            .path("id")
            .asText();
    Awaitility.await()
        .until(
            () ->
                api.call("GET", "/dead-letters?workspace=" + HERE, NODE_TOKEN, "")
                        .json()
                        .path("deadLetters")
                        .size()
                    == 3);
    Awaitility.await()
        .until(
            () ->
                api.call("GET", "/workspaces/royal/messages?status=dead-lettered", NODE_TOKEN, "")
                        .json()
                        .path("messages")
                        .size()
                    == 3);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String document(int port, String settings) {
    return """
    { "name": "ADT", "workspace": "royal",
      "items": [
        { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service", "enabled": true,
          "adapter_settings": { "Port": %d, "Interface": "127.0.0.1" },
          "host_settings": { "TargetConfigNames": ["Out"] } },
        { "name": "Out", "item_type": "OPERATION",
          "type": "io.hie.clusternode.ApiContractTest$Refusing", "enabled": true%s } ] }
    """
        .formatted(port, settings);
  }

  private static String running() throws Exception {
    return api.call("GET", PRODUCTION + "/document", NODE_TOKEN, "").text();
  }

  private static Operation operation(String id) {
    return Operations.ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  // --- the document itself

  @Test
  void shouldDescribeWhateverCanBeCalledAndNothingElse() {
    Set<String> told = new TreeSet<>();
    described
        .document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        each -> {
                          if (each.getValue().has("operationId")) {
                            told.add(
                                each.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey());
                          }
                        }));
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            Operations.ALL.stream().map(each -> each.method() + " " + each.path()).toList());
    assertThat(Contracts.all().keySet())
        .containsExactlyInAnyOrderElementsOf(Operations.ALL.stream().map(Operation::id).toList());
  }

  // --- as it is meant

  private record Call(String id, String path, String body) {}

  @Test
  void shouldAnswerEveryOperationAsDescribed() throws Exception {
    Set<String> called = new HashSet<>();
    String anna = api.userWith("anna", "editor@" + HERE);
    JsonNode login = api.login("anna").json();
    JsonNode token =
        happy(
            called,
            anna,
            new Call("tokens.issue", "/tokens", "{\"name\": \"ci\", \"scopes\": [\"view\"]}"));
    JsonNode replay =
        happy(
            called,
            NODE_TOKEN,
            new Call(
                "replays.begin",
                "/replays",
                """
                {"workspace": "royal", "project": "ADT", "into": "sandbox", "why": "to see"}
                """));
    String replayed = "/replays/" + replay.path("id").asText();
    JsonNode letters =
        happy(called, anna, new Call("dead-letters.list", "/dead-letters?workspace=" + HERE, ""))
            .path("deadLetters");
    String events = "/histories/" + history;
    JsonNode found =
        happy(called, anna, new Call("messages.search", "/workspaces/royal/messages?limit=2", ""))
            .path("messages");
    String why = "{\"why\": \"to see\"}";
    List<Call> calls =
        List.of(
            new Call("openapi.read", "/openapi.json", ""),
            new Call(
                "sessions.begin",
                "/sessions",
                "{\"user\": \"anna\", \"password\": \"" + PASSWORD + "\"}"),
            new Call(
                "sessions.refresh",
                "/sessions/refresh",
                "{\"refreshToken\": \"" + login.path("refreshToken").asText() + "\"}"),
            new Call("sessions.list", "/sessions?limit=1", ""),
            new Call("sessions.end", "/sessions/" + login.path("session").asText(), ""),
            new Call("sso.read", "/sso", ""),
            new Call("sso.login", "/sso/login", ""),
            new Call("sso.callback", "/sso/callback?state=x&code=x", ""),
            new Call(
                "sso.fetch",
                "/sso/sessions",
                "{\"code\": \"x\", \"verifier\": \"" + "v".repeat(43) + "\"}"),
            new Call("me.read", "/me", ""),
            new Call("tokens.list", "/tokens", ""),
            new Call("tokens.revoke", "/tokens/" + token.path("id").asText(), ""),
            new Call(
                "users.add", "/users", "{\"name\": \"bert\", \"password\": \"" + PASSWORD + "\"}"),
            new Call("users.list", "/users?limit=1", ""),
            new Call("users.read", "/users/bert", ""),
            new Call(
                "users.change",
                "/users/bert",
                "{\"displayName\": \"Bert\", \"expires\": \"2036-03-01T10:15:30Z\"}"),
            new Call(
                "users.password", "/users/bert/password", "{\"password\": \"another long one\"}"),
            new Call("users.grant", "/users/bert/grants/viewer", ""),
            new Call("users.withdraw", "/users/bert/grants/viewer", ""),
            new Call("workspaces.list", "/workspaces", ""),
            new Call("workspaces.add", "/workspaces", "{\"name\": \"ward\"}"),
            new Call("workspaces.read", "/workspaces/ward", ""),
            new Call("workspaces.change", "/workspaces/ward", "{\"description\": \"A ward\"}"),
            new Call("members.grant", "/workspaces/ward/members/bert/editor", ""),
            new Call("members.list", "/workspaces/ward/members", ""),
            new Call("members.withdraw", "/workspaces/ward/members/bert/editor", ""),
            new Call("workspaces.audit", "/workspaces/ward/audit", ""),
            new Call("workspaces.remove", "/workspaces/ward", ""),
            new Call("users.remove", "/users/bert", ""),
            new Call("secrets.set", "/workspaces/royal/secrets/pas", "{\"value\": \"x\"}"),
            new Call("secrets.list", "/workspaces/royal/secrets", ""),
            new Call("secrets.remove", "/workspaces/royal/secrets/pas", ""),
            new Call("quotas.set", "/workspaces/royal/quotas", "{\"projects\": 5}"),
            new Call("quotas.read", "/workspaces/royal/quotas", ""),
            new Call("workspaces.usage", "/workspaces/royal/usage", ""),
            new Call("usage.read", "/usage", ""),
            new Call(
                "messages.read",
                "/workspaces/royal/messages/" + found.path(0).path("id").asText(),
                ""),
            new Call("live.events", "/workspaces/royal/events?topics=messages,status", ""),
            new Call("search.progress", "/search", ""),
            new Call("search.rebuild", "/search/rebuild", ""),
            new Call("audit.read", "/audit?limit=20", ""),
            new Call("cluster.invitation", "/cluster/invitation", ""),
            new Call("cluster.read", "/cluster", ""),
            new Call("cluster.rebalance", "/cluster/rebalance", ""),
            new Call("cluster.drain", "/cluster/nodes/absent/drain", ""),
            new Call("cluster.down", "/cluster/nodes/absent/down", ""),
            new Call("status.read", "/status", ""),
            new Call("item-types.list", "/item-types", ""),
            new Call("item-types.read", "/item-types/hl7.mllp.service", ""),
            new Call("productions.plan", "/plans", running()),
            new Call("productions.apply", "/productions", running()),
            new Call("productions.document", PRODUCTION + "/document", ""),
            new Call("productions.change", PRODUCTION + "/document", running()),
            new Call("productions.versions", PRODUCTION + "/versions", ""),
            new Call("productions.rollback", PRODUCTION + "/rollback", "{\"version\": 1}"),
            new Call("productions.diff", PRODUCTION + "/diff?from=1&to=1", ""),
            new Call("items.test-connection", PRODUCTION + "/items/Out/test-connection", ""),
            new Call("items.operate", PRODUCTION + "/items/Out/pause", ""),
            new Call("productions.operate", PRODUCTION + "/actions/start", ""),
            new Call(
                "histories.lookup",
                "/histories/lookup",
                "{\"key\": \"" + Hospital.PATIENTS.getFirst() + "\", \"workspace\": \"royal\"}"),
            new Call("histories.events", events + "/events?limit=2", ""),
            new Call("histories.stream", events + "/events.ndjson", ""),
            new Call("histories.state", events + "/state", ""),
            new Call("histories.lineage", events + "/messages/1", ""),
            new Call("dead-letters.read", letter(letters, 0), ""),
            new Call("dead-letters.resubmit", letter(letters, 0) + "/resubmit", why),
            new Call("dead-letters.discard", letter(letters, 1) + "/discard", why),
            new Call(
                "replays.plan",
                "/replays/plan",
                "{\"workspace\": \"royal\", \"project\": \"ADT\"}"),
            new Call("replays.list", "/replays?limit=5", ""),
            new Call("replays.read", replayed, ""),
            new Call("replays.records", replayed + "/records", ""),
            new Call("replays.pause", replayed + "/pause", ""),
            new Call("replays.resume", replayed + "/resume", ""),
            new Call("replays.cancel", replayed + "/cancel", ""));
    for (Call call : calls) {
      happy(called, NODE_TOKEN, call);
    }
    // one's own password takes a login
    String own = api.login("anna").json().path("token").asText();
    happy(
        called,
        own,
        new Call(
            "me.password",
            "/me/password",
            "{\"password\": \"%s\", \"newPassword\": \"%s\"}".formatted(PASSWORD, PASSWORD)));
    happy(
        called,
        NODE_TOKEN,
        new Call("histories.erase", events + "/erasure", "{\"reason\": \"x\", \"force\": true}"));
    happy(
        called,
        NODE_TOKEN,
        new Call(
            "productions.apply",
            "/productions",
            ApiNode.document(HERE, "Gone", data.resolve("g"))));
    happy(called, NODE_TOKEN, new Call("productions.remove", "/productions/" + HERE + "/Gone", ""));
    assertThat(faults).isEmpty();
    assertThat(called)
        .containsExactlyInAnyOrderElementsOf(Operations.ALL.stream().map(Operation::id).toList());
  }

  private static String letter(JsonNode letters, int which) {
    JsonNode letter = letters.get(which);
    return "/dead-letters/" + letter.path("history").asText() + "/" + letter.path("event").asText();
  }

  private JsonNode happy(Set<String> called, String token, Call call) throws Exception {
    Operation operation = operation(call.id());
    assertThat(operation.match(List.of(call.path().split("\\?")[0].substring(1).split("/"))))
        .as("%s is at %s", call.id(), call.path())
        .isPresent();
    ApiNode.Answer answer =
        api.call(
            operation.method(),
            call.path(),
            token,
            call.body(),
            "If-Match",
            "*",
            "X-Reason",
            "test");
    // A replay may be over before it can be paused, the only node is not to end, and SsoTest logs
    // in
    // at a provider; all else must succeed.
    if (answer.status() >= 300
        && !java.util.List.of("replay-refused", "no-such-node", "no-sso")
            .contains(answer.problem())) {
      faults.add(call.id() + " failed: " + answer.status() + " " + answer.text());
    }
    faults.addAll(described.faults(operation, answer));
    called.add(call.id());
    return answer.header("content-type").startsWith("application/json") ? answer.json() : null;
  }

  // --- as it is not meant

  private static String path(Operation operation) {
    return operation
            .path()
            .replace("{workspace}", HERE)
            .replace("{project}", Hospital.PROJECT)
            .replace("{hash}", "00000000000000000000000000000000")
            .replace("{event}", "1")
            .replace("{role}", "viewer")
            .replace("{action}", "start")
            .replaceAll("\\{[a-z]+}", "absent")
        + (operation.where() == Where.QUERY ? "?workspace=" + HERE : "");
  }

  private ApiNode.Answer call(
      Operation operation, String token, String query, String body, String... headers)
      throws Exception {
    String path = path(operation);
    ApiNode.Answer answer =
        api.call(
            operation.method(),
            path + (query.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + query),
            token,
            operation.method().equals("GET") ? "" : body,
            headers);
    faults.addAll(described.faults(operation, answer));
    return answer;
  }

  /** The node's token, or a user's where it takes one. */
  private static String caller(Operation operation) throws Exception {
    if (!operation.id().equals("me.password")) {
      return NODE_TOKEN;
    }
    if (user.isEmpty()) {
      user = api.userWith("some-user");
    }
    return user;
  }

  @Test
  void shouldSayWhatIsWrongWithAQueryOrABody() throws Exception {
    for (Operation operation : Operations.ALL) {
      ApiNode.Answer query =
          call(operation, caller(operation), "limt=0", "", "If-Match", "*", "X-Reason", "test");
      assertThat(query.problem()).as(operation.id()).isEqualTo("bad-query");
      assertThat(query.json().path("errors").path(0).path("parameter").asText()).isEqualTo("limt");
      Contract contract = Contracts.all().get(operation.id());
      for (var field : contract.query()) {
        if (field.kind() == io.hie.httpapi.openapi.Field.Kind.INTEGER) {
          call(operation, caller(operation), field.name() + "=-1", "", "X-Reason", "test");
        }
      }
      if (contract.body() != null) {
        ApiNode.Answer body =
            call(
                operation,
                caller(operation),
                "",
                "{\"nonsense\": [1]}",
                "If-Match",
                "*",
                "X-Reason",
                "test");
        assertThat(body.json().path("errors").path(0).path("pointer").asText())
            .as("%s %s", operation.id(), body.text())
            .startsWith("/");
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsTooLarge() throws Exception {
    String large = " ".repeat((10 << 20) + 1);
    for (Operation operation : Operations.ALL) {
      Contract contract = Contracts.all().get(operation.id());
      if (contract.body() != null) {
        boolean document = contract.body() instanceof Contract.Document;
        ApiNode.Answer answer =
            call(
                operation,
                caller(operation),
                "",
                document ? large : large.substring(0, (1 << 20) + 1),
                "If-Match",
                "*",
                "X-Reason",
                "test");
        assertThat(answer.status()).as(operation.id()).isEqualTo(413);
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldKeepOutWhoMayNotAsDescribed() throws Exception {
    expect(201, api.call("POST", "/workspaces", NODE_TOKEN, "{\"name\": \"else\"}"));
    String nobody = api.userWith("nobody-much");
    String elsewhere =
        api.userWith("elsewhere", "workspace-admin@else", "patient-data@else", "editor@else");
    for (Operation operation : Operations.ALL) {
      if (operation.who() != Who.ANYBODY) {
        assertThat(call(operation, "", "", "{}").status()).as(operation.id()).isEqualTo(401);
      }
      if (operation.who() == Who.PERMITTED) {
        assertThat(call(operation, nobody, "", "{}", "If-Match", "*").status())
            .as(operation.id())
            .isEqualTo(403);
        if (Set.of(Where.PATH, Where.QUERY, Where.NONE).contains(operation.where())) {
          assertThat(call(operation, elsewhere, "", "{}", "X-Reason", "test").status())
              .as(operation.id())
              .isEqualTo(403);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldChangeNothingThatWasChangedMeanwhile() throws Exception {
    api.userWith("stale", "viewer@*");
    Map<String, String> bodies =
        Map.of(
            "workspaces.change", "{\"description\": \"x\"}",
            "users.change", "{\"displayName\": \"x\"}",
            "productions.change", running(),
            "productions.apply", running(),
            "quotas.set", "{\"projects\": 5}",
            "productions.rollback", "{\"version\": 1}");
    for (Operation operation : Operations.ALL) {
      Version version = Contracts.all().get(operation.id()).version();
      if (version != Version.NONE) {
        String path =
            path(operation)
                .replace("/users/absent", "/users/stale")
                .replace("/members/absent", "/members/stale")
                .replace("/items/absent", "/items/Out");
        String body = bodies.getOrDefault(operation.id(), "");
        if (operation.id().equals("workspaces.remove")) {
          continue; // a production runs in it, which comes first
        }
        ApiNode.Answer stale =
            api.call(operation.method(), path, NODE_TOKEN, body, "If-Match", "\"999999\"");
        faults.addAll(described.faults(operation, stale));
        assertThat(stale.status()).as("%s %s", operation.id(), stale.text()).isEqualTo(412);
        ApiNode.Answer wrong =
            api.call(operation.method(), path, NODE_TOKEN, body, "If-Match", "x");
        assertThat(wrong.problem()).isEqualTo("bad-version");
        if (version == Version.REQUIRED) {
          ApiNode.Answer without = api.call(operation.method(), path, NODE_TOKEN, body);
          assertThat(without.status()).as(operation.id()).isEqualTo(428);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldDoOnceWhatIsAskedForTwiceWithOneKey() throws Exception {
    String body =
        "{\"workspace\": \"royal\", \"project\": \"ADT\", \"into\": \"sandbox\", \"why\": \"x\"}";
    ApiNode.Answer first =
        expect(201, api.call("POST", "/replays", NODE_TOKEN, body, "Idempotency-Key", "once"));
    ApiNode.Answer again =
        expect(201, api.call("POST", "/replays", NODE_TOKEN, body, "Idempotency-Key", "once"));
    assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
    ApiNode.Answer other =
        api.call(
            "POST",
            "/replays",
            NODE_TOKEN,
            body.replace("\"x\"", "\"y\""),
            "Idempotency-Key",
            "once");
    assertThat(other.problem()).isEqualTo("idempotency-key-used");
    long version =
        expect(
                200,
                api.call(
                    "POST",
                    PRODUCTION + "/rollback",
                    NODE_TOKEN,
                    "{\"version\": 1}",
                    "Idempotency-Key",
                    "back"))
            .json()
            .path("version")
            .asLong();
    assertThat(
            expect(
                    200,
                    api.call(
                        "POST",
                        PRODUCTION + "/rollback",
                        NODE_TOKEN,
                        "{\"version\": 1}",
                        "Idempotency-Key",
                        "back"))
                .json()
                .path("version")
                .asLong())
        .isEqualTo(version);
  }

  @Test
  void shouldPageEveryList() throws Exception {
    expect(200, api.call("GET", "/item-types?", NODE_TOKEN, ""));
    expect(200, api.call("GET", "/item-types?limit=2&", NODE_TOKEN, ""));
    JsonNode first = api.call("GET", "/item-types?limit=2", NODE_TOKEN, "").json();
    JsonNode next =
        api.call("GET", "/item-types?limit=2&after=" + first.path("next").asText(), NODE_TOKEN, "")
            .json();
    assertThat(first.path("itemTypes")).hasSize(2);
    assertThat(next.path("itemTypes"))
        .hasSize(2)
        .doesNotContainAnyElementsOf(first.path("itemTypes"));
    JsonNode status = api.call("GET", "/status?after=royal/ADT", NODE_TOKEN, "").json();
    assertThat(status.path("productions")).isEmpty();
  }
}

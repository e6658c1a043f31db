package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people get wrong, one row each: where it is reported, in which words, with which hint. */
class FaultsTest {
  private static final ProductionReader READER =
      new ProductionReader(
          FakeTypes.all(), Map.of(), Map.of("tcp 0.0.0.0:8080", "the HTTP port of this node"));

  /** One fault in an otherwise valid document. */
  record Fault(
      UnaryOperator<Edits> edit,
      Problem.Severity severity,
      String path,
      String message,
      String hint) {
    @Override
    public String toString() {
      return path + " " + message;
    }
  }

  private static Fault error(UnaryOperator<Edits> edit, String path, String message, String hint) {
    return new Fault(edit, Problem.Severity.ERROR, path, message, hint);
  }

  private static Fault warning(
      UnaryOperator<Edits> edit, String path, String message, String hint) {
    return new Fault(edit, Problem.Severity.WARNING, path, message, hint);
  }

  private static Fault set(String pointer, String json, String path, String message, String hint) {
    return error(edits -> edits.set(pointer, json), path, message, hint);
  }

  private static Fault removed(String pointer, String path, String message, String hint) {
    return error(edits -> edits.remove(pointer), path, message, hint);
  }

  private static final String ROUTER = "/items/1/host_settings";
  private static final String ROUTER_PATH = "$.items[1].host_settings";
  private static final String OUT = "/items/2/adapter_settings";
  private static final String OUT_PATH = "$.items[2].adapter_settings";

  static Stream<Fault> faults() {
    return Stream.of(keys(), values(), names(), types(), graph(), promises()).flatMap(List::stream);
  }

  private static List<Fault> keys() {
    return List.of(
        removed("/name", "$.name", "is missing", "name: The production's name"),
        removed("/workspace", "$.workspace", "is missing", "its id, or an object"),
        removed("/items", "$.items", "is missing", "list of its items"),
        set("/itmes", "[]", "$.itmes", "the key \"itmes\" is not known here", "mean \"items\"?"),
        set("/items/0/Enabled", "true", "$.items[0].Enabled", "not known", "mean \"enabled\"?"),
        set(
            "/items/0/hostSettings",
            "{}",
            "$.items[0].hostSettings",
            "not known",
            "\"host_settings\"?"),
        set("/items/0/odd key", "1", "$.items[0]['odd key']", "not known", "known here: name,"),
        set(
            ROUTER + "/QueueTyp",
            "'fifo'",
            ROUTER_PATH + ".QueueTyp",
            "not known",
            "\"QueueType\"?"),
        set(
            ROUTER + "/queue_size",
            "5",
            ROUTER_PATH + ".queue_size",
            "not known",
            "\"QueueSize\"?"),
        set(ROUTER + "/PoolSzie", "5", ROUTER_PATH + ".PoolSzie", "not known", "\"PoolSize\"?"),
        set(
            OUT + "/AckTimeoutSeconds",
            "5",
            OUT_PATH + ".AckTimeoutSeconds",
            "not known",
            "Host, Port, AckTimeout, Connections"),
        set(
            "/production_settings/shardcount",
            "5",
            "$.production_settings.shardcount",
            "not known",
            "\"ShardCount\"?"),
        removed(
            "/items/2/adapter_settings/Host",
            OUT_PATH + ".Host",
            "is missing",
            "Where it sends to."),
        removed(
            "/items/2/adapter_settings", OUT_PATH, "is missing, and with it Host", "Host: Where"),
        removed(
            "/items/1/item_type",
            "$.items[1].item_type",
            "is missing",
            "SERVICE, PROCESS or OPERATION"),
        removed("/items/1/type", "$.items[1].type", "is missing", "name of an item type"));
  }

  private static List<Fault> values() {
    return List.of(
        set(
            ROUTER + "/QueueType",
            "'fifoo'",
            ROUTER_PATH + ".QueueType",
            "\"fifoo\" is not one of fifo, priority, lifo, unordered",
            "\"fifo\"?"),
        set(
            ROUTER + "/QueueType",
            "'FIFO'",
            ROUTER_PATH + ".QueueType",
            "\"FIFO\" is not one of",
            "\"fifo\"?"),
        set(
            ROUTER + "/QueueType",
            "7",
            ROUTER_PATH + ".QueueType",
            "expected one of fifo, priority, lifo, unordered, got 7",
            "fifo if left out"),
        set(
            ROUTER + "/QueueSize",
            "0",
            ROUTER_PATH + ".QueueSize",
            "must be at least 1, got 0",
            "10000 if left out"),
        set(
            ROUTER + "/QueueSize",
            "2000000",
            ROUTER_PATH + ".QueueSize",
            "must be at most 1000000, got 2000000",
            ""),
        set(
            ROUTER + "/QueueSize",
            "1e30",
            ROUTER_PATH + ".QueueSize",
            "must be at most 1000000",
            ""),
        set(
            ROUTER + "/QueueSize",
            "1.5",
            ROUTER_PATH + ".QueueSize",
            "expected a whole number, got 1.5",
            ""),
        set(
            ROUTER + "/QueueSize",
            "'many'",
            ROUTER_PATH + ".QueueSize",
            "expected a whole number, got \"many\"",
            ""),
        set(
            ROUTER + "/MaxRestarts",
            "99999999999",
            ROUTER_PATH + ".MaxRestarts",
            "must be at most 2147483647",
            ""),
        set(
            ROUTER + "/RestartDelay",
            "true",
            ROUTER_PATH + ".RestartDelay",
            "expected a number of seconds, got true",
            "PT30S"),
        set(
            ROUTER + "/RestartDelay",
            "'soon'",
            ROUTER_PATH + ".RestartDelay",
            "expected a number of seconds, got \"soon\"",
            "PT30S"),
        set(
            ROUTER + "/RestartDelay",
            "-1",
            ROUTER_PATH + ".RestartDelay",
            "must be at least 0 s, got -1",
            ""),
        set(
            ROUTER + "/RestartDelay",
            "'PT-5S'",
            ROUTER_PATH + ".RestartDelay",
            "must be at least 0 s",
            ""),
        set(
            ROUTER + "/CircuitBreakerEnabled",
            "'yes'",
            ROUTER_PATH + ".CircuitBreakerEnabled",
            "expected true or false, got \"yes\"",
            "without quotation marks"),
        set(
            ROUTER + "/TargetConfigNames",
            "'Files'",
            ROUTER_PATH + ".TargetConfigNames",
            "expected a list, got \"Files\"",
            "[...]"),
        set(
            ROUTER + "/TargetConfigNames/0",
            "3",
            ROUTER_PATH + ".TargetConfigNames[0]",
            "expected a text, got 3",
            "quotation marks"),
        set(
            ROUTER + "/RateLimitMessagesPerSecond",
            "0",
            ROUTER_PATH + ".RateLimitMessagesPerSecond",
            "must be at least 0.001, got 0",
            ""),
        set(
            "/items/1/host_settings",
            "[]",
            ROUTER_PATH,
            "expected an object, got a list",
            "{ ... }"),
        set(OUT + "/Port", "70000", OUT_PATH + ".Port", "must be at most 65535, got 70000", ""),
        set(
            OUT + "/Port",
            "'${PORT}'",
            OUT_PATH + ".Port",
            "the environment variable PORT is not set",
            "${PORT:default}"),
        set(OUT + "/Host", "''", OUT_PATH + ".Host", "is empty", ""),
        set(OUT + "/Host", "'${HOST'", OUT_PATH + ".Host", "a ${ is not closed", "$${"),
        set(
            OUT + "/Host",
            "'${MY HOST}'",
            OUT_PATH + ".Host",
            "\"MY HOST\" is not the name of a variable",
            "${NAME:default}"),
        set(
            "/items/0/adapter_settings/Charset",
            "'UTF8x'",
            "$.items[0].adapter_settings.Charset",
            "\"UTF8x\" is not a character set",
            "mean \"UTF-8\"?"),
        set(
            "/items/0/adapter_settings/MaxMessageBytes",
            "'10 MB'",
            "$.items[0].adapter_settings.MaxMessageBytes",
            "expected a whole number of bytes, got \"10 MB\"",
            "10485760"),
        set(
            "/items/3/adapter_settings/Directory",
            "'a\\u0000b'",
            "$.items[3].adapter_settings.Directory",
            "is not a path",
            ""),
        set("/items/0/enabled", "'maybe'", "$.items[0].enabled", "expected true or false", ""),
        set("/workspace", "5", "$.workspace", "expected the id of a workspace", "my-hospital"),
        set(
            "/workspace",
            "{'id': 'w', 'quota': {'max_items': 5}}",
            "$.workspace.quota.max_items",
            "not known",
            "max_items_per_project"),
        set(
            "/workspace",
            "{'id': 'w', 'quota': {'max_items_per_project': 3}}",
            "$.items",
            "4 items; the workspace's quota allows at most 3",
            "split"),
        set(
            "/production_settings/ShardingStrategy",
            "'patient'",
            "$.production_settings.ShardingStrategy",
            "\"patient\" is not one of patient_id, facility",
            ""),
        set(
            "/production_settings",
            "7",
            "$.production_settings",
            "expected an object, got a number",
            ""),
        set("/items/2", "null", "$.items[2]", "expected an item, got nothing", ""),
        set("/items/2", "'Files'", "$.items[2]", "expected an object, got a text", ""),
        set("/items", "{}", "$.items", "expected a list of items, got an object", ""));
  }

  private static List<Fault> names() {
    return List.of(
        set("/name", "''", "$.name", "is empty", ""),
        set("/name", "12", "$.name", "expected a text, got 12", "quotation marks"),
        set("/name", "'a/b'", "$.name", "\"a/b\" cannot be a name", "letters, digits"),
        set("/workspace", "'two words'", "$.workspace", "\"two words\" cannot be a name", ""),
        set("/workspace", "{'id': '../x'}", "$.workspace.id", "cannot be a name", ""),
        set(
            "/items/3/name",
            "'Split'",
            "$.items[3].name",
            "the name \"Split\" is taken by $.items[1]",
            "its own"),
        warning(
            e ->
                e.set("/items/2/name", "'files'")
                    .set(ROUTER + "/TargetConfigNames", "['files','Files']"),
            "$.items[3].name",
            "only in upper and lower case",
            ""));
  }

  private static List<Fault> types() {
    return List.of(
        set(
            "/items/0/type",
            "'hl7.mlpp.service'",
            "$.items[0].type",
            "\"hl7.mlpp.service\" is not known",
            "\"hl7.mllp.service\"?"),
        set(
            "/items/0/type",
            "'gizmo'",
            "$.items[0].type",
            "\"gizmo\" is not known",
            "file.operation, file.service"),
        set(
            "/items/0/type",
            "'http.service'",
            "$.items[0].type",
            "known, but no jar here provides it",
            "class path"),
        set(
            "/items/0/type",
            "'org.example.Missing'",
            "$.items[0].type",
            "there is no class \"org.example.Missing\"",
            "jar"),
        set(
            "/items/0/type",
            "'java.lang.String'",
            "$.items[0].type",
            "is not an item",
            "implement Service, Process or Operation"),
        set(
            "/items/0/item_type",
            "'PROCESS'",
            "$.items[0].item_type",
            "makes it a SERVICE, not a PROCESS",
            "\"SERVICE\""),
        set(
            "/items/0/item_type",
            "'service'",
            "$.items[0].item_type",
            "\"service\" is not one of SERVICE, PROCESS, OPERATION",
            "\"SERVICE\""),
        warning(
            e -> e.set("/items/3/type", "'nhs.pds.operation'"),
            "$.items[3].type",
            "known, but not part of this version; the item stays out",
            "wait"),
        warning(
            e ->
                e.set("/items/2/type", "'nhs.pds.operation'")
                    .set("/items/2/host_settings/QueueSise", "1"),
            "$.items[2].host_settings.QueueSise",
            "cannot be checked",
            "\"QueueSize\"?"));
  }

  private static List<Fault> graph() {
    return List.of(
        set(
            ROUTER + "/TargetConfigNames/1",
            "'File'",
            ROUTER_PATH + ".TargetConfigNames[1]",
            "there is no item \"File\"",
            "\"Files\"?"),
        set(
            ROUTER + "/TargetConfigNames/1",
            "'Records_Out'",
            ROUTER_PATH + ".TargetConfigNames[1]",
            "is a target already",
            "remove one"),
        set(
            ROUTER + "/TargetConfigNames/1",
            "'Ward_In'",
            ROUTER_PATH + ".TargetConfigNames[1]",
            "\"Ward_In\" is a SERVICE",
            "PROCESS or an OPERATION"),
        set(
            ROUTER + "/TargetConfigNames/1",
            "'Split'",
            ROUTER_PATH + ".TargetConfigNames[1]",
            "go round: Split → Split",
            "remove"),
        set(
            "/items/3/host_settings",
            "{'TargetConfigNames': ['Split']}",
            "$.items[3].host_settings.TargetConfigNames[0]",
            "go round: Split → Files → Split",
            "remove"),
        set(
            ROUTER + "/Hooks",
            "['java.lang.String']",
            ROUTER_PATH + ".Hooks",
            "it is no io.hie.actormodel.item.MessageHook",
            "public class"),
        set(
            ROUTER + "/Hooks",
            "['no.such.Hook']",
            ROUTER_PATH + ".Hooks",
            "there is no class of this name",
            "public class"),
        set(
            ROUTER + "/OnErrorItem",
            "'Nobody_Here'",
            ROUTER_PATH + ".OnErrorItem",
            "there is no item",
            ""),
        set(
            ROUTER + "/PriorityRules",
            "{'12': 'PV1-2'}",
            ROUTER_PATH + ".PriorityRules",
            "is no priority",
            "0 (first) to 9"),
        removed(
            ROUTER + "/TargetConfigNames",
            ROUTER_PATH + ".TargetConfigNames",
            "a PROCESS needs at least one target",
            ""),
        removed(
            "/items/0/host_settings",
            "$.items[0].host_settings",
            "a SERVICE needs at least one target",
            "TargetConfigNames"),
        warning(
            e -> e.remove(ROUTER + "/TargetConfigNames/1"),
            "$.items[3].name",
            "no message can reach \"Files\"",
            "TargetConfigNames"),
        warning(
            e -> e.set("/items/3/enabled", "false"),
            ROUTER_PATH + ".TargetConfigNames[1]",
            "\"Files\" is disabled",
            "enable"),
        error(
            e -> e.set("/items/4", secondService(2575)),
            "$.items[4].adapter_settings",
            "tcp 127.0.0.1:2575 is taken by Ward_In ($.items[0])",
            "another"),
        error(
            e -> e.set("/items/4", secondService(8080)),
            "$.items[4].adapter_settings",
            "is taken by the HTTP port of this node",
            "another"),
        warning(e -> e.set("/items", "[]"), "$.items", "has no items", "add one"));
  }

  private static String secondService(int port) {
    return """
    {'name': 'Second', 'item_type': 'SERVICE', 'type': 'hl7.mllp.service',
     'adapter_settings': {'Port': %d, 'Interface': '127.0.0.1'},
     'host_settings': {'TargetConfigNames': ['Split']}}\
    """
        .formatted(port);
  }

  private static List<Fault> promises() {
    return List.of(
        set(
            "/production_settings/EventSourcingEnabled",
            "false",
            "$.production_settings.EventSourcingEnabled",
            "cannot be turned off: a message is acknowledged only after",
            "remove"),
        set(
            "/production_settings/ShardingEnabled",
            "false",
            "$.production_settings.ShardingEnabled",
            "cannot be turned off",
            "remove"),
        set(
            ROUTER + "/ExecutionMode",
            "'multiproces'",
            ROUTER_PATH + ".ExecutionMode",
            "\"multiproces\" is not one of async, thread_pool, single_process, multiprocess",
            "did you mean \"multiprocess\"?"),
        set(
            ROUTER + "/MessagingPattern",
            "'sync_reliabel'",
            ROUTER_PATH + ".MessagingPattern",
            "\"sync_reliabel\" is not one of async_reliable",
            "did you mean \"sync_reliable\"?"),
        set(
            ROUTER + "/MessagingPatterns",
            "{'EPR_Out': 'concurent_sync'}",
            ROUTER_PATH + ".MessagingPatterns.EPR_Out",
            "is not one of async_reliable",
            "concurrent_sync"),
        set(
            ROUTER + "/MessagingPatterns",
            "{'Nowhere': 'sync_reliable'}",
            ROUTER_PATH + ".MessagingPatterns.Nowhere",
            "there is no connection to",
            ""),
        warning(
            e -> e.set("/production_settings/RebalancingEnabled", "false"),
            "$.production_settings.RebalancingEnabled",
            "still move away from a node that leaves",
            ""),
        warning(
            e -> e.set("/production_settings/EtcdEndpoints", "['etcd:2379']"),
            "$.production_settings.EtcdEndpoints",
            "HIE cluster itself",
            "removed"),
        warning(
            e -> e.set("/production_settings/EventStore", "'kafka'"),
            "$.production_settings.EventStore",
            "share one event log",
            "HIE_JOURNAL=kafka or jdbc"),
        warning(
            e -> e.set(ROUTER + "/RedisURL", "'redis://r'"),
            ROUTER_PATH + ".RedisURL",
            "own event log",
            "removed"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldSayWhatIsWrongWhereAndHowToMendIt(Fault fault) {
    // when
    Verdict verdict = READER.read(fault.edit().apply(Edits.ofExample()).bytes());

    // then
    assertThat(verdict.problems())
        .as("problems found")
        .anySatisfy(
            problem -> {
              assertThat(problem.severity()).isEqualTo(fault.severity());
              assertThat(problem.path()).isEqualTo(fault.path());
              assertThat(problem.message()).contains(fault.message());
              assertThat(problem.hint()).contains(fault.hint());
            });
    assertThat(verdict)
        .isInstanceOf(
            fault.severity() == Problem.Severity.ERROR
                ? Verdict.Refused.class
                : Verdict.Accepted.class);
  }

  @Test
  void shouldReportAllFaultsAtOnceInTheOrderOfTheDocument() {
    byte[] document =
        Edits.ofExample()
            .set("/nam", "1")
            .set("/items/3/type", "'file.operatoin'")
            .set(ROUTER + "/QueueType", "'fofi'")
            .set(ROUTER + "/TargetConfigNames/0", "'Nobody'")
            .set("/items/0/adapter_settings/Port", "-4")
            .bytes();

    assertThat(READER.read(document).problems())
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .extracting(Problem::path)
        .containsExactly(
            "$.items[0].adapter_settings.Port",
            ROUTER_PATH + ".QueueType",
            ROUTER_PATH + ".TargetConfigNames[0]",
            "$.items[3].type",
            "$.nam");
  }

  @Test
  void shouldSortItemTenAfterItemTwo() {
    assertThat(
            Stream.of("$.items[10].a", "$.items[2].b", "$.items[2].a", "$.a")
                .sorted(Place.IN_ORDER))
        .containsExactly("$.a", "$.items[2].a", "$.items[2].b", "$.items[10].a");
  }

  @Test
  void shouldReportOneFaultOnlyOnce() {
    byte[] document = Edits.ofExample().set(OUT + "/Port", "'${PORT}'").bytes();

    assertThat(READER.read(document).problems()).hasSize(1);
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster of one node by its API, and what is refused there. */
class ClusterApiTest {
  @TempDir private static Path data;
  private static ApiNode api;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    port = Hospital.freePort();
    api =
        ApiNode.start(
            data,
            """
            { "name": "ADT", "workspace": "royal",
              "items": [
                { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
                  "adapter_settings": { "Port": %d, "Interface": "127.0.0.1" },
                  "host_settings": { "TargetConfigNames": ["EPR"] } },
                { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
                  "adapter_settings": { "Host": "127.0.0.1", "Port": %d } } ] }
            """
                .formatted(port, Hospital.freePort()),
            Map.of("hie.history.load-window", "6s"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonNode state() throws Exception {
    return ApiNode.expect(200, api.call("GET", "/cluster", NODE_TOKEN, "")).json();
  }

  private static ApiNode.Answer order(String node, String what, String body) throws Exception {
    return api.call("POST", "/cluster/nodes/" + node + "/" + what, NODE_TOKEN, body);
  }

  private static String self() throws Exception {
    return state().path("node").asText();
  }

  @Test
  void shouldShowItsNodeAndWhereItsShardsBelong() throws Exception {
    // when
    JsonNode state = state();
    // then
    JsonNode node = state.path("nodes").path(0);
    assertThat(state.path("nodes")).hasSize(1);
    assertThat(node.path("status").asText()).isEqualTo("Up");
    assertThat(node.path("reachable").asBoolean()).isTrue();
    assertThat(node.path("report").path("api").asText())
        .isEqualTo("127.0.0.1:" + api.node().httpPort());
    assertThat(node.path("report").path("version").asText()).isEqualTo(Hie.VERSION);
    assertThat(node.path("report").path("notReady")).isEmpty();
    assertThat(state.path("shards")).hasSize(16);
    assertThat(state.path("shards"))
        .allSatisfy(
            shard -> assertThat(shard.path("home").asText()).isEqualTo(node.path("name").asText()));
    StringWriter text = new StringWriter();
    ClusterText.print(state, new PrintWriter(text, true));
    assertThat(text.toString()).contains(node.path("name").asText(), "Up", "SHARD");
  }

  @Test
  void shouldNameTheNearestNodeWhereThereIsNoneOfThatName() throws Exception {
    String self = self();
    ApiNode.Answer answer = order(self.substring(0, self.length() - 1), "drain", "");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.problem()).isEqualTo("no-such-node");
    assertThat(answer.json().path("detail").asText()).contains("did you mean \"" + self + "\"?");
  }

  @Test
  void shouldNotDrainTheOnlyNode() throws Exception {
    ApiNode.Answer answer = order(self(), "drain", "{}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.problem()).isEqualTo("only-node");
  }

  @Test
  void shouldNotRemoveANodeThatCanBeReached() throws Exception {
    // when it is named by its API
    ApiNode.Answer answer = order("127.0.0.1:" + api.node().httpPort(), "down", "{}");
    // then
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.problem()).isEqualTo("node-reachable");
    assertThat(answer.json().path("detail").asText()).contains("hie cluster drain " + self());
  }

  @Test
  void shouldRefuseABodyThatIsNoOrder() throws Exception {
    assertThat(order(self(), "drain", "now").status()).isEqualTo(400);
  }

  @Test
  void shouldTakeAnOrderToRebalance() throws Exception {
    ApiNode.Answer answer = api.call("POST", "/cluster/rebalance", NODE_TOKEN, "{}");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(ClusterText.astray(state())).isZero();
  }

  @Test
  void shouldTellWhatAShardDoes() throws Exception {
    // given a message that finds no way out
    String patient = Hospital.PATIENTS.getFirst();
    try (Hospital.Sender pas = new Hospital.Sender(port)) {
      assertThat(pas.send(Hospital.admission(patient, "M1", 1))).isEqualTo("AA");
    }
    // when
    JsonNode state =
        await()
            .until(
                ClusterApiTest::state,
                each ->
                    busy(each).isPresent()
                        && busy(each).get().at("/load/messagesPerSecond").asDouble() > 0);
    // then
    JsonNode shard = busy(state).orElseThrow();
    assertThat(shard.at("/load/openMessages").asInt()).isEqualTo(1);
    assertThat(shard.at("/load/openLegs").asInt()).isEqualTo(1);
    assertThat(shard.at("/load/awake").asInt()).isEqualTo(1);
    assertThat(shard.at("/load/oldestOpenMillis").asLong()).isPositive();
    assertThat(shard.path("forLoad").asBoolean()).isFalse();
    StringWriter text = new StringWriter();
    ShardText.print(state, new PrintWriter(text, true));
    assertThat(text.toString()).contains("MSG/S", self() + ": ", " 0.2 ");
    String number = shard.path("shard").asText();
    await()
        .untilAsserted(
            () ->
                assertThat(api.metrics())
                    .contains(
                        "hie_shard_messages_open{shard=\"" + number + "\"} 1.0",
                        "hie_shard_legs_open{shard=\"" + number + "\"} 1.0",
                        "hie_shard_histories_awake{shard=\"" + number + "\"} 1.0"));
  }

  /** The shard that has something open. */
  private static Optional<JsonNode> busy(JsonNode state) {
    return StreamSupport.stream(state.path("shards").spliterator(), false)
        .filter(shard -> shard.at("/load/openMessages").asInt() > 0)
        .findFirst();
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding messages through the API of a real node. */
final class SearchTest {
  private static final String MESSAGES = "/workspaces/royal/messages";
  static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" },
            "host_settings": { "RetryLimit": 0 } } ] }
      """;

  @TempDir private static Path data;
  private static ApiNode api;
  private static Receiver epr;

  @BeforeAll
  static void start() throws Exception {
    epr =
        new Receiver(
            message ->
                Hospital.frame(Hospital.ack(message.contains("|C1|") ? "AR" : "AA", message)));
    int in = Hospital.freePort();
    Map<String, String> environment =
        Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port()));
    api = ApiNode.of(Hospital.start(data, PRODUCTION, environment));
    try (Sender sender = new Sender(in)) {
      for (int i = 0; i < 5; i++) {
        String message = Hospital.admission(Hospital.PATIENTS.get(i % 2), "C" + i, i);
        assertThat(sender.send(message)).isEqualTo("AA");
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> find("status=DELIVERED").size() == 4 && find("status=dead-lettered").size() == 1);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    epr.close();
  }

  private static List<String> find(String query) throws Exception {
    List<String> found = new ArrayList<>();
    JsonNode answer = expect(200, api.call("GET", MESSAGES + "?" + query, NODE_TOKEN, "")).json();
    answer.path("messages").forEach(each -> found.add(each.path("controlId").asText()));
    return found;
  }

  @Test
  void shouldFindMessagesPageByPageNewestFirst() throws Exception {
    // given five messages, when they are asked for two at a time
    List<String> found = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = api.call("GET", MESSAGES + "?limit=2" + after, NODE_TOKEN, "").json();
      page.path("messages").forEach(each -> found.add(each.path("controlId").asText()));
      after = page.path("next").asText();
      after = after.isEmpty() ? "" : "&after=" + after;
    } while (!after.isEmpty());
    // then there is each of them once; those of one millisecond are in any order
    assertThat(found).containsExactlyInAnyOrder("C0", "C1", "C2", "C3", "C4");
    assertThat(find("controlId=C3")).containsExactly("C3");
    assertThat(find("item=EPR&type=ADT_*&text=pas%7Crhx")).hasSize(5);
    assertThat(find("item=Elsewhere")).isEmpty();
    assertThat(find("until=2026-01-01T00:00:00Z")).isEmpty();
    String answer = api.call("GET", MESSAGES, NODE_TOKEN, "").text();
    assertThat(answer).as("no patient data").doesNotContain("HARGREAVES", "9990000018");
  }

  /**
   * Two workspaces have messages, of the same patients, in productions and items of the same names:
   * whoever may read both finds in each what is of it, by whatever is asked.
   */
  @Test
  void shouldFindInAWorkspaceNothingOfAnotherOne() throws Exception {
    int in = Hospital.freePort();
    String other =
        PRODUCTION
            .replace("\"royal\"", "\"infirmary\"")
            .replace("${IN}", Integer.toString(in))
            .replace("${OUT}", Integer.toString(epr.port()));
    expect(200, api.call("POST", "/productions", NODE_TOKEN, other));
    try (Sender sender = new Sender(in)) {
      assertThat(sender.send(Hospital.admission(Hospital.PATIENTS.get(0), "I1", 9)))
          .isEqualTo("AA");
    }
    String there = "/workspaces/infirmary/messages";
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ids(there, "status=DELIVERED").size() == 1);
    String ofOther = ids(there, "").getFirst();
    JsonNode ofHere =
        api.call("GET", MESSAGES + "?controlId=C2", NODE_TOKEN, "").json().at("/messages/0");
    String id = ofHere.path("id").asText();
    for (String query :
        List.of(
            "",
            "project=ADT",
            "id=" + id,
            "id=" + ofOther,
            "controlId=C2",
            "item=EPR",
            "type=ADT_*",
            "status=DELIVERED",
            "text=pas",
            "item=EPR&status=DELIVERED&type=ADT_*",
            "from=2026-01-01T00:00:00Z",
            "key=" + ofHere.path("history").asText().replaceAll(".*/", ""))) {
      assertThat(ids(there, query)).as(query).isSubsetOf(ofOther);
      assertThat(ids(MESSAGES, query)).as(query).doesNotContain(ofOther);
    }
    expect(200, api.call("GET", there + "/" + ofOther, NODE_TOKEN, ""));
    expect(404, api.call("GET", there + "/" + id, NODE_TOKEN, ""));
    expect(404, api.call("GET", MESSAGES + "/" + ofOther, NODE_TOKEN, ""));
  }

  private static List<String> ids(String path, String query) throws Exception {
    List<String> found = new ArrayList<>();
    expect(200, api.call("GET", path + "?" + query, NODE_TOKEN, ""))
        .json()
        .path("messages")
        .forEach(each -> found.add(each.path("id").asText()));
    return found;
  }

  @Test
  void shouldShowAMessageWithItsBodyToWhoMayReadItAndWriteThatDown() throws Exception {
    JsonNode one =
        api.call("GET", MESSAGES + "?controlId=C1", NODE_TOKEN, "").json().at("/messages/0");
    String id = one.path("id").asText();
    String viewer = api.userWith("vera", "viewer@royal");
    String reader = api.userWith("rita", "viewer@royal", "patient-data@royal");
    // given one who may look at the workspace, then bodies are not for them
    expect(200, api.call("GET", MESSAGES, viewer, ""));
    expect(403, api.call("GET", MESSAGES + "/" + id, viewer, "", "X-Reason", "curious"));
    // given one who may read patients' data, then they say why
    assertThat(api.call("GET", MESSAGES + "/" + id, reader, "").problem())
        .isEqualTo("reason-required");
    JsonNode whole =
        expect(200, api.call("GET", MESSAGES + "/" + id, reader, "", "X-Reason", "the ward asked"))
            .json();
    assertThat(whole.at("/found/status").asText()).isEqualTo("DEAD_LETTERED");
    assertThat(whole.at("/lineage/legs/0/item").asText()).isEqualTo("EPR");
    assertThat(
            new String(
                whole.at("/lineage/message/received/body").binaryValue(), StandardCharsets.UTF_8))
        .contains("|C1|");
    assertThat(api.call("GET", "/audit?operation=messages.read&who=rita", NODE_TOKEN, "").text())
        .contains("the ward asked");
    // and of another workspace there is nothing
    expect(403, api.call("GET", "/workspaces/other/messages", reader, ""));
  }

  @Test
  void shouldSayWhatIsWrongWithAQuestion() throws Exception {
    for (String wrong :
        List.of(
            "status=LOST",
            "from=yesterday",
            "limit=0",
            "limit=501",
            "after=nonsense",
            "key=9990000018",
            "patient=9990000018")) {
      ApiNode.Answer answer = api.call("GET", MESSAGES + "?" + wrong, NODE_TOKEN, "");
      assertThat(answer.problem()).as(wrong).isEqualTo("bad-query");
      assertThat(answer.text()).as("what may be a patient's").doesNotContain("9990000018");
      if (!wrong.startsWith("after=")) { // which only the index can tell
        assertThat(answer.json().at("/errors/0/parameter").asText())
            .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
      }
    }
    assertThat(api.call("GET", MESSAGES + "/absent", NODE_TOKEN, "").problem())
        .isEqualTo("no-message");
  }

  @Test
  void shouldMakeTheIndexAgainWhileTheNodeRuns() throws Exception {
    expect(202, api.call("POST", "/search/rebuild", NODE_TOKEN, ""));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              JsonNode progress = api.call("GET", "/search", NODE_TOKEN, "").json();
              return !progress.path("rebuilding").asBoolean()
                  && progress.path("behind").asLong() == 0;
            });
    assertThat(find("status=DELIVERED")).hasSize(4);
  }
}

package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.clusternode.Hospital.Sender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a workspace may have at most, and how it is told. */
final class ApiQuotasTest {
  private static final String QUOTAS = "/workspaces/" + Hospital.WORKSPACE + "/quotas";

  @TempDir private static Path data;

  private ApiNode api;
  private int mllp;
  private int web;

  private ApiNode.Answer call(String method, String path, String body) throws Exception {
    return api.call(method, path, NODE_TOKEN, body, "If-Match", "*");
  }

  private String document(String name, int files) {
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < files; i++) {
      more.append(
          ", {\"name\": \"Files%d\", \"item_type\": \"OPERATION\", \"type\": \"file.operation\", \"adapter_settings\": {\"Directory\": \"%s\"}}"
              .formatted(i, data.resolve("files" + i)));
    }
    return """
    {"name": "%s", "workspace": "%s", "items": [
      {"name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
       "adapter_settings": {"Port": %d, "Interface": "127.0.0.1"}, "host_settings": {"TargetConfigNames": ["Files0"]}},
      {"name": "Web", "item_type": "SERVICE", "type": "http.service",
       "adapter_settings": {"Port": %d, "Interface": "127.0.0.1"}, "host_settings": {"TargetConfigNames": ["Files0"]}}%s]}
    """
        .formatted(name, Hospital.WORKSPACE, mllp, web, more);
  }

  private HttpResponse<String> post(String message) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/"))
              .header("Content-Type", "application/hl7-v2+er7")
              .POST(HttpRequest.BodyPublishers.ofString(message))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void shouldSayWhichQuotaIsUsedUpAndLoseNothing() throws Exception {
    mllp = Hospital.freePort();
    web = Hospital.freePort();
    api = ApiNode.start(data, Map.of());
    try {
      // given
      expect(200, call("PUT", QUOTAS, "{\"projects\": 2, \"items\": 5, \"messagesPerDay\": 3}"));

      // then documents are bounded, and it is said before they are put into effect
      ApiNode.Answer larger = call("POST", "/productions", document("Wards", 3));
      assertThat(larger.status()).isEqualTo(409);
      assertThat(larger.problem()).isEqualTo("quota-exceeded");
      assertThat(larger.json().path("detail").asText())
          .contains("may have 5 items and would have 6", "--items 6");
      assertThat(call("POST", "/plans", document("Wards", 3)).text()).contains("would have 6");
      assertThat(expect(200, call("POST", "/productions", document("Wards", 2))).text())
          .contains("2 of the 2 projects", "5 of the 5 items");
      assertThat(
              call(
                      "POST",
                      "/productions",
                      ApiNode.document(Hospital.WORKSPACE, "Third", data.resolve("third")))
                  .json()
                  .path("detail")
                  .asText())
          .contains("may have 2 projects and would have 3", "hie quotas set");

      // and messages are
      try (Sender sender = new Sender(mllp)) {
        assertThat(sender.send(Hospital.admission("9990000018", "Q1", 1))).isEqualTo("AA");
        assertThat(sender.send(Hospital.admission("9990000026", "Q2", 2))).isEqualTo("AA");
        assertThat(sender.send(Hospital.admission("9990000026", "Q2", 2))).isEqualTo("AA");
        assertThat(call("GET", QUOTAS, "").json().path("messagesPerDay").path("state").asText())
            .isEqualTo("ok");
        assertThat(post(Hospital.admission("9990000034", "Q3", 3)).statusCode()).isEqualTo(201);
        String refused =
            sender.exchange(
                Hospital.admission("9990000042", "Q4", 4).getBytes(StandardCharsets.UTF_8));
        assertThat(Hospital.field(refused, "MSA", 1)).isEqualTo("AE");
        assertThat(refused).contains("quota of 3 messages a day");
        HttpResponse<String> later = post(Hospital.admission("9990000050", "Q5", 5));
        assertThat(later.statusCode()).isEqualTo(429);
        assertThat(later.body()).contains("over-quota", "quota of 3 messages a day");
        assertThat(later.headers().firstValue("Retry-After")).contains("60");

        // when it is raised
        expect(200, call("PUT", QUOTAS, "{\"messagesPerDay\": 5}"));

        // then what was refused comes again and is taken
        assertThat(sender.send(Hospital.admission("9990000042", "Q4", 4))).isEqualTo("AA");
      }

      // and a restart forgets nothing
      api.close();
      api = ApiNode.start(data, Map.of());
      JsonNode messages = call("GET", QUOTAS, "").json().path("messagesPerDay");
      assertThat(messages.path("used").asLong()).isEqualTo(4);
      assertThat(messages.path("state").asText()).isEqualTo("near");
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      JsonNode usage = expect(200, call("GET", "/usage?by=month", "")).json().path("usage").get(0);
      assertThat(usage.path("period").asText()).isEqualTo(today.toString().substring(0, 7));
      assertThat(usage.path("messages").asLong()).isEqualTo(4);
      assertThat(call("GET", "/workspaces/royal/usage?format=csv", "").text())
          .isEqualTo("workspace,day,messages\r\nroyal," + today + ",4\r\n");
      assertThat(call("GET", "/usage?from=yesterday", "").problem()).isEqualTo("bad-query");
    } finally {
      api.close();
    }
  }
}

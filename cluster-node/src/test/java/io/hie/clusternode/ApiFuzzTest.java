package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every operation with what its description says and what it does not: no answer is a fault
 * of the program, a stack trace, or late, and each is one that the description has. Three seconds
 * in the build; {@code -Dhie.fuzz.seconds=600} for longer, {@code -Dhie.fuzz.seed} for the same
 * again.
 */
final class ApiFuzzTest {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("hie.fuzz.seconds", 3));
  private static final long SEED = Long.getLong("hie.fuzz.seed", System.nanoTime());
  private static final Duration LATE = Duration.ofSeconds(30);
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "99999999999999999999",
          "null",
          "*",
          "..",
          "a/b",
          "%00",
          "\u0000",
          "\ud83d\ude00",
          "' OR 1=1 --",
          "${jndi:x}",
          "<script>",
          "x".repeat(300),
          "\u202e\u0301",
          "2026-03-01T10:15:30Z",
          "2026-02-30",
          "+999999999-12-31T23:59:59Z",
          "1e400",
          "royal",
          "ADT",
          "absent");

  @TempDir private Path data;
  private final Random random = new Random(SEED);

  @Test
  void shouldNeverFailWhateverIsSent() throws Exception {
    System.out.println("seed " + SEED + ", " + TIME.toSeconds() + " s");
    List<String> faults = new ArrayList<>();
    int calls = 0;
    try (ApiNode api = ApiNode.start(data, Map.of())) {
      Described described = Described.by(api);
      long end = System.nanoTime() + TIME.toNanos();
      while (System.nanoTime() < end && faults.size() < 20) {
        Operation operation = Operations.ALL.get(random.nextInt(Operations.ALL.size()));
        call(api, described, operation, faults);
        calls++;
      }
      ApiNode.expect(200, api.call("GET", "/status", NODE_TOKEN, ""));
    }
    System.out.println(calls + " calls");
    assertThat(faults).as("seed %s", SEED).isEmpty();
    assertThat(calls).isPositive();
  }

  private void call(ApiNode api, Described described, Operation operation, List<String> faults)
      throws Exception {
    JsonNode of = described.of(operation);
    String path = path(operation) + query(of.path("parameters"));
    String body = operation.method().equals("GET") ? "" : body(of.path("requestBody"));
    List<String> headers = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      headers.addAll(
          List.of("If-Match", random.nextInt(4) > 0 ? "*" : "\"" + random.nextInt(9) + "\""));
    }
    if (random.nextInt(4) > 0) {
      headers.addAll(List.of("X-Reason", "fuzzing"));
    }
    if (random.nextInt(4) == 0) {
      headers.addAll(List.of("Idempotency-Key", "k" + random.nextInt(20)));
    }
    if (random.nextInt(8) == 0) {
      headers.addAll(List.of("X-Request-Id", "r-" + random.nextInt(20)));
    }
    String token = random.nextInt(20) == 0 ? "wrong" : NODE_TOKEN;
    long begun = System.nanoTime();
    ApiNode.Answer answer =
        api.call(operation.method(), path, token, body, headers.toArray(String[]::new));
    List<String> wrong = new ArrayList<>();
    if (answer.status() == 500
        || answer.text().contains("\tat ")
        || answer.text().contains("Exception")) {
      wrong.add("failed");
    }
    if (System.nanoTime() - begun > LATE.toNanos()) {
      wrong.add("was late");
    }
    // An odd name may make another path, whose answers are not this operation's.
    if (!answer.header("x-request-id").isEmpty()
        && answer.status() != 404
        && answer.status() != 405) {
      wrong.addAll(described.faults(operation, answer));
    }
    wrong.forEach(
        each ->
            faults.add(
                "%s %s %s: %s (%s)"
                    .formatted(operation.method(), path, body, each, answer.status())));
  }

  private String path(Operation operation) {
    StringBuilder path = new StringBuilder();
    for (String segment : operation.path().substring(1).split("/")) {
      path.append('/').append(segment.startsWith("{") ? quoted(named(segment)) : segment);
    }
    return path.toString();
  }

  private String named(String segment) {
    if (random.nextInt(5) == 0) {
      return oddSegment();
    }
    return switch (segment) {
      case "{workspace}" -> "royal";
      case "{project}" -> "ADT";
      case "{item}" -> "Out";
      case "{hash}" -> "0".repeat(32);
      case "{event}", "{message}" -> "" + random.nextInt(5);
      case "{role}" -> "viewer";
      case "{action}" -> List.of("start", "pause", "resume", "restart").get(random.nextInt(4));
      case "{user}" -> random.nextBoolean() ? "fuzz" : "absent";
      default -> "absent";
    };
  }

  /** No path can have an empty name, and {@code ..} never arrives. */
  private String oddSegment() {
    String odd = odd();
    return odd.isBlank() || odd.equals("..") ? "x" : odd;
  }

  private String odd() {
    return ODD.get(random.nextInt(ODD.size()));
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String query(JsonNode parameters) {
    StringBuilder query = new StringBuilder();
    for (JsonNode each : parameters) {
      if (each.path("in").asText().equals("query") && random.nextInt(3) > 0) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(each.path("name").asText())
            .append('=')
            .append(quoted(random.nextBoolean() ? odd() : each.path("example").asText()));
      }
    }
    if (random.nextInt(10) == 0) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(quoted(odd()))
          .append('=')
          .append(quoted(odd()));
    }
    return query.toString();
  }

  private String body(JsonNode body) {
    JsonNode example = body.path("content").path("application/json").path("example");
    switch (random.nextInt(12)) {
      case 0 -> {
        return odd();
      }
      case 1 -> {
        return "[".repeat(2000);
      }
      case 2 -> {
        return "{\"a\":".repeat(500);
      }
      default -> {}
    }
    if (!example.isObject()) {
      return "{}";
    }
    ObjectNode sent = example.deepCopy();
    for (var each : example.properties()) {
      if (random.nextInt(4) == 0) {
        sent.set(each.getKey(), value());
      } else if (random.nextInt(6) == 0) {
        sent.remove(each.getKey());
      }
    }
    if (sent.has("workspace") && random.nextInt(3) > 0) {
      sent.put("workspace", "royal");
    }
    if (random.nextInt(10) == 0) {
      sent.set(odd(), value());
    }
    return sent.toString()
        .replace("anna", random.nextBoolean() ? "fuzz" : "f" + random.nextInt(30));
  }

  private JsonNode value() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(8)) {
      case 0 -> json.nullNode();
      case 1 -> json.numberNode(random.nextLong());
      case 2 -> json.numberNode(random.nextDouble() * 1e300);
      case 3 -> json.booleanNode(random.nextBoolean());
      case 4 -> json.arrayNode().add(odd()).add(random.nextInt()).addNull();
      case 5 -> json.objectNode().put(odd(), odd());
      case 6 -> json.textNode(odd().toUpperCase(Locale.ROOT));
      default -> json.textNode(odd());
    };
  }
}

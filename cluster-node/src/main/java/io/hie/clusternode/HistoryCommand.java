package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie history}: everything that happened to the messages of one key. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "Prints every event of one key, oldest first.",
      "A key is an NHS number, or local:AUTHORITY:ID, facility:NAME, message-type:TYPE,"
          + " correlation:ID,",
      "or a history's id as it stands in logs: workspace/project/hash."
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int MOST_LINKED = 20;

  @Parameters(paramLabel = "KEY", description = "Whose history.")
  private String key = "";

  @Option(names = "--workspace", description = "Its workspace, if several run.")
  private @Nullable String workspace;

  @Option(names = "--project", description = "Its production, if several run.")
  private @Nullable String project;

  @Option(names = "--bodies", description = "Print the messages' bodies too.")
  private boolean bodies;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "As it was at a time, such as 2026-03-01T10:15:30Z.")
  private @Nullable String at;

  @Option(
      names = "--at-event",
      paramLabel = "N",
      description = "As it was when event N had been written.")
  private @Nullable Long atEvent;

  @Option(
      names = "--message",
      paramLabel = "ID",
      description =
          "What became of one message, as a tree: its number in the history, its id, or the id of a"
              + " message made of it.")
  private @Nullable String message;

  @Option(names = "--state", description = "Print what is open instead of the events.")
  private boolean state;

  @Option(
      names = "--linked",
      description = {
        "Print the histories that are linked with it too, each after the one that leads to it, up"
            + " to "
            + MOST_LINKED
            + "."
      })
  private boolean linked;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description =
          "Why you look (HIE_REASON), without patient data; kept in the audit trail. Needed unless"
              + " you hold the node's token.")
  private @Nullable String reason;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    api.because(reason);
    String id = id();
    String history = "/api/v1/histories/" + path(id);
    if (message != null) {
      String one = URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", "%20");
      JsonNode lineage = api.get(history + "/messages/" + one + "?" + moment());
      HistoryPrinter.lineage(out, lineage, json);
      return 0;
    }
    if (state) {
      HistoryPrinter.state(out, api.get(history + "/state?" + moment()), json);
      return 0;
    }
    Set<String> found = new LinkedHashSet<>(List.of(id));
    for (int i = 0; i < found.size() && i < MOST_LINKED; i++) {
      Set<String> others = events(out, List.copyOf(found).get(i));
      if (linked) {
        found.addAll(others);
      }
    }
    return 0;
  }

  /** Prints one history, and tells which others are linked with it. */
  private Set<String> events(PrintWriter out, String id) throws IOException, InterruptedException {
    String history = "/api/v1/histories/" + path(id);
    Set<String> others = new LinkedHashSet<>();
    if (!json) {
      out.println("history " + id);
    }
    long from = 1;
    while (from > 0) {
      JsonNode page = api.get(history + "/events?limit=200&from=" + from + "&" + moment());
      for (JsonNode event : page.path("events")) {
        if (event.path("link").isObject()) {
          others.add(event.path("link").path("history").asText());
        }
        if (json) {
          out.println(event);
        } else {
          print(out, event);
        }
      }
      from = page.path("next").asLong(0);
    }
    return others;
  }

  /** The part of the query that says as of when. */
  private String moment() {
    if (at != null) {
      return "at=" + URLEncoder.encode(at, StandardCharsets.UTF_8);
    }
    return atEvent == null ? "" : "atEvent=" + atEvent;
  }

  private String id() throws IOException, InterruptedException {
    return id(api, key, workspace, project);
  }

  /** The id of the history of a key, or the key if it is one. */
  static String id(ApiClient api, String key, @Nullable String workspace, @Nullable String project)
      throws IOException, InterruptedException {
    if (key.chars().filter(c -> c == '/').count() == 2 && !key.contains(":")) {
      return key;
    }
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("key", key);
    question.put("workspace", workspace);
    question.put("project", project);
    return api.post("/api/v1/histories/lookup", question).path("id").asText();
  }

  static String path(String id) {
    List<String> parts = new ArrayList<>();
    for (String part : id.split("/")) {
      parts.add(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return String.join("/", parts);
  }

  private void print(PrintWriter out, JsonNode event) {
    String leg =
        event.path("message").asText()
            + (event.hasNonNull("leg") ? ":" + event.path("leg").asText() : "");
    StringBuilder what = new StringBuilder(event.path("event").asText());
    if (event.hasNonNull("outcome")) {
      what.append(' ').append(event.path("outcome").asText());
    }
    JsonNode received = event.path("received");
    if (received.isObject()) {
      what.append(' ').append(received.path("schema").asText());
      what.append(" control id ").append(received.path("controlId").asText("none"));
      what.append(" as ").append(received.path("messageId").asText());
      what.append(" to ").append(targets(received.path("targets")));
      what.append(HistoryPrinter.again(event.path("again")));
    }
    what.append(HistoryPrinter.link(event.path("link")));
    if (event.hasNonNull("outputs") && !event.path("outputs").isEmpty()) {
      List<String> names = new ArrayList<>();
      event.path("outputs").forEach(output -> names.add(output.path("target").asText()));
      what.append(" to ").append(String.join(", ", names));
    }
    if (event.hasNonNull("attempt")) {
      what.append(" attempt ").append(event.path("attempt").asText());
    }
    for (String field : List.of("reasonCode", "reason", "detail")) {
      if (event.hasNonNull(field) && !event.path(field).asText().isEmpty()) {
        what.append("; ").append(event.path(field).asText());
      }
    }
    if (event.hasNonNull("by")) {
      what.append(" by ").append(event.path("by").asText());
    }
    if (event.hasNonNull("contents")) {
      what.append("; contents ").append(event.path("contents").asText());
    }
    if (event.hasNonNull("nextAttempt")) {
      what.append("; again at ").append(event.path("nextAttempt").asText());
    }
    out.printf(
        "%6d  %-30s %-10s %-20s %s%n",
        event.path("number").asLong(),
        event.path("at").asText(),
        leg,
        event.path("item").asText(),
        what);
    if (bodies) {
      printBody(out, received.path("body"), received.path("encoding").asText());
      event.path("outputs").forEach(output -> printBody(out, output.path("body"), "UTF-8"));
    }
  }

  private static String targets(JsonNode targets) {
    List<String> names = new ArrayList<>();
    targets.forEach(target -> names.add(target.asText()));
    return String.join(", ", names);
  }

  static void printBody(PrintWriter out, JsonNode body, String encoding) {
    if (body.isTextual()) {
      try {
        String text =
            new String(
                body.binaryValue(),
                Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.UTF_8);
        text.lines().forEach(line -> out.println("          | " + line));
      } catch (IOException notBase64) {
        throw new Hie.Failure("the node sent a body that is not base64");
      }
    }
  }
}

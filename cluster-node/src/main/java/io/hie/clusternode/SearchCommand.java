package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hie.actormodel.production.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code hie search}: messages by what is known of them. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds messages of a workspace, newest first.",
      "What is given must fit all together. With the id of a message, shows that one with all that"
          + " became of it and its bodies."
    },
    footer = {
      "",
      "Examples:",
      "  hie search --workspace royal-hospital --status DEAD_LETTERED --since 2h",
      "  hie search --workspace royal-hospital --item EPR_Out --type 'ADT_*' --text PAS",
      "  hie search --workspace royal-hospital --control-id MSG00001 --json"
    },
    subcommands = {SearchCommand.Progress.class, SearchCommand.Rebuild.class})
final class SearchCommand extends UsersCommand.Base {
  private static final int PAGE = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "A message's id: show all of it. Needs the role patient-data.")
  private @Nullable String message;

  @Option(
      names = "--workspace",
      defaultValue = "default",
      description = "Whose (default: ${DEFAULT-VALUE}).")
  private String workspace = "default";

  @Option(names = "--project", description = "Of this production.")
  private @Nullable String project;

  @Option(names = "--id", paramLabel = "ID", description = "The message of this id.")
  private @Nullable String id;

  @Option(names = "--control-id", paramLabel = "ID", description = "The sender's id, MSH-10.")
  private @Nullable String controlId;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Of this patient or other key, or the hash of one. A key is looked up first, which needs"
              + " the role patient-data.")
  private @Nullable String key;

  @Option(names = "--item", description = "That came to this item, or were received by it.")
  private @Nullable String item;

  @Option(names = "--type", description = "Such as ADT_A01; or ADT_* for all that begin so.")
  private @Nullable String type;

  @Option(
      names = "--status",
      description =
          "That stand so at an item (at --item if given): OPEN, HANDLED, FILTERED, DELIVERED,"
              + " DEAD_LETTERED, AMBIGUOUS, EXPIRED, DISCARDED, SENT_AGAIN, LET_GO.")
  private @Nullable String status;

  @Option(names = "--from", paramLabel = "TIME", description = "Received then or later.")
  private @Nullable String from;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Received within this time, such as 15m, 2h or 3d.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Received before.")
  private @Nullable String until;

  @Option(
      names = "--text",
      description = "In the header: sending application and facility, type, version, service.")
  private @Nullable String text;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--reason", description = "Why patient data is looked at (or HIE_REASON).")
  private @Nullable String reason;

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is a number from 1");
    }
    if (from != null && since != null) {
      throw new ParameterException(spec.commandLine(), "say --from or --since, not both");
    }
    api.because(reason);
    String path = "/api/v1/workspaces/" + api.quoted(workspace) + "/messages";
    if (message != null) {
      show(api.get(path + "/" + api.quoted(message)), json);
      return 0;
    }
    String filter = filter();
    String after = "";
    int printed = 0;
    do {
      JsonNode page =
          api.get(
              path
                  + "?limit="
                  + Math.min(PAGE, limit - printed)
                  + filter
                  + (after.isEmpty() ? "" : "&after=" + api.quoted(after)));
      for (JsonNode found : page.path("messages")) {
        printed++;
        out().println(json ? found.toString() : line(found));
      }
      after = page.path("next").asText("");
    } while (!after.isEmpty() && printed < limit);
    if (printed == 0) {
      requireWorkspace();
    }
    if (!json) {
      out()
          .println(
              printed
                  + (printed == 1 ? " message" : " messages")
                  + (after.isEmpty() ? "" : "; there are more, see --limit"));
    }
    return 0;
  }

  /** Nothing is found in a workspace that is not there, and that is not what was asked. */
  private void requireWorkspace() throws Exception {
    Set<String> known = new TreeSet<>();
    api.get("/api/v1/workspaces?limit=500")
        .path("workspaces")
        .forEach(each -> known.add(each.path("name").asText()));
    api.get("/api/v1/status?limit=500")
        .path("productions")
        .forEach(each -> known.add(each.path("workspace").asText()));
    if (!known.contains(workspace)) {
      throw new Hie.Failure(
          "there is no workspace "
              + workspace
              + ": say --workspace; "
              + Nearest.hint(workspace, known));
    }
  }

  private String filter() throws Exception {
    StringBuilder filter = new StringBuilder();
    add(filter, "project", project);
    add(filter, "id", id);
    add(filter, "controlId", controlId);
    add(filter, "key", key == null ? null : hash(key));
    add(filter, "item", item);
    add(filter, "type", type);
    add(filter, "status", status);
    add(filter, "from", since == null ? from : ago(since));
    add(filter, "until", until);
    add(filter, "text", text);
    return filter.toString();
  }

  private void add(StringBuilder filter, String name, @Nullable String value) {
    if (value != null) {
      filter.append('&').append(name).append('=').append(api.quoted(value));
    }
  }

  private String hash(String given) throws Exception {
    if (given.matches("(.*/)?[0-9a-f]{32}")) {
      return given;
    }
    var question = JsonNodeFactory.instance.objectNode();
    question.put("key", given);
    question.put("workspace", workspace);
    if (project != null) {
      question.put("project", project);
    }
    return api.post("/api/v1/histories/lookup", question).path("id").asText();
  }

  private String ago(String span) {
    try {
      String upper = span.toUpperCase(java.util.Locale.ROOT);
      Duration duration = Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
      return Instant.now().minus(duration).toString();
    } catch (DateTimeParseException wrong) {
      throw new ParameterException(
          spec.commandLine(), "--since is a time such as 90s, 15m, 2h or 3d", wrong);
    }
  }

  static String line(JsonNode found) {
    List<String> legs = new ArrayList<>();
    found
        .path("legs")
        .forEach(leg -> legs.add(leg.path("item").asText() + " " + leg.path("state").asText()));
    return "%s  %-24s %-8s %-14s %-20s %s  %s"
        .formatted(
            found.path("id").asText(),
            found.path("at").asText(),
            found.path("type").asText(),
            found.path("status").asText(),
            found.path("controlId").asText(""),
            found.path("sender").asText(),
            String.join(", ", legs));
  }

  private void show(JsonNode answer, boolean asJson) {
    if (asJson) {
      out().println(answer);
      return;
    }
    JsonNode lineage = answer.path("lineage");
    out().println("history " + answer.path("found").path("history").asText());
    HistoryPrinter.lineage(out(), lineage, false);
    JsonNode received = lineage.path("message").path("received");
    HistoryCommand.printBody(out(), received.path("body"), received.path("encoding").asText());
    for (JsonNode body : answer.path("bodies")) {
      out().println("  made for leg " + body.path("leg").asText());
      HistoryCommand.printBody(out(), body.path("body"), received.path("encoding").asText());
    }
  }

  private static String progress(JsonNode progress) {
    long end = 0;
    long position = 0;
    for (JsonNode part : progress.path("partitions")) {
      end += part.path("end").asLong();
      position += part.path("position").asLong();
    }
    return "%s%,d of %,d records of the log taken in, %,d behind"
        .formatted(
            progress.path("rebuilding").asBoolean() ? "being made again: " : "",
            position,
            end,
            progress.path("behind").asLong());
  }

  /** {@code hie search progress}. */
  @Command(
      name = "progress",
      mixinStandardHelpOptions = true,
      description = "Says how far the search index has taken in the log.")
  static final class Progress extends UsersCommand.Base {
    @Override
    public Integer call() throws Exception {
      JsonNode progress = api.get("/api/v1/search");
      out().println(json ? progress.toString() : progress(progress));
      return 0;
    }
  }

  /** {@code hie search rebuild}. */
  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description = "Makes the search index again from the log, while the node runs.")
  static final class Rebuild extends UsersCommand.Base {
    private static final long TELL_MILLIS = 1_000;

    @Option(names = "--no-wait", description = "Do not wait until it is done.")
    private boolean noWait;

    @Override
    public Integer call() throws Exception {
      JsonNode progress = api.post("/api/v1/search/rebuild", JsonNodeFactory.instance.objectNode());
      CountDownLatch never = new CountDownLatch(1);
      while (!noWait && progress.path("rebuilding").asBoolean()) {
        if (!json) {
          out().println(progress(progress));
          out().flush();
        }
        if (never.await(TELL_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
        progress = api.get("/api/v1/search");
      }
      out().println(json ? progress.toString() : progress(progress));
      return 0;
    }
  }
}

package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hie audit}: who did what, newest first. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Prints who did what, when, from where and why, newest first.")
final class AuditCommand extends UsersCommand.Base {
  @Option(names = "--workspace", description = "What concerns this workspace.")
  private @Nullable String workspace;

  @Option(names = "--who", paramLabel = "NAME", description = "What this user did.")
  private @Nullable String who;

  @Option(names = "--operation", paramLabel = "ID", description = "Such as histories.events.")
  private @Nullable String operation;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many entries (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() throws Exception {
    String path =
        workspace == null
            ? "/api/v1/audit"
            : "/api/v1/workspaces/" + api.quoted(workspace) + "/audit";
    String filter =
        (who == null ? "" : "&who=" + api.quoted(who))
            + (operation == null ? "" : "&operation=" + api.quoted(operation));
    String before = "";
    int printed = 0;
    do {
      JsonNode page =
          api.get(path + "?limit=200" + (before.isEmpty() ? "" : "&before=" + before) + filter);
      for (JsonNode entry : page.path("entries")) {
        if (printed++ < limit) {
          out().println(json ? entry.toString() : line(entry));
        }
      }
      before = page.path("next").asText("");
    } while (!before.isEmpty() && printed < limit);
    return 0;
  }

  private static String line(JsonNode entry) {
    String comment = entry.path("comment").asText();
    return "%6d  %-27s %-20s %-15s %-18s %s%s"
        .formatted(
            entry.path("number").asLong(),
            entry.path("at").asText(),
            entry.path("who").asText(),
            entry.path("from").asText(),
            entry.path("operation").asText().isEmpty()
                ? entry.path("event").asText()
                : entry.path("operation").asText(),
            (entry.path("subject").asText() + " " + entry.path("detail").asText()).strip(),
            comment.isEmpty() ? "" : "  (" + comment + ")");
  }
}

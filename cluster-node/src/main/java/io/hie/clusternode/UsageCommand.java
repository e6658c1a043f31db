package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hie usage}: what workspaces took in. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = "Prints how many messages workspaces took in, by day or month.")
final class UsageCommand extends UsersCommand.Base {
  @Option(names = "--workspace", description = "Of this one; without it of all.")
  private @Nullable String workspace;

  @Option(names = "--from", paramLabel = "DAY", description = "Default: the first of this month.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "DAY", description = "Default: today, in UTC.")
  private @Nullable String to;

  @Option(
      names = "--by",
      paramLabel = "day|month",
      defaultValue = "day",
      description = "Default: ${DEFAULT-VALUE}.")
  private String by = "day";

  @Option(names = "--csv", description = "Print CSV.")
  private boolean csv;

  @Override
  public Integer call() throws Exception {
    String path =
        (workspace == null
                ? "/api/v1/usage"
                : "/api/v1/workspaces/" + api.quoted(workspace) + "/usage")
            + "?by="
            + api.quoted(by)
            + (from == null ? "" : "&from=" + api.quoted(from))
            + (to == null ? "" : "&to=" + api.quoted(to));
    if (csv) {
      out().print(api.getText(path + "&format=csv"));
      out().flush();
      return 0;
    }
    JsonNode answer = api.get(path);
    if (json) {
      out().println(answer);
      return 0;
    }
    for (JsonNode each : answer.path("usage")) {
      out()
          .println(
              "%-30s %-10s %15d"
                  .formatted(
                      each.path("workspace").asText(),
                      each.path("period").asText(),
                      each.path("messages").asLong()));
    }
    return 0;
  }
}

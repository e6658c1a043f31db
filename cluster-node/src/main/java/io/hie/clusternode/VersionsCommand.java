package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie versions}: the documents that ran, and who brought them. */
@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = "Lists the versions of a production's document, oldest first; the last one runs.")
final class VersionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PROJECT", description = "Name of the production.")
  private String project = "";

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JsonNode record = api.get(ProductionName.find(api, workspace, project).path() + "/versions");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(record.toPrettyString());
      return 0;
    }
    for (JsonNode version : record.path("versions")) {
      out.printf(
          "%6d  %-30s %-10s %-9s %s  %s%n",
          version.path("version").asLong(),
          version.path("at").asText(),
          version.path("who").asText(),
          version.path("origin").asText(),
          version.path("digest").asText().substring(0, 12),
          (version.hasNonNull("rollbackTo")
                  ? "back to " + version.path("rollbackTo").asLong() + "  "
                  : "")
              + version.path("comment").asText());
    }
    return 0;
  }
}

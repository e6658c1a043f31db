package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hie plan}: what would a document do? */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what applying a document would do to what runs, and does nothing.",
      "The node reads it, so variables are those of the node's environment."
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private DocumentFile document = new DocumentFile();

  @Mixin private ApiClient api = new ApiClient();

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JsonNode plan = api.sendDocument("/api/v1/plans", document.text(), null);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(plan.toPrettyString());
      return 0;
    }
    JsonNode change = plan.path("change");
    long version = plan.path("version").asLong();
    out.println(
        change.path("workspace").asText()
            + "/"
            + change.path("project").asText()
            + ", "
            + (version == 0 ? "which is new" : "of which version " + version + " runs"));
    ChangeText.print(out, change);
    ChangeText.printAll(out, change.path("notes"));
    ChangeText.printAll(out, plan.path("warnings"));
    return 0;
  }
}

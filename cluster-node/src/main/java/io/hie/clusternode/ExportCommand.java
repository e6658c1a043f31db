package io.hie.clusternode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie export}: gives a document back. */
@Command(
    name = "export",
    description = "Prints the document of a production as it was written, variables not put in.")
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PROJECT", description = "Name of the production.")
  private String project = "";

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Option(names = "--version", paramLabel = "NUMBER", description = "That of an earlier version.")
  private @Nullable Long version;

  @Option(names = "--json", description = "Print it as a text within JSON, with its names.")
  private boolean json;

  // No mixin of the usual options: --version is a document's here.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ProductionName name = ProductionName.find(api, workspace, project);
    String document =
        api.getText(name.path() + "/document" + (version == null ? "" : "?version=" + version));
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("workspace", name.workspace())
                  .put("project", name.project())
                  .put("document", document));
      return 0;
    }
    spec.commandLine().getOut().print(document);
    spec.commandLine().getOut().flush();
    return 0;
  }
}

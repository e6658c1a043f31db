package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie rollback}: puts an earlier document into effect again. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = "Puts the document of an earlier version into effect, as a new version.")
final class RollbackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PROJECT", description = "Name of the production.")
  private String project = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "VERSION",
      description = "Which version, as hie versions lists them.")
  private long version;

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for the version history.")
  private String comment = "";

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ProductionName name = ProductionName.find(api, workspace, project);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("version", version);
    JsonNode done =
        api.postLong(name.path() + "/rollback?comment=" + ProductionName.encoded(comment), body);
    ApplyCommand.print(spec.commandLine().getOut(), done, json);
    return 0;
  }
}

package io.hie.clusternode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie keys}: the keys of workspaces. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Makes keys of workspaces, which all that is stored is encrypted with in the end.",
    subcommands = KeysCommand.Add.class)
final class KeysCommand {

  /** {@code hie keys add}: makes the first or the next version of a workspace's key. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Makes the first or the next version of a workspace's key.",
        "Nodes wrap new keys with the newest one from their next start on. The older ones stay"
            + " needed."
      })
  static final class Add implements Callable<Integer> {
    @Parameters(paramLabel = "WORKSPACE", description = "Whose key.")
    private String workspace = "";

    @Option(
        names = "--keys",
        paramLabel = "DIR",
        defaultValue = "${HIE_KEYS_DIRECTORY}",
        description = "Directory that nodes share (HIE_KEYS_DIRECTORY).")
    private @Nullable Path keys;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "${HIE_DATA:-./data}",
        description = "Data directory of a node, if there is no shared one (HIE_DATA).")
    private Path data = Path.of("data");

    @Option(names = "--json", description = "Print what was made as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path directory = keys == null || keys.toString().isBlank() ? data.resolve("secrets") : keys;
      Path made = new WorkspaceKeyFiles(directory, true).add(workspace);
      spec.commandLine()
          .getOut()
          .println(
              json
                  ? JsonNodeFactory.instance.objectNode().put("made", made.toString()).toString()
                  : made + " is made; give it to every node, start them again, and back it up");
      return 0;
    }
  }
}

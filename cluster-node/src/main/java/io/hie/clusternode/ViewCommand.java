package io.hie.clusternode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hie.persistence.kafka.view.ViewException;
import io.hie.persistence.kafka.view.ViewReset;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie view}: what a stopped node has materialised of the log. */
@Command(
    name = "view",
    mixinStandardHelpOptions = true,
    description = "What a node keeps of the log on its disk.",
    subcommands = ViewCommand.Reset.class)
final class ViewCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what of it? 'hie view reset' is what there is");
  }

  /** Throws it away. */
  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = {
        "Deletes the view of a stopped node. The log is not touched, and the next start makes the"
            + " view again from it.",
        "Needed where a node says that its view is ahead of the log, is of another log, or is"
            + " damaged."
      })
  static final class Reset implements Callable<Integer> {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "${HIE_DATA:-./data}",
        description = "The node's data directory (HIE_DATA; default ./data).")
    private Path data = Path.of("data");

    @Option(
        names = "--accept-lost-records",
        description =
            "Let the next start take a log whose beginning was deleted for the whole log. What was"
                + " deleted is gone for ever then, and so is what was written later under a claim"
                + " that was deleted.")
    private boolean acceptLostRecords;

    @Option(names = "--json", description = "Print what was done as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path view = data.resolve("view");
      PrintWriter out = spec.commandLine().getOut();
      long bytes;
      try {
        bytes = ViewReset.run(view, acceptLostRecords);
      } catch (ViewException refused) {
        throw new Hie.Failure(String.valueOf(refused.getMessage()));
      }
      if (json) {
        out.println(
            JsonNodeFactory.instance
                .objectNode()
                .put("deleted", view.toString())
                .put("bytes", bytes));
        return 0;
      }
      out.printf(
          Locale.ROOT,
          "The view in %s is deleted (%,d KiB). The next start makes it again from the log and says"
              + " how far it is.%n",
          view,
          bytes >> 10);
      if (acceptLostRecords) {
        out.println(
            "It begins where the log begins now, and names what is lost in the node's log.");
      }
      return 0;
    }
  }
}

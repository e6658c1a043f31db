package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hie.actormodel.deployment.Action;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie start}, {@code stop} and so on: what an operator does with items. */
abstract class LifecycleCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "[PROJECT/]ITEM",
      description = "The item; its project may be left out where only one production runs.")
  private @Nullable String item;

  @Option(names = "--all", description = "All enabled items of the production.")
  private boolean all;

  @Option(names = "--project", description = "The production, if several run.")
  private @Nullable String project;

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for the record.")
  private String comment = "";

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  private final Action action;

  LifecycleCommand(Action action) {
    this.action = action;
  }

  @Override
  public Integer call() throws Exception {
    String target = item;
    if ((target == null) != all) {
      throw new ParameterException(spec.commandLine(), "name one item, or say --all");
    }
    String wanted = project;
    if (target != null && target.contains("/")) {
      int slash = target.indexOf('/');
      wanted = target.substring(0, slash);
      target = target.substring(slash + 1);
    }
    ProductionName production = ProductionName.find(api, workspace, wanted);
    String name = action.name().toLowerCase(Locale.ROOT);
    String place =
        target == null
            ? "/actions/" + name
            : "/items/" + ProductionName.encoded(target) + "/" + name;
    JsonNode done =
        api.postLong(
            production.path() + place + "?comment=" + ProductionName.encoded(comment),
            JsonNodeFactory.instance.objectNode());
    spec.commandLine()
        .getOut()
        .println(
            json
                ? done.toString()
                : production.project()
                    + (target == null ? "" : "/" + target)
                    + ": "
                    + name
                    + " is done");
    return 0;
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description =
          "Starts an item, or all; a stopped item stays stopped over restarts until then.")
  static final class Start extends LifecycleCommand {
    Start() {
      super(Action.START);
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops an item: it finishes what is in hand; its queue waits in the histories.")
  static final class Stop extends LifecycleCommand {
    Stop() {
      super(Action.STOP);
    }
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Lets an item work on nothing; its connections and its queue stay.")
  static final class Pause extends LifecycleCommand {
    Pause() {
      super(Action.PAUSE);
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a paused item go on.")
  static final class Resume extends LifecycleCommand {
    Resume() {
      super(Action.RESUME);
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Lets an item take nothing new, finish its queue and then stop.")
  static final class Drain extends LifecycleCommand {
    Drain() {
      super(Action.DRAIN);
    }
  }

  @Command(
      name = "restart",
      mixinStandardHelpOptions = true,
      description = "Stops an item and starts it again.")
  static final class Restart extends LifecycleCommand {
    Restart() {
      super(Action.RESTART);
    }
  }
}

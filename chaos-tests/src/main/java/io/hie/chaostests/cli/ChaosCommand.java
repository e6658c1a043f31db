package io.hie.chaostests.cli;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fault.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie chaos}: the root of the commands, and how they end. */
@Command(
    name = "hie chaos",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Faults on purpose, and the ledger of what survived.",
    subcommands = {
      ListCommand.class,
      ChaosCommand.Run.class,
      ChaosCommand.Bench.class,
      LoadCommand.class,
      SinkCommand.class,
      ReadCommand.class,
      BrokerCommand.class,
      CheckCommand.class
    })
public final class ChaosCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  /** The scenarios. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Run a scenario.",
      synopsisSubcommandLabel = "SCENARIO",
      subcommands = {
        NodeKillCommand.class,
        BrokerKillCommand.class,
        HotReloadCommand.class,
        SteadyCommand.class,
        SoakCommand.class,
        CorpusCommand.class
      })
  static final class Run implements Callable<Integer> {
    private static final double LEAST_MINUTES = 1;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private RigOptions rig = new RigOptions();
    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Option(
        names = "--all",
        description = "All scenarios over a cluster; --minutes is divided between them.")
    private boolean all;

    @Option(names = "--seed", description = "Of messages and faults. Default: another each time.")
    private @Nullable Long seed;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A scenario of your own, as docs/chaos.md has it.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
      long chosen = ClusterCommand.chosen(seed);
      Path own = file;
      if (own != null) {
        String name = String.valueOf(own.getFileName()).replaceFirst("\\.[^.]*$", "");
        return run(Scenario.parse(name, Files.readString(own)), cluster, rig, chosen);
      }
      if (!all) {
        throw missing(spec, "which scenario? 'hie chaos list' names them; --all runs them");
      }
      double each = Math.max(LEAST_MINUTES, cluster.minutes() / Scenario.NAMES.size());
      List<String> broken = new ArrayList<>();
      for (String name : Scenario.NAMES) {
        RigOptions here = rig.below(name);
        if (run(Scenario.named(name), cluster.withMinutes(each), here, chosen) != 0) {
          broken.add(name);
        }
      }
      System.out.println(
          broken.isEmpty()
              ? "All scenarios: every promise was kept."
              : "PROMISES BROKEN in " + String.join(", ", broken));
      return broken.isEmpty() ? 0 : 1;
    }

    private static int run(Scenario scenario, ClusterOptions options, RigOptions rig, long seed) {
      return options.run(scenario, null, rig, seed, 8, ClusterOptions.PATIENTS) ? 0 : 1;
    }
  }

  /** The benchmarks. */
  @Command(
      name = "bench",
      mixinStandardHelpOptions = true,
      description = "Run a benchmark.",
      synopsisSubcommandLabel = "BENCHMARK",
      subcommands = {
        ThroughputCommand.class,
        ChainCommand.class,
        ScalingCommand.class,
        StatusReadsCommand.class,
        IsolationCommand.class,
        WorkspacesCommand.class
      })
  static final class Bench implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
      throw missing(spec, "which benchmark? 'hie chaos list' names them");
    }
  }

  @Override
  public void run() {
    throw missing(spec, "a command is needed");
  }

  private static ParameterException missing(@Nullable CommandSpec spec, String words) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), words);
  }

  /** Runs a command line; 0 if all held, 1 if not or if it failed, 2 for wrong usage. */
  public static int execute(String... arguments) {
    CommandLine root = new CommandLine(new ChaosCommand());
    CommandLine run = root.getSubcommands().get("run");
    for (String name : Scenario.NAMES) {
      if (!run.getSubcommands().containsKey(name)) {
        Scenario scenario = Scenario.named(name);
        CommandLine command = new CommandLine(new ClusterCommand(scenario));
        command.getCommandSpec().usageMessage().description(scenario.about());
        run.addSubcommand(name, command);
      }
    }
    return root.setExecutionExceptionHandler(
            (exception, commandLine, result) -> {
              if (exception instanceof ChaosException) {
                commandLine.getErr().println("hie chaos: " + exception.getMessage());
                return 1;
              }
              throw exception;
            })
        .execute(arguments);
  }
}

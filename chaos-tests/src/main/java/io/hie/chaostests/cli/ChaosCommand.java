package io.hie.chaostests.cli;

import io.hie.chaostests.ChaosException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
  static final class Run implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
      throw missing(spec, "which scenario? 'hie chaos list' names them");
    }
  }

  /** The benchmarks. */
  @Command(
      name = "bench",
      mixinStandardHelpOptions = true,
      description = "Run a benchmark.",
      synopsisSubcommandLabel = "BENCHMARK",
      subcommands = {ThroughputCommand.class, ChainCommand.class})
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
    return new CommandLine(new ChaosCommand())
        .setExecutionExceptionHandler(
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

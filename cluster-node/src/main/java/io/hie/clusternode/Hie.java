package io.hie.clusternode;

import io.hie.clusternode.bench.BenchCommand;
import io.hie.clusternode.cluster.FormationException;
import io.hie.clusternode.demo.DemoCommand;
import io.hie.persistence.MessageJournal;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code hie} command. Exit codes: 0 done, 1 refused or failed with the reason on stderr, 2
 * wrong usage.
 */
@Command(
    name = "hie",
    mixinStandardHelpOptions = true,
    version = "HIE " + Hie.VERSION,
    description = "A healthcare integration engine that does not lose, reorder or leak a message.",
    subcommands = {
      UpCommand.class,
      TypesCommand.class,
      NewCommand.class,
      DemoCommand.class,
      CheckCommand.class,
      LoginCommand.class,
      UsersCommand.class,
      TokensCommand.class,
      SecretsCommand.class,
      QuotasCommand.class,
      UsageCommand.class,
      AuditCommand.class,
      StatusCommand.class,
      ClusterCommand.class,
      PlanCommand.class,
      ApplyCommand.class,
      DiffCommand.class,
      TestConnectionCommand.class,
      ExportCommand.class,
      VersionsCommand.class,
      RollbackCommand.class,
      LifecycleCommand.Start.class,
      LifecycleCommand.Stop.class,
      LifecycleCommand.Pause.class,
      LifecycleCommand.Resume.class,
      LifecycleCommand.Drain.class,
      LifecycleCommand.Restart.class,
      HistoryCommand.class,
      EraseCommand.class,
      KeysCommand.class,
      ViewCommand.class,
      SearchCommand.class,
      WatchCommand.class,
      DeadLettersCommand.class,
      ReplayCommand.class,
      GenerateCompletion.class,
      BenchCommand.class
    })
public final class Hie {
  /** As people call it. */
  static final String VERSION = "0.1.0";

  private Hie() {}

  /** The program. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Hie())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("hie: " + reason(failure));
              return 1;
            });
  }

  private static String reason(Exception failure) {
    return failure instanceof Failure
            || failure instanceof Node.CannotStartException
            || failure instanceof FormationException
            || failure instanceof MessageJournal.CannotOpenException
        ? String.valueOf(failure.getMessage())
        : failure.getClass().getSimpleName()
            + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
  }

  /** What a command could not do, in words for who called it. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }
}

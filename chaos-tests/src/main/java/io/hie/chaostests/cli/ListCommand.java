package io.hie.chaostests.cli;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "The scenarios and benchmarks there are.")
final class ListCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, CommandLine> groups = Objects.requireNonNull(spec).root().subcommands();
    for (String group : new String[] {"run", "bench"}) {
      groups
          .get(group)
          .getSubcommands()
          .forEach(
              (name, command) ->
                  System.out.printf(
                      "%-20s %s%n",
                      group + " " + name,
                      String.join(" ", command.getCommandSpec().usageMessage().description())));
    }
    return 0;
  }
}

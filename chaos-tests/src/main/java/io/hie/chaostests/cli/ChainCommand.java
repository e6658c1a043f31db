package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Chain;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "chain",
    mixinStandardHelpOptions = true,
    description = "Ten items in a chain while the last one's destination fails and works in turns.")
final class ChainCommand implements Callable<Integer> {
  private static final long AS_MANY_AS_FIT = 1_000_000_000;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Option(
      names = "--rate",
      paramLabel = "PER_SECOND",
      description = "Messages a second; 0 for as many as fit. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--turns", description = "Default: ${DEFAULT-VALUE}.")
  private int turns = 4;

  @Option(names = "--seconds", description = "Of each half of a turn. Default: ${DEFAULT-VALUE}.")
  private long seconds = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Before the first turn. Default: ${DEFAULT-VALUE}.")
  private long warmUp = 15;

  @Override
  public Integer call() {
    boolean holds =
        new Chain(
                rig.settings(),
                shape.shape(connections, AS_MANY_AS_FIT),
                rate,
                turns,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds))
            .run();
    return holds ? 0 : 1;
  }
}

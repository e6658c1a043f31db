package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Isolation;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "isolation",
    mixinStandardHelpOptions = true,
    description = "The time to each ACK in one workspace while another is overloaded.")
final class IsolationCommand implements Callable<Integer> {
  private static final long AS_MANY_AS_FIT = 1_000_000_000;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(
      names = "--connections",
      description = "Of the workspace that is measured. Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Option(
      names = "--rate",
      description = "Its messages a second, however the other is. Default: ${DEFAULT-VALUE}.")
  private double rate = 200;

  @Option(
      names = "--noisy-connections",
      description = "Of the other, each in a closed loop. Default: ${DEFAULT-VALUE}.")
  private int noisyConnections = 64;

  @Option(
      names = "--noisy-destination",
      paramLabel = "RATE",
      description =
          "What the other's destination takes a second while it is too slow. Default:"
              + " ${DEFAULT-VALUE}.")
  private int noisyDestination = 100;

  @Option(
      names = "--turns",
      description =
          "Each beside a slow destination, a busy service and full processors, and alone before"
              + " each. Default: ${DEFAULT-VALUE}.")
  private int turns = 2;

  @Option(names = "--seconds", description = "Of each of the six. Default: ${DEFAULT-VALUE}.")
  private long seconds = 15;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "With both, before the first turn. Default: ${DEFAULT-VALUE}.")
  private long warmUp = 90;

  @Override
  public Integer call() {
    boolean holds =
        new Isolation(
                rig.settings(),
                shape.shape(connections, AS_MANY_AS_FIT),
                rate,
                noisyConnections,
                noisyDestination,
                turns,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds))
            .run();
    return holds ? 0 : 1;
  }
}

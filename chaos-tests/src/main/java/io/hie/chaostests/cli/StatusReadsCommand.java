package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.StatusReads;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status-reads",
    mixinStandardHelpOptions = true,
    description = "The time to each ACK without and with many reads of the status beside it.")
final class StatusReadsCommand implements Callable<Integer> {
  private static final long AS_MANY_AS_FIT = 1_000_000_000;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--connections", description = "Of the messages. Default: ${DEFAULT-VALUE}.")
  private int connections = 32;

  @Option(names = "--rate", description = "Messages a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 1_000;

  @Option(
      names = "--reads",
      description = "A second; 0 for as many as are answered. Default: ${DEFAULT-VALUE}.")
  private double reads = 10_000;

  @Option(names = "--readers", description = "Connections of reads. Default: ${DEFAULT-VALUE}.")
  private int readers = 32;

  @Option(
      names = "--turns",
      description = "Each once without and once with reads. Default: ${DEFAULT-VALUE}.")
  private int turns = 2;

  @Option(names = "--seconds", description = "Of each half of a turn. Default: ${DEFAULT-VALUE}.")
  private long seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "With both, before the first turn. Default: ${DEFAULT-VALUE}.")
  private long warmUp = 90;

  @Override
  public Integer call() {
    boolean holds =
        new StatusReads(
                rig.settings(),
                shape.shape(connections, AS_MANY_AS_FIT),
                rate,
                reads,
                readers,
                turns,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds))
            .run();
    return holds ? 0 : 1;
  }
}

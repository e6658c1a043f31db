package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = "Acknowledged messages a second and the time to each ACK.")
final class ThroughputCommand implements Callable<Integer> {
  private static final long AS_MANY_AS_FIT = 1_000_000_000;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--connections", split = ",", description = "One stage each. Default: 1,8,32.")
  private List<Integer> connections = List.of(1, 8, 32);

  @Option(names = "--seconds", description = "Of each stage. Default: ${DEFAULT-VALUE}.")
  private long seconds = 20;

  @Option(
      names = "--rate",
      description = "Messages a second in each stage; 0, the default, for as many as are answered.")
  private double rate;

  @Option(names = "--archive", description = "Write each ADT into a file as well.")
  private boolean archive;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Before the first stage. Default: ${DEFAULT-VALUE}.")
  private long warmUp = 15;

  @Override
  public Integer call() {
    boolean holds =
        new Throughput(
                rig.settings(),
                shape.shape(1, AS_MANY_AS_FIT),
                connections,
                rate,
                archive,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds))
            .run();
    return holds ? 0 : 1;
  }
}

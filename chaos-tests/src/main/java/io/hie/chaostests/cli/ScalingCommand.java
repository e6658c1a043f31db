package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Scaling;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description =
        "What a message costs that goes to another node, how soon shards move to nodes that come,"
            + " and how soon a production of many items runs on all.")
final class ScalingCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--nodes", description = "At the end. Default: ${DEFAULT-VALUE}.")
  private int nodes = 5;

  @Option(names = "--items", description = "Of the production. Default: ${DEFAULT-VALUE}.")
  private int items = 100;

  @Option(names = "--rate", description = "Messages a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 100;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "As fast as can be, before the measurement. Default: ${DEFAULT-VALUE}.")
  private long warmUp = 120;

  @Option(
      names = "--seconds",
      description = "For each of two nodes that are measured. Default: ${DEFAULT-VALUE}.")
  private long seconds = 30;

  @Override
  public Integer call() {
    Scaling.Sizes sizes =
        new Scaling.Sizes(
            nodes, items, rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
    return new Scaling(rig.settings(), shape.shape(4, Integer.MAX_VALUE), sizes).run() ? 0 : 1;
  }
}

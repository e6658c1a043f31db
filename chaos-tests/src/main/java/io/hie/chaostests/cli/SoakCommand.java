package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Soak;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "For a long time more than a destination takes, into a node with -Xmx512m: flat memory,"
            + " slowed senders, true figures.")
final class SoakCommand implements Callable<Integer> {
  private static final long AS_MANY_AS_FIT = 1_000_000_000;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--minutes", description = "Default: ${DEFAULT-VALUE}.")
  private double minutes = 10;

  @Option(
      names = "--rate",
      paramLabel = "PER_SECOND",
      description = "What the destination takes. Default: ${DEFAULT-VALUE}.")
  private int rate = 300;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 32;

  @Override
  public Integer call() {
    boolean holds =
        new Soak(
                rig.settings(),
                shape.shape(connections, AS_MANY_AS_FIT),
                Duration.ofMillis(Math.round(minutes * 60_000)),
                rate,
                io.hie.chaostests.ledger.Terms.WITHOUT_ARCHIVE)
            .run();
    return holds ? 0 : 1;
  }
}

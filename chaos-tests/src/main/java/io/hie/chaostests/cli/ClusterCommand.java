package io.hie.chaostests.cli;

import io.hie.chaostests.fault.Scenario;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A scenario over a cluster; which one is in its file. */
@Command(mixinStandardHelpOptions = true)
final class ClusterCommand implements Callable<Integer> {
  private final Scenario scenario;

  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--seed", description = "Of messages and faults. Default: another each time.")
  private @Nullable Long seed;

  @Option(names = "--nodes", description = "Default: as the scenario has it.")
  private @Nullable Integer nodes;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Option(names = "--patients", description = "Default: ${DEFAULT-VALUE}.")
  private int patients = ClusterOptions.PATIENTS;

  ClusterCommand(Scenario scenario) {
    this.scenario = scenario;
  }

  @Override
  public Integer call() {
    return cluster.run(scenario, nodes, rig, chosen(seed), connections, patients) ? 0 : 1;
  }

  static long chosen(@Nullable Long seed) {
    return seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
  }
}

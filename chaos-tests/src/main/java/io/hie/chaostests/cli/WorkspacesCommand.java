package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Workspaces;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "workspaces",
    mixinStandardHelpOptions = true,
    description = "The memory that each of many workspaces takes on one node.")
final class WorkspacesCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--workspaces", description = "Default: ${DEFAULT-VALUE}.")
  private int workspaces = 100;

  @Override
  public Integer call() {
    return new Workspaces(rig.settings(), shape.shape(1), workspaces).run() ? 0 : 1;
  }
}

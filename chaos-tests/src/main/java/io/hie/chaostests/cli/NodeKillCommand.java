package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.NodeKill;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "node-kill",
    mixinStandardHelpOptions = true,
    description = "Kill the node with SIGKILL under load and start it again; nothing may be lost.")
final class NodeKillCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();
  @Mixin private TermsOptions terms = new TermsOptions();

  @Option(names = "--kills", description = "Default: ${DEFAULT-VALUE}.")
  private int kills = 5;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Override
  public Integer call() {
    return new NodeKill(rig.settings(), shape.shape(connections), kills, terms.terms()).run()
        ? 0
        : 1;
  }
}

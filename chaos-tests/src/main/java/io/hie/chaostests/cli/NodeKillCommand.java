package io.hie.chaostests.cli;

import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.scenario.LoadShape;
import io.hie.chaostests.scenario.NodeKill;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "node-kill",
    mixinStandardHelpOptions = true,
    description =
        "Kill a node of three, or the only one, with SIGKILL under load and start it again; nothing"
            + " may be lost.")
final class NodeKillCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();
  @Mixin private TermsOptions terms = new TermsOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--nodes",
      description =
          "3 for a cluster, or 1. Default: 3, or 1 with --kills, --messages, which are"
              + " for one.")
  private @Nullable Integer nodes;

  @Option(names = "--kills", description = "Default: ${DEFAULT-VALUE}.")
  private int kills = 5;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Override
  public Integer call() {
    if (ClusterOptions.isCluster(spec, nodes, "--kills", "--messages")) {
      LoadShape load = shape.shape(connections);
      boolean kept =
          cluster.run(
              Scenario.named("node-kill"),
              nodes,
              rig,
              load.seed(),
              connections,
              Math.min(load.patients(), ClusterOptions.PATIENTS));
      return kept ? 0 : 1;
    }
    return new NodeKill(rig.settings(), shape.shape(connections), kills, terms.terms()).run()
        ? 0
        : 1;
  }
}

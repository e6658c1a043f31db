package io.hie.chaostests.cli;

import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.scenario.BrokerKill;
import io.hie.chaostests.scenario.LoadShape;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "broker-kill",
    mixinStandardHelpOptions = true,
    description =
        "Kill Kafka brokers, and the node, with SIGKILL under load and start them again; nothing"
            + " acknowledged may be lost.")
final class BrokerKillCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();
  @Mixin private TermsOptions terms = new TermsOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--nodes",
      description =
          "3 for a cluster, or 1. Default: 3, or 1 with --brokers, --kills, --node-kills, --down,"
              + " --messages, which are for one.")
  private @Nullable Integer nodes;

  @Option(
      names = "--brokers",
      description =
          "1, or 3 with three copies of which two must be in step. Default: ${DEFAULT-VALUE}.")
  private int brokers = 1;

  @Option(names = "--kills", description = "Of brokers. Default: ${DEFAULT-VALUE}.")
  private int kills = 3;

  @Option(names = "--node-kills", description = "Of the node. Default: ${DEFAULT-VALUE}.")
  private int nodeKills = 1;

  @Option(
      names = "--down",
      paramLabel = "SECONDS",
      description =
          "The longest that a broker stays away; the first kill takes all of it. Default:"
              + " ${DEFAULT-VALUE}.")
  private int down = 12;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Override
  public Integer call() {
    if (ClusterOptions.isCluster(
        spec, nodes, "--brokers", "--kills", "--node-kills", "--down", "--messages")) {
      LoadShape load = shape.shape(connections);
      boolean kept =
          cluster.run(
              Scenario.named("broker-kill"),
              nodes,
              rig,
              load.seed(),
              connections,
              Math.min(load.patients(), ClusterOptions.PATIENTS));
      return kept ? 0 : 1;
    }
    BrokerKill.Faults faults = new BrokerKill.Faults(brokers, kills, nodeKills, down);
    return new BrokerKill(rig.settings(), shape.shape(connections), faults, terms.terms()).run()
        ? 0
        : 1;
  }
}

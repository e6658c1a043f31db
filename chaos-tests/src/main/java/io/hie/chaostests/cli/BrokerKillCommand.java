package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.BrokerKill;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    BrokerKill.Faults faults = new BrokerKill.Faults(brokers, kills, nodeKills, down);
    return new BrokerKill(rig.settings(), shape.shape(connections), faults, terms.terms()).run()
        ? 0
        : 1;
  }
}

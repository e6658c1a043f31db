package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.Steady;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "steady",
    mixinStandardHelpOptions = true,
    description =
        "The same load over few and many connections into a node with -Xmx512m, with its memory.")
final class SteadyCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();
  @Mixin private TermsOptions terms = new TermsOptions();

  @Option(names = "--connections", split = ",", description = "One stage each. Default: 8,64.")
  private List<Integer> connections = List.of(8, 64);

  @Override
  public Integer call() {
    boolean holds =
        new Steady(rig.settings(), shape.shape(connections.getFirst()), connections, terms.terms())
            .run();
    return holds ? 0 : 1;
  }
}

package io.hie.chaostests.cli;

import io.hie.chaostests.scenario.HotReload;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "hot-reload",
    mixinStandardHelpOptions = true,
    description =
        "Change the production under load, some changes such as must be undone; nobody may notice.")
final class HotReloadCommand implements Callable<Integer> {
  @Mixin private RigOptions rig = new RigOptions();
  @Mixin private ShapeOptions shape = new ShapeOptions();
  @Mixin private TermsOptions terms = new TermsOptions();

  @Option(names = "--changes", description = "Default: ${DEFAULT-VALUE}.")
  private int changes = 50;

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 8;

  @Override
  public Integer call() {
    return new HotReload(rig.settings(), shape.shape(connections), changes, terms.terms()).run()
        ? 0
        : 1;
  }
}

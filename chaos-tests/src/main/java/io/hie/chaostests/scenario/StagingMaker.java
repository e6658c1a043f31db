package io.hie.chaostests.scenario;

import io.hie.chaostests.cluster.Stage;
import io.hie.chaostests.cluster.Staging;
import io.hie.chaostests.cluster.StagingCluster;
import io.hie.chaostests.fault.Scenario;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a scenario on somebody's own cluster. */
public final class StagingMaker extends StageMaker {
  private final RigSettings settings;
  private final Staging staging;
  private final Path file;
  private final Set<String> allowed;

  public StagingMaker(RigSettings settings, Staging staging, Path file, Set<String> allowed) {
    super(settings, staging.sinkPort(), null);
    this.settings = settings;
    this.staging = staging;
    this.file = file;
    this.allowed = Set.copyOf(allowed);
  }

  @Override
  String sinkHost() {
    return "0.0.0.0";
  }

  @Override
  String options() {
    return " --target " + file + " --allow " + String.join(",", allowed.stream().sorted().toList());
  }

  @Override
  @Nullable Path archive(RunDirectory directory) {
    return staging.archive();
  }

  @Override
  Stage open(RunDirectory directory, Scenario scenario) {
    staging.check(allowed);
    return new StagingCluster(staging, settings.out());
  }
}

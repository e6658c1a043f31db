package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.cluster.LocalCluster;
import io.hie.chaostests.cluster.Stage;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.process.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what a scenario is run on: here, a cluster on this machine. */
public class StageMaker {
  private static final String MEMORY = "-Xmx512m";

  private final RigSettings settings;
  private final int sinkPort;
  private final @Nullable Path upgradeFrom;

  /**
   * For a cluster on this machine.
   *
   * @param upgradeFrom checkout of another version, whose command starts each node for the first
   *     time; null for none
   */
  public StageMaker(RigSettings settings, @Nullable Path upgradeFrom) {
    this(settings, Ports.free(), upgradeFrom);
  }

  StageMaker(RigSettings settings, int sinkPort, @Nullable Path upgradeFrom) {
    this.settings = settings;
    this.sinkPort = sinkPort;
    this.upgradeFrom = upgradeFrom;
    if (upgradeFrom != null && !Files.isExecutable(upgradeFrom.resolve("hie"))) {
      throw new ChaosException(
          upgradeFrom + " has no command hie: --upgrade-from is the checkout of a version");
    }
  }

  /** Where the cluster delivers to. */
  final int sinkPort() {
    return sinkPort;
  }

  /** At which address of this machine the sink listens. */
  String sinkHost() {
    return "127.0.0.1";
  }

  /** Words that belong to the command that repeats a run. */
  String options() {
    return upgradeFrom == null ? "" : " --upgrade-from " + upgradeFrom;
  }

  /** Where the nodes archive; null if it cannot be seen from here. */
  @Nullable Path archive(RunDirectory directory) {
    return directory.file("archive");
  }

  /** Starts it, and waits until it takes messages. */
  Stage open(RunDirectory directory, Scenario scenario) {
    LocalCluster cluster = local(directory, scenario);
    cluster.startAll();
    return cluster;
  }

  /** A cluster on this machine that is not started yet. */
  LocalCluster local(RunDirectory directory, Scenario scenario) {
    int mllpPort = Ports.free();
    Path archive = directory.directory("archive");
    String javaOptions = settings.javaOptions();
    LocalCluster cluster =
        new LocalCluster(
            new LocalCluster.Settings(
                scenario,
                firstCommand(),
                settings.nodeCommand(),
                settings.directory(),
                directory.path(),
                settings.prefix(),
                javaOptions == null ? MEMORY : javaOptions,
                directory.production("production-chaos.json"),
                Map.of(
                    "HIE_MLLP_PORT", Integer.toString(mllpPort),
                    "HIE_EPR_HOST", "127.0.0.1",
                    "HIE_EPR_PORT", Integer.toString(sinkPort),
                    "HIE_ARCHIVE", archive.toString()),
                mllpPort,
                settings.startTimeout(),
                settings.out()));
    directory.endWithThis(cluster);
    return cluster;
  }

  private List<String> firstCommand() {
    return upgradeFrom == null
        ? settings.nodeCommand()
        : List.of(upgradeFrom.toAbsolutePath().resolve("hie").toString(), "up");
  }
}

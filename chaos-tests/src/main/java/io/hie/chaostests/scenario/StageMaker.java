package io.hie.chaostests.scenario;

import io.hie.chaostests.cluster.LocalCluster;
import io.hie.chaostests.cluster.Stage;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.process.Ports;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what a scenario is run on: here, a cluster on this machine. */
public class StageMaker {
  private static final String MEMORY = "-Xmx512m";

  private final RigSettings settings;
  private final int sinkPort;

  public StageMaker(RigSettings settings) {
    this(settings, Ports.free());
  }

  StageMaker(RigSettings settings, int sinkPort) {
    this.settings = settings;
    this.sinkPort = sinkPort;
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
    return "";
  }

  /** Where the nodes archive; null if it cannot be seen from here. */
  @Nullable Path archive(RunDirectory directory) {
    return directory.file("archive");
  }

  /** Starts it, and waits until it takes messages. */
  Stage open(RunDirectory directory, Scenario scenario) {
    int mllpPort = Ports.free();
    Path archive = directory.directory("archive");
    String javaOptions = settings.javaOptions();
    LocalCluster cluster =
        new LocalCluster(
            new LocalCluster.Settings(
                scenario,
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
    cluster.startAll();
    return cluster;
  }
}

package io.hie.chaostests.cli;

import io.hie.chaostests.cluster.Staging;
import io.hie.chaostests.fault.Fault;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.scenario.ClusterRun;
import io.hie.chaostests.scenario.ClusterSettings;
import io.hie.chaostests.scenario.StageMaker;
import io.hie.chaostests.scenario.StagingMaker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options of the scenarios over a cluster. */
final class ClusterOptions {
  static final int PATIENTS = 500;
  private static final Duration QUIET = Duration.ofSeconds(12);
  private static final Duration WHOLE_FOR = Duration.ofSeconds(3);

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "For how long messages are sent before the first fault. Default: ${DEFAULT-VALUE}.")
  private int warmUp = 40;

  @Option(
      names = "--minutes",
      description = "For how long messages are sent after that. Default: ${DEFAULT-VALUE}.")
  private double minutes = 3;

  @Option(names = "--rate", description = "Messages a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 100;

  @Option(
      names = "--back-within",
      paramLabel = "SECONDS",
      description = "Throughput must be back so soon after each fault. Default: ${DEFAULT-VALUE}.")
  private int backWithin = 10;

  @Option(
      names = "--reports",
      paramLabel = "DIR",
      description = "Where the report goes, as HTML and JSON. Default: ${DEFAULT-VALUE}.")
  private Path reports = Path.of("chaos-reports");

  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "FAULT",
      description = {
        "Only these faults are done: kill, freeze, partition, slow, restart, kill-broker,"
            + " kill-database.",
        "Default: all of the scenario's; with --target none."
      })
  private @Nullable Set<String> allow;

  @Option(
      names = "--target",
      paramLabel = "FILE",
      description =
          "Runs against a cluster of your own that this file describes, and does what --allow"
              + " names.")
  private @Nullable Path target;

  @Option(
      names = "--upgrade-from",
      paramLabel = "DIR",
      description = {
        "Checkout of another version: its hie starts each node for the first time, and this one's"
            + " every time after that.",
        "With rolling-restart it is a rolling upgrade."
      })
  private @Nullable Path upgradeFrom;

  /**
   * Runs a scenario.
   *
   * @param nodes null for as many as it says
   * @return whether every promise was kept
   */
  boolean run(
      Scenario scenario,
      @Nullable Integer nodes,
      RigOptions rig,
      long seed,
      int connections,
      int patients) {
    Path file = target;
    Staging staging = file == null ? null : Staging.read(file);
    Set<String> allowed = allow;
    if (allowed == null) {
      allowed = staging == null ? Fault.WORDS : Set.of();
    }
    Fault.checkWords(allowed);
    ClusterSettings settings =
        new ClusterSettings(
            seed,
            Duration.ofSeconds(warmUp),
            Duration.ofMillis(Math.round(minutes * 60_000)),
            rate,
            connections,
            patients,
            backWithin,
            allowed,
            QUIET,
            WHOLE_FOR,
            reports);
    StageMaker stages =
        staging == null || file == null
            ? new StageMaker(rig.settings(), upgradeFrom)
            : new StagingMaker(rig.settings(), staging, file, allowed);
    Scenario sized = nodes == null ? scenario : scenario.withNodes(nodes);
    return new ClusterRun(
            staging == null ? sized : staging.fitted(scenario), rig.settings(), settings, stages)
        .run();
  }

  /**
   * Whether a scenario that one node can have too is to be run over a cluster.
   *
   * @param ofOne options that are for one node
   */
  static boolean isCluster(@Nullable CommandSpec spec, @Nullable Integer nodes, String... ofOne) {
    if (nodes != null) {
      return nodes > 1;
    }
    ParseResult given = Objects.requireNonNull(spec).commandLine().getParseResult();
    return Stream.of(ofOne).noneMatch(given::hasMatchedOption);
  }

  double minutes() {
    return minutes;
  }

  /** The same for a part of the time. */
  ClusterOptions withMinutes(double part) {
    ClusterOptions other = new ClusterOptions();
    other.minutes = part;
    other.warmUp = warmUp;
    other.rate = rate;
    other.backWithin = backWithin;
    other.reports = reports;
    other.allow = allow;
    other.target = target;
    other.upgradeFrom = upgradeFrom;
    return other;
  }
}

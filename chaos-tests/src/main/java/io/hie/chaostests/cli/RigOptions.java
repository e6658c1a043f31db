package io.hie.chaostests.cli;

import io.hie.chaostests.process.Repository;
import io.hie.chaostests.scenario.RigSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every scenario. */
final class RigOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where ledgers, logs and the node's data go: a new or empty directory.")
  private @Nullable Path data;

  @Option(
      names = "--keep",
      description = "Keep the directory after a success too. After a failure it always stays.")
  private boolean keep;

  @Option(
      names = "--node",
      paramLabel = "COMMAND",
      description = "What starts a node, split at blanks. Default: ./hie up in the checkout.")
  private @Nullable String node;

  @Option(
      names = "--cpus",
      paramLabel = "LIST",
      description = "Processors for all processes, as taskset -c takes them.")
  private @Nullable String cpus;

  @Option(
      names = "--java-opts",
      paramLabel = "OPTIONS",
      description = "For the node's JVM, in HIE_JAVA_OPTS.")
  private @Nullable String javaOptions;

  @Option(
      names = "--start-timeout",
      paramLabel = "SECONDS",
      description = "Until the node must be ready; the first start may build. Default: 600.")
  private long startTimeout = 600;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Until a load must be answered. Default: 900.")
  private long deadline = 900;

  /** The same with a directory of its own below. */
  RigOptions below(String name) {
    RigOptions other = new RigOptions();
    other.data = data == null ? null : data.resolve(name);
    other.keep = keep;
    other.node = node;
    other.cpus = cpus;
    other.javaOptions = javaOptions;
    other.startTimeout = startTimeout;
    other.deadline = deadline;
    return other;
  }

  RigSettings settings() {
    String command = node;
    String processors = cpus;
    return new RigSettings(
        command == null ? List.of("./hie", "up") : List.of(command.strip().split(" +")),
        command == null ? Repository.root() : Path.of("").toAbsolutePath(),
        data,
        keep,
        processors == null ? List.of() : List.of("taskset", "-c", processors),
        javaOptions,
        Duration.ofSeconds(startTimeout),
        Duration.ofSeconds(deadline),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        System.out);
  }
}

package io.hie.chaostests.scenario;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every scenario is run with.
 *
 * @param nodeCommand starts a node, run from {@code directory}
 * @param data where everything goes, which must be empty or absent; null for a new temporary
 *     directory
 * @param keep whether it stays after a success, as it does after a failure
 * @param prefix words before every command, such as {@code taskset -c 0,1}
 * @param javaOptions for the node, in {@code HIE_JAVA_OPTS}; null for none
 * @param deadline for the whole scenario's load
 * @param quiet how long nothing may come before all is taken to have come
 * @param stuck how long nothing may come before what is missing is given up
 * @param out where the scenario tells what it does
 */
public record RigSettings(
    List<String> nodeCommand,
    Path directory,
    @Nullable Path data,
    boolean keep,
    List<String> prefix,
    @Nullable String javaOptions,
    Duration startTimeout,
    Duration deadline,
    Duration quiet,
    Duration stuck,
    PrintStream out) {
  public RigSettings {
    nodeCommand = List.copyOf(nodeCommand);
    prefix = List.copyOf(prefix);
  }

  /** The same with options for the node's JVM, unless some are given already. */
  RigSettings withJavaOptions(String options) {
    return javaOptions != null
        ? this
        : new RigSettings(
            nodeCommand,
            directory,
            data,
            keep,
            prefix,
            options,
            startTimeout,
            deadline,
            quiet,
            stuck,
            out);
  }
}

package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.load.LoadSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A load as a process of its own. */
public final class LoadProcess implements AutoCloseable {
  private final ChildProcess process;
  private volatile LoadSnapshot snapshot = LoadSnapshot.NONE;

  /**
   * Starts one.
   *
   * @param prefix words before the command, such as {@code taskset -c 0}
   * @param options of {@code load}
   */
  public LoadProcess(List<String> prefix, List<String> options, Path log) {
    List<String> words = new ArrayList<>(List.of("load", "--machine"));
    words.addAll(options);
    this.process =
        ChildProcess.start(
            "load",
            OwnCommand.of(prefix, words.toArray(String[]::new)),
            Map.of(),
            Path.of("").toAbsolutePath(),
            log,
            this::onLine);
  }

  private void onLine(String line) {
    if (line.startsWith("@load ")) {
      snapshot = LoadSnapshot.parse(line);
    }
  }

  /** Its figures, as of some 50 ms ago. */
  public LoadSnapshot snapshot() {
    return snapshot;
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws ChaosException if it has failed, gave up at its deadline or goes on for too long
   */
  public LoadSnapshot finish(Duration atMost) {
    if (!process.waitFor(atMost)) {
      throw new ChaosException(
          "the load goes on after " + atMost.toSeconds() + " s: see " + process.log());
    }
    if (process.exitCode() != 0) {
      throw new ChaosException(
          "the load ended with exit code "
              + process.exitCode()
              + " at "
              + snapshot.line()
              + ": see "
              + process.log());
    }
    return snapshot;
  }

  @Override
  public void close() {
    process.close();
  }
}

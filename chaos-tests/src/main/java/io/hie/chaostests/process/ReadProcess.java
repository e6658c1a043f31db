package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.http.ReadSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A load of reads as a process of its own. */
public final class ReadProcess implements AutoCloseable {
  private final ChildProcess process;
  private volatile ReadSnapshot snapshot = ReadSnapshot.NONE;

  /**
   * Starts one.
   *
   * @param prefix words before the command, such as {@code taskset -c 0}
   * @param options of {@code read}
   */
  public ReadProcess(List<String> prefix, String token, List<String> options, Path log) {
    List<String> words = new ArrayList<>(List.of("read", "--machine"));
    words.addAll(options);
    this.process =
        ChildProcess.start(
            "reads",
            OwnCommand.of(prefix, words.toArray(String[]::new)),
            Map.of("HIE_TOKEN", token),
            Path.of("").toAbsolutePath(),
            log,
            this::onLine);
  }

  private void onLine(String line) {
    if (line.startsWith("@read ")) {
      snapshot = ReadSnapshot.parse(line);
    }
  }

  /** Its figures, as of some 50 ms ago. */
  public ReadSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws ChaosException if something else than 200 was answered, or it failed otherwise
   */
  public ReadSnapshot finish(Duration atMost) {
    if (!process.waitFor(atMost)) {
      throw new ChaosException(
          "the reads go on after " + atMost.toSeconds() + " s: see " + process.log());
    }
    if (process.exitCode() != 0) {
      throw new ChaosException(
          "the reads ended with exit code "
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

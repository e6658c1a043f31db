package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sink as a process of its own. */
public final class SinkProcess implements AutoCloseable {
  private final ChildProcess process;
  private final CountDownLatch listening = new CountDownLatch(1);
  private volatile long received;
  private volatile long distinct;

  private SinkProcess(List<String> prefix, String host, int port, Path ledger, Path log) {
    this.process =
        ChildProcess.start(
            "sink",
            OwnCommand.of(
                prefix,
                "sink",
                "--machine",
                "--host",
                host,
                "--port",
                Integer.toString(port),
                "--ledger",
                ledger.toString()),
            Map.of(),
            Path.of("").toAbsolutePath(),
            log,
            this::onLine);
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param prefix words before the command, such as {@code taskset -c 0}
   */
  public static SinkProcess start(List<String> prefix, int port, Path ledger, Path log) {
    return start(prefix, "127.0.0.1", port, ledger, log);
  }

  /** The same at another address of this machine; {@code 0.0.0.0} is all of them. */
  public static SinkProcess start(
      List<String> prefix, String host, int port, Path ledger, Path log) {
    SinkProcess sink = new SinkProcess(prefix, host, port, ledger, log);
    try {
      if (sink.listening.await(30, TimeUnit.SECONDS)) {
        return sink;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sink.close();
    throw new ChaosException("the sink does not listen: see " + log);
  }

  private void onLine(String line) {
    if (line.startsWith("@sink ")) {
      String[] words = line.split(" ");
      received = Long.parseLong(words[1]);
      distinct = Long.parseLong(words[2]);
      listening.countDown();
    }
  }

  /** Frames that came, copies included, as of some 50 ms ago. */
  public long received() {
    return received;
  }

  /** Messages that came, each counted once. */
  public long distinct() {
    return distinct;
  }

  /**
   * Fails if it has ended.
   *
   * @throws ChaosException with the place of its log
   */
  public void ensureRunning() {
    if (!process.isAlive()) {
      throw new ChaosException("the sink ended by itself: see " + process.log());
    }
  }

  /** Ends it in order, so that its ledger is complete. */
  public void stop() {
    process.closeInput();
    if (!process.waitFor(Duration.ofSeconds(20))) {
      process.kill();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}

package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.process.ChildProcess;
import io.hie.chaostests.process.ProcessFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster as a process, through all its lives, with the supervisor that a service has:
 * what ends by itself is started again, unless it is to stay down.
 */
final class Member implements AutoCloseable {
  /** A life that ends before this was no life: the node cannot start, and the run is given up. */
  private static final int MOST_DEATHS_IN_A_ROW = 5;

  private final Settings settings;
  private final List<Path> logs = new ArrayList<>();
  private @Nullable ChildProcess process;
  private boolean down = true;
  private int deaths;
  private @Nullable Long endedAt;

  /**
   * How to run it.
   *
   * @param name such as {@code node-2}
   * @param firstCommand with all its options, for its first life
   * @param command for all others
   * @param directory where the command is run
   * @param restartAfter how long what ended by itself stays down
   * @param logs directory for the output of each life
   */
  record Settings(
      String name,
      List<String> firstCommand,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      int httpPort,
      Duration restartAfter,
      Path logs) {
    Settings {
      firstCommand = List.copyOf(firstCommand);
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  Member(Settings settings) {
    this.settings = settings;
  }

  String name() {
    return settings.name();
  }

  int httpPort() {
    return settings.httpPort();
  }

  synchronized void start() {
    down = false;
    deaths = 0;
    launch();
  }

  private void launch() {
    endedAt = null;
    Path log = settings.logs().resolve(settings.name() + "-life-" + (logs.size() + 1) + ".log");
    logs.add(log);
    process =
        ChildProcess.start(
            settings.name(),
            logs.size() == 1 ? settings.firstCommand() : settings.command(),
            settings.environment(),
            settings.directory(),
            log,
            line -> {});
  }

  /**
   * Looks whether it has ended by itself, and starts it again a while later.
   *
   * @return what there is to tell: once for each end; else null
   */
  synchronized @Nullable String supervise() {
    ChildProcess current = process;
    if (down || current == null || current.isAlive()) {
      return null;
    }
    Long since = endedAt;
    if (since == null) {
      if (++deaths > MOST_DEATHS_IN_A_ROW) {
        throw new ChaosException(
            settings.name() + " ended " + deaths + " times in a row: see " + current.log());
      }
      endedAt = System.nanoTime();
      return settings.name() + " ended with exit code " + current.exitCode();
    }
    if (System.nanoTime() - since >= settings.restartAfter().toNanos()) {
      launch();
    }
    return null;
  }

  /** SIGKILL. */
  synchronized void kill() {
    down = true;
    signalled().kill();
  }

  /** SIGTERM; whether it ended by itself within a minute. */
  boolean stop() {
    ChildProcess current;
    synchronized (this) {
      down = true;
      current = signalled();
    }
    return current.stop(Duration.ofSeconds(60));
  }

  synchronized void freeze() {
    Signals.send("STOP", signalled().pid());
  }

  synchronized void thaw() {
    ChildProcess current = process;
    if (current != null && current.isAlive()) {
      Signals.send("CONT", current.pid());
    }
  }

  /** A signal must meet the node itself, not a shell in front of it. */
  private ChildProcess signalled() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException(settings.name() + " is not started");
    }
    List<String> line = ProcessFigures.commandLine(current.pid());
    if (current.isAlive() && !line.isEmpty() && !Path.of(line.getFirst()).endsWith("java")) {
      throw new ChaosException(
          "pid "
              + current.pid()
              + " is "
              + line.getFirst()
              + ", not a java: the command that starts a node must exec it, else a signal would"
              + " miss it");
    }
    return current;
  }

  /** Whether it says that it takes messages. */
  boolean isReady() {
    synchronized (this) {
      ChildProcess current = process;
      if (current == null || !current.isAlive()) {
        return false;
      }
    }
    boolean ready = Health.isReady("http://127.0.0.1:" + settings.httpPort() + "/health/ready");
    synchronized (this) {
      deaths = ready ? 0 : deaths;
    }
    return ready;
  }

  synchronized List<Path> logs() {
    return List.copyOf(logs);
  }

  @Override
  public synchronized void close() {
    down = true;
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
  }
}

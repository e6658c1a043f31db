package io.hie.chaostests.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.chaostests.ChaosException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process of ours, whose output goes to a log file and to a listener line by line. It is ended by
 * its own id, and in any case by {@link #close}.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long LONGEST_LOG = 64L * 1024 * 1024; // characters

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread reader;

  private ChildProcess(String name, Path log, Process process, Consumer<String> onLine) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.reader = Thread.ofVirtual().name(name + "-output").start(() -> pump(onLine));
  }

  /**
   * Starts one. Its standard input stays open until it is closed here or this process is gone.
   *
   * @param name for messages
   * @param environment added to this process's own
   * @param log appended to
   * @param onLine told of each line of its output and errors, in a thread of its own
   */
  public static ChildProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      Consumer<String> onLine) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.directory(directory.toFile()).redirectErrorStream(true);
    try {
      return new ChildProcess(name, log, builder.start(), onLine);
    } catch (IOException e) {
      throw new ChaosException(
          "cannot start the " + name + " (" + command.getFirst() + "): " + e, e);
    }
  }

  private void pump(Consumer<String> onLine) {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        Writer writer =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long written = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        written += line.length() + 1;
        if (written < LONGEST_LOG) {
          writer.write(line);
          writer.write('\n');
          writer.flush();
        }
        onLine.accept(line);
      }
    } catch (IOException e) {
      // the process is gone, and its output with it
    }
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for the end.
   *
   * @return whether it ended in time
   */
  public boolean waitFor(Duration atMost) {
    try {
      boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        reader.join(Duration.ofSeconds(5)); // what it said last
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while the " + name + " was ending", e);
    }
  }

  /** How it ended; only after it has. */
  public int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL, and waits until the process is gone. */
  public void kill() {
    process.destroyForcibly();
    if (!waitFor(Duration.ofSeconds(30))) {
      throw new ChaosException(
          "the " + name + " (pid " + pid() + ") is still there 30 s after SIGKILL");
    }
  }

  /**
   * SIGTERM, then SIGKILL if that does not help.
   *
   * @return whether it ended by itself in time
   */
  public boolean stop(Duration atMost) {
    process.destroy();
    if (waitFor(atMost)) {
      return true;
    }
    kill();
    return false;
  }

  /** Closes its standard input, by which our own processes know that they are no longer wanted. */
  public void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it is gone already
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

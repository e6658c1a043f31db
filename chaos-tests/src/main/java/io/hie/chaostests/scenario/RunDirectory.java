package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * One directory for all that a run leaves behind, and the processes that belong to it. Closing it
 * ends every process, also when this program is ended by Ctrl-C, and removes the directory unless
 * something failed or it is to be kept.
 */
final class RunDirectory implements AutoCloseable {
  private final RigSettings settings;
  private final Path directory;
  private final ConcurrentLinkedDeque<AutoCloseable> processes = new ConcurrentLinkedDeque<>();
  private final Thread onExit = new Thread(this::endProcesses, "end-processes");
  private boolean succeeded;

  private RunDirectory(RigSettings settings, Path directory) {
    this.settings = settings;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Makes it, or takes the one that was named, which must be empty. */
  static RunDirectory open(RigSettings settings) {
    try {
      Path wanted = settings.data();
      Path directory =
          wanted == null
              ? Files.createTempDirectory("hie-chaos-")
              : Files.createDirectories(wanted.toAbsolutePath());
      try (Stream<Path> entries = Files.list(directory)) {
        if (entries.findAny().isPresent()) {
          throw new ChaosException(
              directory + " is not empty: give a new or empty directory with --data");
        }
      }
      settings.out().println("everything is kept in " + directory + " while this runs");
      return new RunDirectory(settings, directory);
    } catch (IOException e) {
      throw new ChaosException("cannot prepare the scenario's directory: " + e, e);
    }
  }

  Path path() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Puts a production of this module there. */
  Path production(String resource) {
    Path file = file(resource);
    try (InputStream in =
        ChaosException.class.getResourceAsStream("/io/hie/chaostests/" + resource)) {
      Files.copy(Objects.requireNonNull(in, resource), file);
      return file;
    } catch (IOException e) {
      throw new ChaosException("cannot prepare the scenario's directory: " + e, e);
    }
  }

  Path directory(String name) {
    try {
      return Files.createDirectories(file(name));
    } catch (IOException e) {
      throw new ChaosException("cannot prepare the scenario's directory: " + e, e);
    }
  }

  /** A process that is ended when this is closed; the latest first. */
  void endWithThis(AutoCloseable process) {
    processes.push(process);
  }

  /** The scenario held; the directory is no longer of interest. */
  void succeed() {
    succeeded = true;
  }

  private void endProcesses() {
    for (AutoCloseable process : processes) {
      try {
        process.close();
      } catch (Exception e) {
        settings.out().println("could not end a process: " + e);
      }
    }
  }

  @Override
  public void close() {
    endProcesses();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // this program is being ended; leave the evidence
    }
    if (succeeded && !settings.keep()) {
      remove();
    } else {
      settings.out().println("ledgers, logs and data are in " + directory);
    }
  }

  private void remove() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      settings.out().println("could not remove " + directory + ": " + e);
    }
  }
}

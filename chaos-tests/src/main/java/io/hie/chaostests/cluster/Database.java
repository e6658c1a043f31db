package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.process.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server as a process, on a directory and a port that stay. */
final class Database implements AutoCloseable {
  private final Path directory;
  private final int port = Ports.free();
  private @Nullable EmbeddedPostgres server;

  Database(Path directory) {
    this.directory = directory;
  }

  /** Starts it, on what it had. */
  void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("fsync", "on")
              .start();
    } catch (IOException e) {
      throw new ChaosException("the database does not start: " + e, e);
    }
  }

  String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  /** SIGKILL of the server; its children end when they notice. */
  void kill() {
    try {
      Path pidFile = directory.resolve("postmaster.pid");
      Signals.send("KILL", Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()));
      // What the next start would take for a server that runs: its process is gone.
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new ChaosException("the database cannot be killed: " + e, e);
    }
    // There is nothing to stop any more, but the lock on the directory is this process's.
    close();
  }

  @Override
  public void close() {
    EmbeddedPostgres current = server;
    server = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // it was killed, or is gone
      }
    }
  }
}

package io.hie.persistence.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space that commits leave behind in H2's file. H2 does so in its background writer,
 * which does not run where each commit is handed to the operating system at once (WRITE_DELAY=0),
 * and the file would then grow by some 30 KiB a message for ever. After a failure that made H2
 * close its store, the store is opened again.
 */
final class H2Compaction implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(H2Compaction.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Chunks less full than this are rewritten, and their space is used again. */
  private static final int FILL_PERCENT = 60;

  /** The most that one round writes, so that it does not stand in the way of commits for long. */
  private static final int BYTES_A_ROUND = 32 * 1024 * 1024;

  /** Opens a connection. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;
  }

  private final Connector connector;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "hie-h2-compaction");
            made.setDaemon(true);
            return made;
          });

  private @Nullable Connection connection;
  private @Nullable MVStore store;

  H2Compaction(Connector connector) {
    this.connector = connector;
    thread.scheduleWithFixedDelay(this::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void round() {
    try {
      MVStore current = store;
      if (current == null || current.isClosed()) {
        current = open();
      }
      current.compact(FILL_PERCENT, BYTES_A_ROUND);
    } catch (SQLException failed) {
      LOG.warn(
          "the log's database cannot be opened (error {}); it is tried again",
          failed.getErrorCode());
    } catch (MVStoreException failed) {
      LOG.warn(
          "the log's file could not be compacted (error {}); it is tried again",
          failed.getErrorCode());
    }
  }

  private MVStore open() throws SQLException {
    disconnect();
    Connection fresh = connector.connect();
    MVStore opened =
        ((SessionLocal) fresh.unwrap(JdbcConnection.class).getSession())
            .getDatabase()
            .getStore()
            .getMvStore();
    connection = fresh;
    store = opened;
    return opened;
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException gone) {
        LOG.debug("a connection of a closed database was dropped (error {})", gone.getErrorCode());
      }
      connection = null;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    synchronized (this) {
      disconnect();
    }
  }
}

package io.hie.persistence.jdbc;

import com.typesafe.config.Config;
import io.hie.persistence.keys.WrappedKeys;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in the table {@code data_key} of the journal's database. One thread with one connection does
 * what has gathered in one transaction. After a failure it connects again.
 */
public final class JdbcKeys implements WrappedKeys {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcKeys.class);
  private static final int MOST_WAITING = 100_000;
  private static final int BATCH = 400;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CLOSE_MILLIS = 5_000;

  private sealed interface Task {
    /** Tells whoever waits that it was not done. */
    void fail(Exception cause);
  }

  private record Find(String id, CompletableFuture<Optional<byte[]>> found) implements Task {
    @Override
    public void fail(Exception cause) {
      found.completeExceptionally(cause);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Put(String id, byte[] value, CompletableFuture<Void> done) implements Task {
    @Override
    public void fail(Exception cause) {
      done.completeExceptionally(cause);
    }
  }

  private final String url;
  private final String user;
  private final String password;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean closed;
  private @Nullable Connection connection;

  private JdbcKeys(Config jdbc) {
    this.url = jdbc.getString("url");
    this.user = jdbc.getString("user");
    this.password = jdbc.getString("password");
    this.thread = new Thread(this::run, "hie-keys");
    thread.setDaemon(true);
  }

  /**
   * Opens the store and makes its table.
   *
   * @param config the node's configuration, of which {@code hie.persistence.jdbc} is read
   */
  public static JdbcKeys open(Config config) throws SQLException {
    JdbcKeys keys = new JdbcKeys(config.getConfig("hie.persistence.jdbc"));
    Connection first = keys.connect();
    try (Statement statement = first.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS data_key"
              + " (id VARCHAR(255) NOT NULL PRIMARY KEY, wrapped VARCHAR(255) NOT NULL)");
    }
    first.setAutoCommit(false);
    keys.connection = first;
    keys.thread.start();
    return keys;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  @Override
  public CompletionStage<Optional<byte[]>> find(String id) {
    CompletableFuture<Optional<byte[]>> found = new CompletableFuture<>();
    add(new Find(id, found));
    return found;
  }

  @Override
  public CompletionStage<Void> put(String id, byte[] value) {
    if (value.length > MOST_BYTES) {
      throw new IllegalArgumentException("a value has " + MOST_BYTES + " bytes at most");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    add(new Put(id, value, done));
    return done;
  }

  private void add(Task task) {
    if (closed) {
      task.fail(new IllegalStateException("the node is stopping"));
    } else if (!tasks.offer(task)) {
      task.fail(new IllegalStateException("the database does not keep up with new keys"));
    }
  }

  private void run() {
    List<Task> batch = new ArrayList<>(BATCH);
    try {
      while (!closed || !tasks.isEmpty()) {
        Task first = tasks.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          tasks.drainTo(batch, BATCH - 1);
          perform(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  private void perform(List<Task> batch) {
    List<Runnable> toTell = new ArrayList<>(batch.size());
    try {
      Connection open = connection;
      if (open == null) {
        open = connect();
        open.setAutoCommit(false);
        connection = open;
      }
      for (Task task : batch) {
        switch (task) {
          case Find find -> {
            Optional<byte[]> value = read(open, find.id());
            toTell.add(() -> find.found().complete(value));
          }
          case Put put -> {
            write(open, put);
            toTell.add(() -> put.done().complete(null));
          }
        }
      }
      open.commit();
    } catch (SQLException failed) {
      LOG.warn("the store of keys cannot be used (error {})", failed.getErrorCode());
      disconnect();
      batch.forEach(
          each -> each.fail(new IllegalStateException("the store of keys cannot be used", failed)));
      return;
    }
    toTell.forEach(Runnable::run);
  }

  private static Optional<byte[]> read(Connection open, String id) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement("SELECT wrapped FROM data_key WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(HexFormat.of().parseHex(row.getString(1)))
            : Optional.empty();
      }
    }
  }

  private static void write(Connection open, Put put) throws SQLException {
    String value = HexFormat.of().formatHex(put.value());
    try (PreparedStatement update =
        open.prepareStatement("UPDATE data_key SET wrapped = ? WHERE id = ?")) {
      update.setString(1, value);
      update.setString(2, put.id());
      if (update.executeUpdate() > 0) {
        return;
      }
    }
    try (PreparedStatement insert =
        open.prepareStatement("INSERT INTO data_key (id, wrapped) VALUES (?, ?)")) {
      insert.setString(1, put.id());
      insert.setString(2, value);
      insert.executeUpdate();
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException gone) {
        LOG.debug("a connection of a closed database was dropped ({})", gone.getErrorCode());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

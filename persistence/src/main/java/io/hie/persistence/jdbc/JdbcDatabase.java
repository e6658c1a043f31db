package io.hie.persistence.jdbc;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database behind a JDBC journal, held open for as long as the node runs. */
public final class JdbcDatabase implements AutoCloseable {
  private final Config plugin;
  private final Runnable closing;

  private JdbcDatabase(Config plugin, Runnable closing) {
    this.plugin = plugin;
    this.closing = closing;
  }

  /**
   * Opens the database and makes the tables that are not there. To be called before the actor
   * system starts; safe to repeat, and for several nodes at once.
   *
   * @param config the node's configuration, of which {@code hie.persistence.jdbc} is read
   * @param onFailure run once, on a thread of its own, when a failed write (a full disk) has broken
   *     an embedded database for this process; what was committed is safe, and a new process goes
   *     on
   * @throws SQLException if the database cannot be reached or used
   * @throws IllegalArgumentException if the address is of no database that can be used
   */
  public static JdbcDatabase open(Config config, Runnable onFailure) throws SQLException {
    Config jdbc = config.getConfig("hie.persistence.jdbc");
    Dialect dialect = Dialect.of("hie.persistence.jdbc.url (HIE_JDBC_URL)", jdbc.getString("url"));
    try (Connection connection = connect(jdbc);
        Statement statement = connection.createStatement()) {
      for (String sql : dialect.schema()) {
        statement.execute(sql);
      }
    }
    return keep(jdbc, dialect, "hie", onFailure);
  }

  /**
   * Opens the database of the configuration store and brings its tables to what this program needs;
   * the same rules as for {@link #open}.
   *
   * @param config the node's configuration, of which {@code hie.configuration.jdbc} is read
   * @throws IllegalStateException if a later version of the program has changed the tables
   */
  public static JdbcDatabase openConfiguration(Config config, Runnable onFailure)
      throws SQLException {
    Config jdbc = config.getConfig("hie.configuration.jdbc");
    Dialect dialect =
        Dialect.of(
            "hie.configuration.jdbc.url (HIE_CONFIGURATION_JDBC_URL)", jdbc.getString("url"));
    try (Connection connection = connect(jdbc)) {
      Migrations.run(connection, dialect);
    }
    return keep(jdbc, dialect, "hie-configuration", onFailure);
  }

  private static JdbcDatabase keep(Config jdbc, Dialect dialect, String name, Runnable onFailure) {
    return new JdbcDatabase(
        dialect.plugin(name, jdbc),
        switch (dialect) {
          case H2 -> new H2Compaction(() -> connect(jdbc), onFailure)::close;
          case POSTGRESQL -> () -> {};
        });
  }

  private static Connection connect(Config jdbc) throws SQLException {
    return DriverManager.getConnection(
        jdbc.getString("url"), jdbc.getString("user"), jdbc.getString("password"));
  }

  /** What the journal plugin has to know of the database. */
  public Config plugin() {
    return plugin;
  }

  /** To be called when the actor system has ended. */
  @Override
  public void close() {
    closing.run();
  }
}

package io.hie.persistence.jdbc;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The database behind the JDBC journal, held open for as long as the node runs. */
public final class JdbcDatabase implements AutoCloseable {
  private final H2Compaction compaction;

  private JdbcDatabase(H2Compaction compaction) {
    this.compaction = compaction;
  }

  /**
   * Opens the database and makes the tables that are not there. To be called before the actor
   * system starts; safe to repeat.
   *
   * @param config the node's configuration, of which {@code hie.persistence.jdbc} is read
   * @throws SQLException if the database cannot be reached or used; its text has no password
   */
  public static JdbcDatabase open(Config config) throws SQLException {
    Config jdbc = config.getConfig("hie.persistence.jdbc");
    try (Connection connection = connect(jdbc);
        Statement statement = connection.createStatement()) {
      for (String sql : resource("schema-h2.sql").split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
    return new JdbcDatabase(new H2Compaction(() -> connect(jdbc)));
  }

  private static Connection connect(Config jdbc) throws SQLException {
    return DriverManager.getConnection(
        jdbc.getString("url"), jdbc.getString("user"), jdbc.getString("password"));
  }

  private static String resource(String name) {
    try (InputStream in = JdbcDatabase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** To be called when the actor system has ended. */
  @Override
  public void close() {
    compaction.close();
  }
}

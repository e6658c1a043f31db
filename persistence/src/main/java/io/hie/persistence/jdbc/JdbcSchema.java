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

/** The tables of the JDBC journal. */
public final class JdbcSchema {
  private JdbcSchema() {}

  /**
   * Makes the tables that are not there. To be called before the actor system starts; safe to
   * repeat.
   *
   * @param config the node's configuration, of which {@code hie.persistence.jdbc} is read
   * @throws SQLException if the database cannot be reached or used; its text has no password
   */
  public static void createIfAbsent(Config config) throws SQLException {
    Config jdbc = config.getConfig("hie.persistence.jdbc");
    try (Connection connection =
            DriverManager.getConnection(
                jdbc.getString("url"), jdbc.getString("user"), jdbc.getString("password"));
        Statement statement = connection.createStatement()) {
      for (String sql : resource("schema-h2.sql").split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = JdbcSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

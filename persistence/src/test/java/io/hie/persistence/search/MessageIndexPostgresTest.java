package io.hie.persistence.search;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same on a real PostgreSQL server. */
class MessageIndexPostgresTest extends MessageIndexTest {
  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  Map<String, Object> database() throws SQLException {
    String name = "search" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return Map.of(
        "hie.search.jdbc.url",
        "jdbc:postgresql://localhost:" + server.getPort() + "/" + name,
        "hie.search.jdbc.user",
        "postgres",
        "hie.search.jdbc.password",
        "pretend-password");
  }
}

package io.hie.persistence.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings the tables of the configuration store to the version that this program needs, one step
 * after the other, each in a transaction, and notes in {@code hie_schema} which were done. Several
 * nodes may come at once: one does the work, the others wait for it.
 */
final class Migrations {
  private static final String COMPONENT = "configuration";

  /** One step; its statements may be run on tables that are there already. */
  @FunctionalInterface
  private interface Step {
    List<String> statements(Dialect dialect);
  }

  /** In order; a step that was ever released is never changed. */
  private static final List<Step> STEPS = List.of(Dialect::schema, Migrations::usage);

  private Migrations() {}

  private static List<String> usage(Dialect dialect) {
    return List.of(
        "CREATE TABLE IF NOT EXISTS hie_usage (workspace VARCHAR(255) NOT NULL, usage_day DATE NOT"
            + " NULL, life VARCHAR(64) NOT NULL, messages BIGINT NOT NULL, PRIMARY KEY (workspace,"
            + " usage_day, life))");
  }

  /**
   * Runs what was not run yet.
   *
   * @throws IllegalStateException if the tables are of a later version of the program
   */
  static void run(Connection connection, Dialect dialect) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      dialect.lock(statement);
      statement.execute(
          "CREATE TABLE IF NOT EXISTS hie_schema (component VARCHAR(64) NOT NULL PRIMARY KEY,"
              + " version INTEGER NOT NULL)");
      int version = version(connection);
      if (version > STEPS.size()) {
        throw new IllegalStateException(
            "the tables of the configuration are of version "
                + version
                + ", and this program knows them up to "
                + STEPS.size()
                + "; start the version of HIE that made them, or a later one");
      }
      for (int next = version; next < STEPS.size(); next++) {
        for (String sql : STEPS.get(next).statements(dialect)) {
          statement.execute(sql);
        }
        note(connection, next + 1);
      }
      connection.commit();
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT version FROM hie_schema WHERE component = ?")) {
      select.setString(1, COMPONENT);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private static void note(Connection connection, int version) throws SQLException {
    String sql =
        version == 1
            ? "INSERT INTO hie_schema (version, component) VALUES (?, ?)"
            : "UPDATE hie_schema SET version = ? WHERE component = ?";
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setInt(1, version);
      write.setString(2, COMPONENT);
      write.executeUpdate();
    }
  }
}

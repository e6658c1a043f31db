package io.hie.persistence.jdbc;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * How many messages workspaces took in, in the table {@code hie_usage} of the configuration's
 * database: a row for each workspace, day and life of a node, so that writing one again changes
 * nothing. Each call connects anew; blocks.
 */
public final class JdbcUsage {
  private final String url;
  private final String user;
  private final String password;

  /** What a workspace took in on a day. */
  public record Row(String workspace, LocalDate day, long messages) {}

  /**
   * The table of a node's database, which {@link JdbcDatabase#openConfiguration} has made.
   *
   * @param config of which {@code hie.configuration.jdbc} is read
   */
  public JdbcUsage(Config config) {
    Config jdbc = config.getConfig("hie.configuration.jdbc");
    this.url = jdbc.getString("url");
    this.user = jdbc.getString("user");
    this.password = jdbc.getString("password");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /**
   * Writes what a life of a node counted so far, all or nothing.
   *
   * @param life its name, which no other has
   */
  public void put(String life, List<Row> rows) throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      for (Row row : rows) {
        boolean known =
            write(
                connection,
                "UPDATE hie_usage SET messages = ? WHERE workspace = ? AND usage_day = ? AND life ="
                    + " ?",
                life,
                row);
        if (!known) {
          write(
              connection,
              "INSERT INTO hie_usage (messages, workspace, usage_day, life) VALUES (?, ?, ?, ?)",
              life,
              row);
        }
      }
      connection.commit();
    }
  }

  private static boolean write(Connection connection, String sql, String life, Row row)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, row.messages());
      statement.setString(2, row.workspace());
      statement.setDate(3, Date.valueOf(row.day()));
      statement.setString(4, life);
      return statement.executeUpdate() > 0;
    }
  }

  /**
   * What all lives counted together, by workspace and day in their order.
   *
   * @param from the first day
   * @param to the last day
   * @param without a life that is left out; empty for none
   */
  public List<Row> read(LocalDate from, LocalDate to, String without) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT workspace, usage_day, SUM(messages) FROM hie_usage WHERE usage_day BETWEEN"
                    + " ? AND ? AND life <> ? GROUP BY workspace, usage_day ORDER BY workspace,"
                    + " usage_day")) {
      select.setDate(1, Date.valueOf(from));
      select.setDate(2, Date.valueOf(to));
      select.setString(3, without);
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getString(1), found.getDate(2).toLocalDate(), found.getLong(3)));
        }
      }
      return rows;
    }
  }
}

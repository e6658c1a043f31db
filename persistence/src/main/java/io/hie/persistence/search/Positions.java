package io.hie.persistence.search;

import io.hie.actormodel.history.search.MessageSearch.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition has been taken in. A step is made only from where the one who makes it
 * believes that the partition is, in the transaction of the rows: of two who take in the same
 * partition, as may be while it moves from one node to another, one finds that it is too late, and
 * does nothing.
 */
final class Positions {
  private Positions() {}

  /**
   * Where a partition is.
   *
   * @param generation of the rows; a rebuild makes those of the next one
   * @param goal where a rebuild has replaced all that was there when it began; null if there is
   *     none
   */
  record Position(long next, int generation, @Nullable Long goal) {}

  /**
   * Where a partition is; at the beginning if it is new, or the log is another one than it was.
   *
   * @param connection that commits each statement
   */
  static Position of(Connection connection, int partition, String log, long end)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT next, generation, goal, log FROM search_position WHERE part = ?")) {
      select.setInt(1, partition);
      try (ResultSet row = select.executeQuery()) {
        if (row.next() && row.getString(4).equals(log)) {
          long goal = row.getLong(3);
          return new Position(row.getLong(1), row.getInt(2), row.wasNull() ? null : goal);
        }
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE search_position SET log = ?, next = 0, log_end = ?, goal = ?, generation ="
                + " generation + 1 WHERE part = ?")) {
      update.setString(1, log);
      update.setLong(2, end);
      update.setLong(3, end);
      update.setInt(4, partition);
      if (update.executeUpdate() == 0) {
        insert(connection, partition, log, end);
      }
    }
    return of(connection, partition, log, end);
  }

  private static void insert(Connection connection, int partition, String log, long end)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO search_position (part, log, next, log_end, generation) SELECT ?, ?, 0, ?,"
                + " 1 WHERE NOT EXISTS (SELECT 1 FROM search_position WHERE part = ?)")) {
      insert.setInt(1, partition);
      insert.setString(2, log);
      insert.setLong(3, end);
      insert.setInt(4, partition);
      insert.executeUpdate();
    }
  }

  /**
   * Goes on from a position, as part of a transaction.
   *
   * @return false if it is not there any more
   */
  static boolean advance(
      Connection transaction, int partition, String log, Position from, long next, long end)
      throws SQLException {
    try (PreparedStatement update =
        transaction.prepareStatement(
            "UPDATE search_position SET next = ?, log_end = ? WHERE part = ? AND log = ? AND next ="
                + " ? AND generation = ?")) {
      update.setLong(1, next);
      update.setLong(2, end);
      update.setInt(3, partition);
      update.setString(4, log);
      update.setLong(5, from.next());
      update.setInt(6, from.generation());
      return update.executeUpdate() == 1;
    }
  }

  /** Begins to make all partitions again. */
  static void restart(Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE search_position SET goal = GREATEST(log_end, next), next = 0, generation ="
                + " generation + 1")) {
      update.executeUpdate();
    }
  }

  /** Ends the rebuild of a partition: what it has not made again is not there any more. */
  static void finish(Connection connection, int partition, int generation) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM search_message WHERE part = ? AND generation < ?");
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE search_position SET goal = NULL WHERE part = ? AND generation = ?")) {
      delete.setInt(1, partition);
      delete.setInt(2, generation);
      delete.executeUpdate();
      update.setInt(1, partition);
      update.setInt(2, generation);
      update.executeUpdate();
    }
  }

  /** How far all partitions are. */
  static List<Progress> all(Connection connection) throws SQLException {
    List<Progress> all = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT part, next, log_end, goal FROM search_position ORDER BY part");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long goal = row.getLong(4);
        boolean rebuilding = !row.wasNull();
        all.add(
            new Progress(
                row.getInt(1), row.getLong(2), Math.max(row.getLong(3), goal), rebuilding));
      }
    }
    return all;
  }
}

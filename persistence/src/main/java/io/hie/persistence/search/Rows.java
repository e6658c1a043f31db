package io.hie.persistence.search;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of messages: reading, writing and forgetting its rows. */
final class Rows {
  /** What a question reads; see {@link #found}. */
  static final String COLUMNS =
      "production, history, message, event, place, changed, shape, message_id, control_id";

  private static final String WRITTEN =
      "(history, message, production, part, generation, event, place, changed, shape, message_id,"
          + " control_id)";

  private static final String UPSERT_H2 =
      "MERGE INTO search_message "
          + WRITTEN
          + " KEY (history, message, production) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String UPSERT_POSTGRESQL =
      "INSERT INTO search_message "
          + WRITTEN
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (history, message, production)"
          + " DO UPDATE SET part = EXCLUDED.part, generation = EXCLUDED.generation, event ="
          + " EXCLUDED.event, place = EXCLUDED.place, changed = EXCLUDED.changed, shape ="
          + " EXCLUDED.shape, message_id = EXCLUDED.message_id, control_id = EXCLUDED.control_id";

  private static final int FORGOTTEN_AT_ONCE = 5_000;

  private final SearchDatabase database;
  private final Shapes shapes;

  Rows(SearchDatabase database, Shapes shapes) {
    this.database = database;
    this.shapes = shapes;
  }

  /** Rows of a generation by their names, as far as they are there. */
  Map<Row.Name, Row> read(Connection connection, List<Row.Name> names, int generation)
      throws SQLException {
    Map<Row.Name, Row> found = new HashMap<>();
    if (names.isEmpty()) {
      return found;
    }
    if (names.stream().anyMatch(each -> shapes.find(each.workspace(), each.project()).isEmpty())) {
      learn();
    }
    if (database.postgres()) {
      readTogether(connection, names, generation, found);
    } else {
      readEach(connection, names, generation, found);
    }
    return found;
  }

  private void readEach(
      Connection connection, List<Row.Name> names, int generation, Map<Row.Name, Row> found)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM search_message WHERE history = ? AND message = ? AND production = ? AND"
                + " generation = ?")) {
      for (Row.Name name : names) {
        Integer production = shapes.find(name.workspace(), name.project()).orElse(null);
        if (production != null) {
          select.setObject(1, name.hash());
          select.setLong(2, name.message());
          select.setInt(3, production);
          select.setInt(4, generation);
          gather(select, found);
        }
      }
    }
  }

  private void readTogether(
      Connection connection, List<Row.Name> names, int generation, Map<Row.Name, Row> found)
      throws SQLException {
    List<UUID> histories = new ArrayList<>();
    List<Long> messages = new ArrayList<>();
    List<Integer> productions = new ArrayList<>();
    for (Row.Name name : names) {
      Integer production = shapes.find(name.workspace(), name.project()).orElse(null);
      if (production != null) {
        histories.add(name.hash());
        messages.add(name.message());
        productions.add(production);
      }
    }
    Array ofHistories = connection.createArrayOf("uuid", histories.toArray());
    Array ofMessages = connection.createArrayOf("bigint", messages.toArray());
    Array ofProductions = connection.createArrayOf("integer", productions.toArray());
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT s.production, s.history, s.message, s.event, s.place, s.changed, s.shape,"
                + " s.message_id, s.control_id FROM unnest(?, ?, ?) AS w(h, m, p) CROSS JOIN"
                + " LATERAL (SELECT * FROM search_message WHERE history = w.h AND message = w.m AND"
                + " production = w.p AND generation = ?) s")) {
      select.setArray(1, ofHistories);
      select.setArray(2, ofMessages);
      select.setArray(3, ofProductions);
      select.setInt(4, generation);
      gather(select, found);
    }
  }

  private void gather(PreparedStatement select, Map<Row.Name, Row> found) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Row row = found(rows);
        if (row == null) {
          learn();
          row = found(rows);
        }
        if (row == null) {
          throw new SQLException("a row names a shape that is not there");
        }
        found.put(row.name(), row);
      }
    }
  }

  /** Another node may have given something a number a moment ago. */
  private void learn() throws SQLException {
    try (Connection other = database.connection()) {
      shapes.refresh(other);
    }
  }

  /** The row that a result of {@link #COLUMNS} is at; null if its shape is not known here. */
  @Nullable Row found(ResultSet row) throws SQLException {
    Shape shape = shapes.shape(row.getInt(7));
    if (shape == null) {
      return null;
    }
    return new Row(
        new Row.Name(
            shape.workspace(), shape.project(), row.getObject(2, UUID.class), row.getLong(3)),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getString(8),
        row.getString(9),
        shape);
  }

  /** Writes rows, in place of those of their names, as part of a transaction. */
  void write(Connection transaction, Collection<Batch.Placed> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert =
        transaction.prepareStatement(database.postgres() ? UPSERT_POSTGRESQL : UPSERT_H2)) {
      for (Batch.Placed placed : rows) {
        set(upsert, placed);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private void set(PreparedStatement upsert, Batch.Placed placed) throws SQLException {
    Row row = placed.row();
    upsert.setObject(1, row.name().hash());
    upsert.setLong(2, row.name().message());
    upsert.setInt(3, production(row.name()));
    upsert.setInt(4, placed.partition());
    upsert.setInt(5, placed.generation());
    upsert.setLong(6, row.event());
    upsert.setLong(7, row.place());
    upsert.setLong(8, row.changed());
    upsert.setInt(9, shape(row.shape()));
    upsert.setString(10, row.messageId());
    upsert.setString(11, row.controlId());
  }

  private int production(Row.Name name) throws SQLException {
    Integer known = shapes.find(name.workspace(), name.project()).orElse(null);
    if (known != null) {
      return known;
    }
    try (Connection other = database.connection()) {
      return shapes.number(other, name.workspace(), name.project());
    }
  }

  private int shape(Shape shape) throws SQLException {
    Integer known = shapes.known(shape);
    if (known != null) {
      return known;
    }
    try (Connection other = database.connection()) {
      return shapes.number(other, shape);
    }
  }

  /** Forgets what began before a place, some of it. Returns how many rows that were. */
  int forget(Connection connection, int production, long before) throws SQLException {
    try (PreparedStatement oldest =
            connection.prepareStatement(
                "SELECT place FROM search_message WHERE production = ? AND place < ? ORDER BY place"
                    + " DESC OFFSET "
                    + FORGOTTEN_AT_ONCE
                    + " ROWS FETCH NEXT 1 ROWS ONLY");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM search_message WHERE production = ? AND place < ? AND place >= ?")) {
      oldest.setInt(1, production);
      oldest.setLong(2, before);
      long from = Long.MIN_VALUE;
      try (ResultSet row = oldest.executeQuery()) {
        if (row.next()) {
          from = row.getLong(1);
        }
      }
      delete.setInt(1, production);
      delete.setLong(2, before);
      delete.setLong(3, from);
      return delete.executeUpdate();
    }
  }
}

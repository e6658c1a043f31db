package io.hie.persistence.search;

import io.hie.actormodel.history.search.MessageQuery;
import io.hie.actormodel.history.search.MessageSearch.Page;
import io.hie.actormodel.history.search.MessageSearch.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions. Which shapes fit is found in memory; then the newest rows of each are read by
 * the index of shape and place, and put in one order. Where very many shapes fit, as when most
 * messages do, the newest rows of the productions are read instead and those of other shapes passed
 * over.
 */
final class Finder {
  /** Rows of one place that a page may have to pass over: there is one, and hardly ever two. */
  private static final int SAME_PLACE = 16;

  /** So many times a page is looked at for the place of its oldest row. */
  private static final int PROBED_PAGES = 4;

  /** The most shapes whose rows are read one by one. */
  private static final int MOST_BRANCHES = 1_000;

  private final SearchDatabase database;
  private final Shapes shapes;
  private final Rows rows;
  private final int timeoutSeconds;

  Finder(SearchDatabase database, Shapes shapes, Rows rows, int timeoutSeconds) {
    this.database = database;
    this.shapes = shapes;
    this.rows = rows;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** Which rows are read: those that have one of some values in a column that has an index. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Branches(String column, Object[] values, String type) {}

  /** Between which places, and how many. */
  private record Range(long from, long until, int most) {}

  Page find(MessageQuery query) throws SQLException {
    try (Connection connection = database.connection()) {
      shapes.refresh(connection);
      Map<Integer, Shapes.Production> productions =
          shapes.productionsOf(query.workspace(), query.project());
      List<Integer> wanted = narrows(query) ? fitting(query) : null;
      if (productions.isEmpty() || (wanted != null && wanted.isEmpty())) {
        return new Page(List.of(), null);
      }
      Cursor after = query.after() == null ? null : Cursor.parse(query.after());
      Branches branches = branches(query, productions.keySet(), wanted);
      boolean byShape = branches.column().equals("shape");
      List<Row> found =
          read(
              connection,
              branches,
              others(query, branches.column(), productions.keySet(), byShape ? null : wanted),
              range(query, after));
      List<Row> page =
          found.stream()
              .filter(row -> after == null || after.isBefore(row))
              .sorted(Cursor.ORDER)
              .limit(query.limit() + 1L)
              .toList();
      boolean more = page.size() > query.limit();
      List<Row> shown = more ? page.subList(0, query.limit()) : page;
      return new Page(
          shown.stream().map(Row::found).toList(), more ? Cursor.of(shown.getLast()).text() : null);
    }
  }

  private static boolean narrows(MessageQuery query) {
    return query.item() != null
        || query.type() != null
        || query.state() != null
        || query.text() != null;
  }

  private List<Integer> fitting(MessageQuery query) {
    List<Integer> fitting = new ArrayList<>();
    shapes
        .all()
        .forEach(
            (id, shape) -> {
              if (shape.fits(query)) {
                fitting.add(id);
              }
            });
    return fitting;
  }

  /** What else must be so of the rows that are read: conditions, each with its value. */
  private static Map<String, Object> others(
      MessageQuery query,
      String column,
      Collection<Integer> productions,
      @Nullable List<Integer> wanted) {
    Map<String, Object> others = new LinkedHashMap<>();
    if (!column.equals("production")) {
      others.put("production = ANY(?)", productions.toArray());
    }
    if (wanted != null) {
      others.put("shape = ANY(?)", wanted.toArray());
    }
    if (query.history() != null && !column.equals("history")) {
      others.put("history = ?", hash(query.history()));
    }
    if (query.controlId() != null && !column.equals("control_id")) {
      others.put("control_id = ?", query.controlId());
    }
    return others;
  }

  private static UUID hash(String history) {
    try {
      return Row.hash(history);
    } catch (IllegalArgumentException wrong) {
      throw new RefusedException(
          "key is the hash of a key, 32 hexadecimal digits, as a history's id ends with");
    }
  }

  private static Branches branches(
      MessageQuery query, Collection<Integer> productions, @Nullable List<Integer> wanted) {
    if (query.messageId() != null) {
      return new Branches("message_id", new Object[] {received(query.messageId())}, "varchar");
    }
    if (query.history() != null) {
      return new Branches("history", new Object[] {hash(query.history())}, "uuid");
    }
    if (query.controlId() != null) {
      return new Branches("control_id", new Object[] {query.controlId()}, "varchar");
    }
    return wanted != null && wanted.size() <= MOST_BRANCHES
        ? new Branches("shape", wanted.toArray(), "integer")
        : new Branches("production", productions.toArray(), "integer");
  }

  /** The id of a message that was made of another begins with that one's. */
  private static String received(String messageId) {
    int dot = messageId.indexOf('.');
    return dot < 0 ? messageId : messageId.substring(0, dot);
  }

  private static Range range(MessageQuery query, @Nullable Cursor after) {
    long from = query.from() == null ? 0 : Row.firstPlace(query.from());
    long until = query.until() == null ? Long.MAX_VALUE : Row.firstPlace(query.until()) - 1;
    return new Range(
        from,
        after == null ? until : Math.min(until, after.place()),
        query.limit() + 1 + SAME_PLACE);
  }

  private List<Row> read(
      Connection connection, Branches branches, Map<String, Object> others, Range range)
      throws SQLException {
    if (!database.postgres() || branches.values().length == 1) {
      return oneByOne(connection, branches, others, range);
    }
    long oldest = oldestPlace(connection, branches, others, range);
    return together(connection, branches, others, new Range(oldest, range.until(), range.most()));
  }

  /** What follows the value of a branch. */
  private static String newest(Branches branches, Map<String, Object> others, int most) {
    return " AND place <= ? AND place >= ?"
        + others.keySet().stream().map(each -> " AND " + each).collect(Collectors.joining())
        // With the column, though it is the same in all rows: H2 goes by the index only so.
        + " ORDER BY "
        + branches.column()
        + ", place DESC FETCH FIRST "
        + most
        + " ROWS ONLY";
  }

  /** Some of all branches in one statement, each by the index. */
  private static String ofAll(
      String columns, Branches branches, Map<String, Object> others, int mostOfEach) {
    return "SELECT "
        + columns
        + " FROM unnest(?) AS w(v) CROSS JOIN LATERAL (SELECT "
        + columns
        + " FROM search_message WHERE "
        + branches.column()
        + " = w.v"
        + newest(branches, others, mostOfEach)
        + ") s ORDER BY place DESC";
  }

  /**
   * A place that nothing on the page is older than, by a few rows of each branch: to look at all
   * that each could give is what a search over many branches would cost.
   */
  private long oldestPlace(
      Connection connection, Branches branches, Map<String, Object> others, Range range)
      throws SQLException {
    int few = range.most() * PROBED_PAGES / branches.values().length + 1;
    if (few >= range.most()) {
      return range.from();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            ofAll("place", branches, others, few)
                + " OFFSET "
                + (range.most() - 1)
                + " ROWS FETCH FIRST 1 ROWS ONLY")) {
      select.setArray(1, connection.createArrayOf(branches.type(), branches.values()));
      bind(connection, select, others.values(), range);
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? result.getLong(1) : range.from();
      }
    }
  }

  private List<Row> together(
      Connection connection, Branches branches, Map<String, Object> others, Range range)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            ofAll(Rows.COLUMNS, branches, others, range.most())
                + " FETCH FIRST "
                + range.most()
                + " ROWS ONLY")) {
      select.setArray(1, connection.createArrayOf(branches.type(), branches.values()));
      bind(connection, select, others.values(), range);
      return rows(select);
    }
  }

  /** One statement for each branch, which in a database inside the process costs nothing more. */
  private List<Row> oneByOne(
      Connection connection, Branches branches, Map<String, Object> others, Range range)
      throws SQLException {
    List<Row> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + Rows.COLUMNS
                + " FROM search_message WHERE "
                + branches.column()
                + " = ?"
                + newest(branches, others, range.most()))) {
      bind(connection, select, others.values(), range);
      for (Object value : branches.values()) {
        bind(select, 1, value);
        found.addAll(rows(select));
        if (found.size() > range.most()) {
          // What is older than these is on no page, so the branches that follow give little.
          found.sort(Cursor.ORDER);
          found.subList(range.most(), found.size()).clear();
          select.setLong(3, found.getLast().place());
        }
      }
    }
    return found;
  }

  private void bind(
      Connection connection, PreparedStatement select, Collection<Object> others, Range range)
      throws SQLException {
    select.setQueryTimeout(timeoutSeconds);
    select.setLong(2, range.until());
    select.setLong(3, range.from());
    int next = 4;
    for (Object value : others) {
      if (value instanceof Object[] numbers) {
        select.setArray(next++, connection.createArrayOf("integer", numbers));
      } else {
        bind(select, next++, value);
      }
    }
  }

  private static void bind(PreparedStatement select, int at, Object value) throws SQLException {
    if (value instanceof UUID uuid) {
      select.setObject(at, uuid);
    } else if (value instanceof Integer number) {
      select.setInt(at, number);
    } else {
      select.setString(at, String.valueOf(value));
    }
  }

  private List<Row> rows(PreparedStatement select) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet result = select.executeQuery()) {
      while (result.next()) {
        Row row = rows.found(result);
        if (row != null) {
          found.add(row);
        }
      }
    }
    return found;
  }
}

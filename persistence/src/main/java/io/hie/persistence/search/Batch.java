package io.hie.persistence.search;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.persistence.search.LogFeed.Entry;
import io.hie.persistence.search.Positions.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes in what was read of some partitions: the rows that it changes and how far the partitions
 * are, in one transaction.
 */
final class Batch {
  private final SearchDatabase database;
  private final Rows rows;
  private final String log;

  Batch(SearchDatabase database, Rows rows, String log) {
    this.database = database;
    this.rows = rows;
    this.log = log;
  }

  /**
   * What came of it.
   *
   * @param taken the partitions that were there where they were believed to be, with where they are
   *     now; those that are missing were taken in by somebody else
   * @param changed rows as they are now
   */
  record Result(Map<Integer, Position> taken, Collection<Row> changed) {}

  /** A row and the partition that it is in. */
  record Placed(Row row, int partition, int generation) {}

  /**
   * Takes it in, all or nothing.
   *
   * @param ends where the partitions end, for who asks how far they are
   * @param notBefore messages that began before this place are left out
   */
  Result take(
      Map<Integer, LogFeed.Part> read,
      Map<Integer, Position> from,
      Map<Integer, Long> ends,
      long notBefore)
      throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        Map<Integer, Position> taken = new HashMap<>();
        // In one order, so that two nodes do not wait for each other.
        for (var each : new TreeMap<>(read).entrySet()) {
          Position position = from.get(each.getKey());
          long next = each.getValue().next();
          if (position != null
              && Positions.advance(
                  connection,
                  each.getKey(),
                  log,
                  position,
                  next,
                  Math.max(next, ends.getOrDefault(each.getKey(), next)))) {
            taken.put(each.getKey(), new Position(next, position.generation(), position.goal()));
          }
        }
        Map<Row.Name, Placed> changed = new LinkedHashMap<>();
        for (var each : taken.entrySet()) {
          List<Entry> entries = read.get(each.getKey()).entries();
          fold(
              connection, each.getKey(), each.getValue().generation(), entries, notBefore, changed);
        }
        rows.write(connection, changed.values());
        connection.commit();
        return new Result(taken, changed.values().stream().map(Placed::row).toList());
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private void fold(
      Connection connection,
      int partition,
      int generation,
      List<Entry> entries,
      long notBefore,
      Map<Row.Name, Placed> changed)
      throws SQLException {
    Map<Row.Name, Row> known = rows.read(connection, earlier(entries), generation);
    for (Entry entry : entries) {
      long message = RowFold.message(entry.event());
      if (message == 0) {
        continue;
      }
      Row.Name name = Row.Name.of(entry.history(), message);
      Row before = known.get(name);
      Row after =
          entry.event() instanceof HistoryEvent.Beginning begun
              ? RowFold.begin(name, entry.number(), begun)
              : before == null ? null : RowFold.after(before, entry.number(), entry.event());
      if (after != null && !after.equals(before) && after.place() >= notBefore) {
        known.put(name, after);
        changed.put(name, new Placed(after, partition, generation));
      }
      long repeated = RowFold.repeated(entry.event());
      Row first = repeated == 0 ? null : known.get(Row.Name.of(entry.history(), repeated));
      if (first != null && entry.event() instanceof HistoryEvent.Resubmitted again) {
        Row settled = RowFold.sentAgain(first, entry.number(), again);
        known.put(first.name(), settled);
        changed.put(first.name(), new Placed(settled, partition, generation));
      }
    }
  }

  /** The messages that began before and have something in this batch. */
  private static List<Row.Name> earlier(List<Entry> entries) {
    Set<Row.Name> begun = new HashSet<>();
    Set<Row.Name> earlier = new HashSet<>();
    for (Entry entry : entries) {
      long message = RowFold.message(entry.event());
      if (message != 0) {
        Row.Name name = Row.Name.of(entry.history(), message);
        if (entry.event() instanceof HistoryEvent.Beginning) {
          begun.add(name);
        } else if (!begun.contains(name)) {
          earlier.add(name);
        }
      }
      long repeated = RowFold.repeated(entry.event());
      if (repeated != 0) {
        Row.Name name = Row.Name.of(entry.history(), repeated);
        if (!begun.contains(name)) {
          earlier.add(name);
        }
      }
    }
    return new ArrayList<>(earlier);
  }
}

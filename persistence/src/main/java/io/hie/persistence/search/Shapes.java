package io.hie.persistence.search;

import io.hie.actormodel.history.search.FoundMessage.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shapes and productions that there are, by their numbers in the database, all in memory. Other
 * nodes add some too, so what is new there is read before each question. Numbers are never given
 * again. Safe from any thread.
 */
final class Shapes {
  private static final Logger LOG = LoggerFactory.getLogger(Shapes.class);

  /** From here on what senders choose is left out of new ones. */
  private static final int MANY = 20_000;

  /** From here on most of their legs too. */
  private static final int VERY_MANY = 40_000;

  private static final int FEW_LEGS = 3;

  /** Numbers that were given before others and became visible after them are among the last. */
  private static final int OVERLAP = 500;

  private final Map<Integer, Shape> shapes = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> byDigest = new ConcurrentHashMap<>();
  private final Map<Integer, Production> productions = new ConcurrentHashMap<>();
  private final Map<Production, Integer> numbers = new ConcurrentHashMap<>();
  private int last;
  private boolean told;

  /** Of which workspace a production is. */
  record Production(String workspace, String project) {}

  /** Reads what others have added. */
  synchronized void refresh(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT id, workspace, project FROM search_production");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Production production = new Production(row.getString(2), row.getString(3));
        productions.put(row.getInt(1), production);
        numbers.put(production, row.getInt(1));
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, digest, production, kind, service, message_type, version, sender, legs FROM"
                + " search_shape WHERE id > ? ORDER BY id")) {
      select.setInt(1, last - OVERLAP);
      select.setFetchSize(1_000);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int id = row.getInt(1);
          if (shapes.containsKey(id)) {
            continue;
          }
          Production production = productions.get(row.getInt(3));
          if (production != null) {
            know(
                id,
                row.getObject(2, UUID.class),
                new Shape(
                    production.workspace(),
                    production.project(),
                    Kind.valueOf(row.getString(4)),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    Shape.legs(row.getString(9))));
            last = Math.max(last, id);
          }
        }
      }
    }
  }

  private void know(int id, UUID digest, Shape shape) {
    shapes.put(id, shape);
    byDigest.put(digest, id);
  }

  /** The shapes, by number. */
  Map<Integer, Shape> all() {
    return shapes;
  }

  /** The numbers of all productions. */
  Set<Integer> productions() {
    return productions.keySet();
  }

  /** The productions of a workspace, by number. */
  Map<Integer, Production> productionsOf(String workspace, @Nullable String project) {
    Map<Integer, Production> found = new TreeMap<>();
    productions.forEach(
        (id, each) -> {
          if (each.workspace().equals(workspace)
              && (project == null || each.project().equals(project))) {
            found.put(id, each);
          }
        });
    return found;
  }

  @Nullable Shape shape(int id) {
    return shapes.get(id);
  }

  @Nullable Production production(int id) {
    return productions.get(id);
  }

  /** The number of a production, if it has one. */
  Optional<Integer> find(String workspace, String project) {
    return Optional.ofNullable(numbers.get(new Production(workspace, project)));
  }

  /**
   * The number of a production, which it is given if it has none.
   *
   * @param connection that commits each statement, so that what is known here is there
   */
  int number(Connection connection, String workspace, String project) throws SQLException {
    Optional<Integer> known = find(workspace, project);
    if (known.isPresent()) {
      return known.get();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO search_production (workspace, project) SELECT ?, ? WHERE NOT EXISTS"
                + " (SELECT 1 FROM search_production WHERE workspace = ? AND project = ?)")) {
      insert.setString(1, workspace);
      insert.setString(2, project);
      insert.setString(3, workspace);
      insert.setString(4, project);
      insert.executeUpdate();
    }
    refresh(connection);
    return find(workspace, project)
        .orElseThrow(() -> new SQLException("a production was stored and is not there"));
  }

  /** The number of a shape, if it is known. */
  @Nullable Integer known(Shape shape) {
    return byDigest.get(shape.digest());
  }

  /** The number of a shape; see {@link #number(Connection, String, String)}. */
  int number(Connection connection, Shape wanted) throws SQLException {
    Integer exact = byDigest.get(wanted.digest());
    if (exact != null) {
      return exact;
    }
    Shape shape = wanted;
    if (shapes.size() > MANY) {
      tellOnce();
      shape = wanted.coarse(shapes.size() > VERY_MANY ? FEW_LEGS : Shape.MOST_LEGS);
    }
    UUID digest = shape.digest();
    Integer known = byDigest.get(digest);
    if (known != null) {
      return known;
    }
    int production = number(connection, shape.workspace(), shape.project());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO search_shape (digest, production, kind, service, message_type, version,"
                + " sender, legs) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM"
                + " search_shape WHERE digest = ?)")) {
      insert.setObject(1, digest);
      insert.setInt(2, production);
      insert.setString(3, shape.kind().name());
      insert.setString(4, shape.service());
      insert.setString(5, shape.type());
      insert.setString(6, shape.version());
      insert.setString(7, shape.sender());
      insert.setString(8, shape.legsText());
      insert.setObject(9, digest);
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM search_shape WHERE digest = ?")) {
      select.setObject(1, digest);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("a shape was stored and is not there");
        }
        know(row.getInt(1), digest, shape);
        return row.getInt(1);
      }
    }
  }

  private synchronized void tellOnce() {
    if (!told) {
      told = true;
      LOG.warn(
          "The search index knows {} combinations of sender, type and way of a message; of new ones"
              + " the sender and the type are left out. See that senders do not put something new"
              + " into MSH-3 of each message.",
          shapes.size());
    }
  }
}

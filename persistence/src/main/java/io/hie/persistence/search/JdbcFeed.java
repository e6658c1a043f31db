package io.hie.persistence.search;

import com.typesafe.config.Config;
import io.hie.actormodel.history.HistoryEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.Nullable;

/**
 * The events of the JDBC journal, as one partition in the order of their numbers. Transactions
 * commit in another order than they are given numbers in, so a number that is missing is waited for
 * as long as its transaction may take; after that it was rolled back. Of the nodes that share a
 * PostgreSQL server, the one that has its lock reads.
 */
public final class JdbcFeed implements LogFeed {
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(40);

  /** In files of this process alone. */
  private static final Duration LONGEST_HERE = Duration.ofSeconds(5);

  private static final int MOST = 400;
  private static final long LOCK = 7_244_534;
  private static final String HISTORIES = "history|";
  private static final Set<Integer> ONE = Set.of(0);

  private final String url;
  private final String user;
  private final String password;
  private final Serialization serialization;
  private final Clock clock;
  private final boolean postgres;
  private final String columns;
  private final String table;
  private @Nullable Connection connection;
  private boolean locked;

  /** Of the journal of an actor system; {@code hie.persistence.jdbc} is read. */
  public JdbcFeed(ActorSystem system, Clock clock) {
    Config jdbc = system.settings().config().getConfig("hie.persistence.jdbc");
    this.url = jdbc.getString("url");
    this.user = jdbc.getString("user");
    this.password = jdbc.getString("password");
    this.serialization = SerializationExtension.get(system);
    this.clock = clock;
    this.postgres = url.startsWith("jdbc:postgresql:");
    this.columns =
        quoted("ordering")
            + ", "
            + quoted("persistence_id")
            + ", "
            + quoted("sequence_number")
            + ", "
            + quoted("event_payload")
            + ", "
            + quoted("event_ser_id")
            + ", "
            + quoted("event_ser_manifest")
            + ", "
            + quoted("write_timestamp");
    this.table = quoted("event_journal");
  }

  /** H2's columns have small letters, PostgreSQL's any. */
  private String quoted(String name) {
    return postgres ? name : '"' + name + '"';
  }

  @Override
  public String identity() {
    return "jdbc";
  }

  private Connection connection() throws SQLException {
    Connection known = connection;
    if (known == null) {
      known = DriverManager.getConnection(url, user, password);
      connection = known;
    }
    return known;
  }

  @Override
  public Set<Integer> owned() {
    if (!postgres || locked) {
      return ONE;
    }
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
      locked = row.next() && row.getBoolean(1);
      return locked ? ONE : Set.of();
    } catch (SQLException failed) {
      throw new IllegalStateException("the journal's database does not answer", failed);
    }
  }

  @Override
  public long end(int partition) {
    try (Statement statement = connection().createStatement();
        ResultSet row =
            statement.executeQuery("SELECT MAX(" + quoted("ordering") + ") FROM " + table)) {
      return row.next() ? row.getLong(1) + 1 : 0;
    } catch (SQLException failed) {
      throw new IllegalStateException("the journal's database does not answer", failed);
    }
  }

  @Override
  public Map<Integer, Part> read(Map<Integer, Long> from) {
    long start = from.getOrDefault(0, 0L);
    long next = start;
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement select =
        connection()
            .prepareStatement(
                "SELECT "
                    + columns
                    + " FROM "
                    + table
                    + " WHERE "
                    + quoted("ordering")
                    + " >= ? ORDER BY "
                    + quoted("ordering")
                    + " FETCH FIRST "
                    + MOST
                    + " ROWS ONLY")) {
      select.setLong(1, start);
      Duration longest = postgres ? LONGEST_TRANSACTION : LONGEST_HERE;
      long settled = clock.instant().minus(longest).toEpochMilli();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long ordering = row.getLong(1);
          boolean gap = ordering > Math.max(1, next);
          if (gap && row.getLong(7) > settled) {
            break;
          }
          next = ordering + 1;
          if (row.getString(2).startsWith(HISTORIES) && event(row) instanceof HistoryEvent event) {
            entries.add(
                new Entry(row.getString(2).substring(HISTORIES.length()), row.getLong(3), event));
          }
        }
      }
    } catch (SQLException failed) {
      throw new IllegalStateException("the journal's database does not answer", failed);
    }
    return next == start ? Map.of() : Map.of(0, new Part(next, entries));
  }

  private Object event(ResultSet row) throws SQLException {
    return serialization.deserialize(row.getBytes(4), row.getInt(5), row.getString(6)).get();
  }

  @Override
  public void close() {
    Connection known = connection;
    connection = null;
    locked = false;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException gone) {
        // It is gone, with its lock.
      }
    }
  }
}

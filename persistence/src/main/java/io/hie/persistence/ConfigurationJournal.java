package io.hie.persistence;

import com.typesafe.config.Config;
import io.hie.persistence.MessageJournal.CannotOpenException;
import io.hie.persistence.jdbc.JdbcDatabase;
import java.sql.SQLException;
import org.apache.pekko.actor.ActorSystem;

/**
 * The journal of the configuration store, made ready for an actor system: JDBC, whatever keeps the
 * messages. Used once, by one thread, like {@link MessageJournal}: {@link #open}, make the actor
 * system with {@link #config}, then {@link #attach}.
 */
public final class ConfigurationJournal implements AutoCloseable {
  private final Config config;
  private final JdbcDatabase database;
  private boolean attached;

  private ConfigurationJournal(Config config, JdbcDatabase database) {
    this.config = config;
    this.database = database;
  }

  /**
   * Opens the database and brings its tables up to date.
   *
   * @param config the node's, resolved
   * @param onFailure run at most once, on a thread of its own, when embedded files cannot be
   *     written any more in this process
   * @throws CannotOpenException with an {@link SQLException} as cause if it is the database's
   */
  public static ConfigurationJournal open(Config config, Runnable onFailure)
      throws CannotOpenException {
    try {
      JdbcDatabase database = JdbcDatabase.openConfiguration(config, onFailure);
      return new ConfigurationJournal(database.plugin().withFallback(config), database);
    } catch (SQLException failed) {
      throw new CannotOpenException(
          "the database of the configuration (HIE_CONFIGURATION_JDBC_URL,"
              + " HIE_CONFIGURATION_JDBC_USER, HIE_CONFIGURATION_JDBC_PASSWORD; without them the"
              + " files in the data directory) cannot be used (SQL state "
              + failed.getSQLState()
              + ", error "
              + failed.getErrorCode()
              + "): "
              + DatabaseTrouble.why(failed),
          failed);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      throw new CannotOpenException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /** Whether all nodes that are given this database share it; files are a node's own. */
  public static boolean isShared(Config config) {
    return !config.getString("hie.configuration.jdbc.url").startsWith("jdbc:h2:");
  }

  /** What the actor system is to be made with. */
  public Config config() {
    return config;
  }

  /** Gives the journal to an actor system, which closes it. */
  public void attach(ActorSystem system) {
    attached = true;
    system.registerOnTermination(database::close);
  }

  /** Closes what was opened, if no actor system has it. */
  @Override
  public void close() {
    if (!attached) {
      database.close();
    }
  }
}

package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.configuration.Configuration;
import io.hie.configuration.UsageMeter;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Quotas;
import io.hie.configuration.directory.Role;
import io.hie.configuration.directory.User;
import io.hie.configuration.directory.Workspace;
import io.hie.configuration.secret.PasswordHash;
import io.hie.persistence.ConfigurationJournal;
import io.hie.persistence.MessageJournal;
import io.hie.persistence.jdbc.JdbcUsage;
import io.hie.persistence.jdbc.JdbcUsage.Row;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The configuration store of a node: opened before the actor system, started when that has joined
 * its cluster, and never without somebody who can log in.
 */
final class NodeConfiguration {
  private static final String FIRST_ADMIN = "admin";

  private NodeConfiguration() {}

  static ConfigurationJournal open(NodeSettings settings, Config config, Runnable onFailure)
      throws Node.CannotStartException {
    try {
      return ConfigurationJournal.open(config, onFailure);
    } catch (MessageJournal.CannotOpenException failed) {
      throw new Node.CannotStartException(
          failed.getCause() instanceof SQLException database && database.getErrorCode() == 90020
              ? "the data directory "
                  + settings.dataDirectory()
                  + " is in use by another node; stop that one or name another with --data"
              : String.valueOf(failed.getMessage()),
          failed);
    }
  }

  /**
   * Starts the store.
   *
   * @throws CompletionException if the store does not answer
   */
  static Configuration start(ActorSystem<?> system) {
    return Configuration.start(system, ConfigurationJournal.isShared(system.settings().config()))
        .toCompletableFuture()
        .join();
  }

  /** Counts what workspaces take in, in the database of the configuration. Blocks. */
  static UsageMeter usage(ActorSystem<?> system, Configuration configuration, Clock clock) {
    Config config = system.settings().config();
    JdbcUsage table = new JdbcUsage(config);
    String life = UUID.randomUUID().toString();
    UsageMeter.Store store =
        new UsageMeter.Store() {
          @Override
          public void put(List<UsageMeter.Used> counted) throws SQLException {
            table.put(
                life,
                counted.stream()
                    .map(each -> new Row(each.workspace(), each.day(), each.messages()))
                    .toList());
          }

          @Override
          public List<UsageMeter.Used> read(LocalDate from, LocalDate to, boolean others)
              throws SQLException {
            return table.read(from, to, others ? life : "").stream()
                .map(each -> new UsageMeter.Used(each.workspace(), each.day(), each.messages()))
                .toList();
          }
        };
    return UsageMeter.start(
        system,
        configuration,
        store,
        clock,
        config.getDuration("hie.configuration.usage-interval"));
  }

  /** How much a workspace may have. */
  static Quotas quotas(Configuration configuration, String workspace) {
    Workspace there = configuration.directory().workspaces().get(workspace);
    return there == null ? Quotas.NONE : there.quotas();
  }

  /**
   * Sees to it that the workspaces of the productions that run are there. In an empty store an
   * administrator is made whose password is the node's token.
   *
   * @throws CompletionException if the store does not answer
   */
  static void furnish(
      Configuration configuration, Set<String> workspaces, String token, Clock clock) {
    Origin origin = new Origin(clock.instant(), "node", "", "at the start of a node", "", null);
    for (String workspace : workspaces) {
      if (!configuration.directory().workspaces().containsKey(workspace)) {
        change(configuration, new Change.AddWorkspace(workspace, ""), origin);
      }
    }
    if (configuration.directory().isNew()) {
      change(
          configuration,
          new Change.AddUser(
              FIRST_ADMIN, new User.Details("Administrator", false, null), PasswordHash.of(token)),
          origin);
      change(
          configuration,
          new Change.AddGrant(FIRST_ADMIN, new Grant(Role.PLATFORM_ADMIN, Grant.EVERYWHERE), null),
          origin);
    }
  }

  /** If another node of the cluster was faster, it is as good. */
  private static void change(Configuration configuration, Change change, Origin origin) {
    configuration.change(change, origin).toCompletableFuture().join();
  }
}

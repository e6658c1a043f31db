package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Role;
import io.hie.configuration.directory.User;
import io.hie.configuration.secret.PasswordHash;
import io.hie.persistence.ConfigurationJournal;
import io.hie.persistence.MessageJournal;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Set;
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

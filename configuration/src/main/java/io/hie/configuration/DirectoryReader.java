package io.hie.configuration;

import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Directory;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Reads what the log adds up to by now, from its last snapshot, tells it and is gone. Never writes,
 * so it may read beside the writer.
 */
final class DirectoryReader
    extends EventSourcedBehavior<DirectoryReader.Tell, ConfigurationEvent, Directory> {

  /** Tells what was read; never leaves the node. */
  record Tell(ActorRef<Directory> replyTo) {}

  static Behavior<Tell> create() {
    return new DirectoryReader();
  }

  private DirectoryReader() {
    super(
        ConfigurationEntity.ID,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
  }

  @Override
  public Directory emptyState() {
    return Directory.empty();
  }

  @Override
  public CommandHandler<Tell, ConfigurationEvent, Directory> commandHandler() {
    return (directory, tell) -> {
      tell.replyTo().tell(directory);
      return Effect().stop();
    };
  }

  @Override
  public EventHandler<Directory, ConfigurationEvent> eventHandler() {
    return Directory::apply;
  }

  @Override
  public String journalPluginId() {
    return ConfigurationEntity.JOURNAL;
  }

  @Override
  public String snapshotPluginId() {
    return ConfigurationEntity.SNAPSHOTS;
  }
}

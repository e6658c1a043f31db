package io.hie.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Outcome;
import io.hie.configuration.directory.Refusal;
import io.hie.configuration.directory.Rules;
import io.hie.configuration.directory.Stored;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * The one writer of a configuration store. Answers when what it decided is durable. If it cannot be
 * written nobody is answered, and the state is read again from the log; two writers that do not
 * know of each other cannot both write, since the database takes each number once.
 */
final class ConfigurationEntity
    extends EventSourcedBehavior<ConfigurationEntity.Ask, ConfigurationEvent, Directory> {
  static final PersistenceId ID = PersistenceId.ofUniqueId("configuration");
  static final String JOURNAL = "hie.configuration.journal";
  static final String SNAPSHOTS = "hie.configuration.snapshot-store";
  private static final int SNAPSHOT_EVERY = 200;

  /** Somebody asks for a change. */
  record Ask(Change change, Origin origin, ActorRef<Answer> replyTo) implements Stored {}

  /** What became of it. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Answer.Made.class, name = "Made"),
    @JsonSubTypes.Type(value = Answer.Refused.class, name = "Refused")
  })
  sealed interface Answer extends Stored {

    /** The events that were stored; the last of them is number {@code revision}. */
    List<ConfigurationEvent> events();

    long revision();

    record Made(List<ConfigurationEvent> events, long revision) implements Answer {}

    record Refused(Refusal refusal, List<ConfigurationEvent> events, long revision)
        implements Answer {}
  }

  private final Rules rules;

  static Behavior<Ask> create(Rules rules) {
    return new ConfigurationEntity(rules);
  }

  private ConfigurationEntity(Rules rules) {
    super(
        ID,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
    this.rules = rules;
  }

  @Override
  public Directory emptyState() {
    return Directory.empty();
  }

  @Override
  public CommandHandler<Ask, ConfigurationEvent, Directory> commandHandler() {
    return (directory, ask) ->
        switch (rules.decide(directory, ask.change(), ask.origin())) {
          case Outcome.Made made when made.events().isEmpty() -> {
            ask.replyTo().tell(new Answer.Made(List.of(), directory.revision()));
            yield Effect().none();
          }
          case Outcome.Made made ->
              Effect()
                  .persist(made.events())
                  .thenReply(
                      ask.replyTo(), after -> new Answer.Made(made.events(), after.revision()));
          case Outcome.Refused refused -> {
            ask.replyTo()
                .tell(new Answer.Refused(refused.refusal(), List.of(), directory.revision()));
            yield Effect().none();
          }
          case Outcome.RefusedAndNoted refused ->
              Effect()
                  .persist(refused.events())
                  .thenReply(
                      ask.replyTo(),
                      after ->
                          new Answer.Refused(
                              refused.refusal(), refused.events(), after.revision()));
        };
  }

  @Override
  public EventHandler<Directory, ConfigurationEvent> eventHandler() {
    return Directory::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
  }

  @Override
  public String journalPluginId() {
    return JOURNAL;
  }

  @Override
  public String snapshotPluginId() {
    return SNAPSHOTS;
  }
}

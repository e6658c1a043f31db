package io.hie.configuration;

import com.typesafe.config.Config;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Policy;
import io.hie.configuration.directory.Refusal;
import io.hie.configuration.directory.Rules;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;

/**
 * The configuration store of a node. Reads are answered from what the node knows and never wait;
 * changes are decided by the one writer of the database and answered when they are durable. Safe
 * from any thread; nothing blocks.
 */
public final class Configuration {
  private static final String QUERIES = "hie.configuration.read-journal";
  private static final Duration START = Duration.ofSeconds(30);

  /** Longer than a database that is well takes, and short enough for a person to wait. */
  private static final Duration CHANGE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final ActorRef<ConfigurationEntity.Ask> writer;
  private final DirectoryView view;
  private final AuditLog audit;

  /** What became of a change. */
  public sealed interface Result {

    /**
     * It is made and durable.
     *
     * @param directory what is known now, the change included
     * @param events what was done; empty if all was so already
     */
    record Made(Directory directory, List<ConfigurationEvent> events) implements Result {}

    /** It was not made. */
    record Refused(Refusal refusal) implements Result {}
  }

  /** The store does not answer; what runs goes on, and a change may or may not have been made. */
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(Throwable cause) {
      super("the configuration store does not answer; look at its database, and try again", cause);
    }
  }

  private Configuration(
      ActorSystem<?> system,
      ActorRef<ConfigurationEntity.Ask> writer,
      DirectoryView view,
      AuditLog audit) {
    this.system = system;
    this.writer = writer;
    this.view = view;
    this.audit = audit;
  }

  /**
   * Starts the store; once for each actor system, which must have joined its cluster.
   *
   * @param shared whether all nodes of the cluster use the same database, and so one writer; else
   *     each has its own
   * @return done when what is stored is known here
   */
  public static CompletionStage<Configuration> start(ActorSystem<?> system, boolean shared) {
    Rules rules = new Rules(policy(system.settings().config().getConfig("hie.configuration")));
    ActorRef<ConfigurationEntity.Ask> writer =
        shared
            ? ClusterSingleton.get(system)
                .init(SingletonActor.of(ConfigurationEntity.create(rules), "hie-configuration"))
            : system.systemActorOf(
                ConfigurationEntity.create(rules), "hie-configuration", Props.empty());
    ActorRef<DirectoryReader.Tell> reader =
        system.systemActorOf(DirectoryReader.create(), "hie-configuration-reader", Props.empty());
    PersistenceQuery queries = PersistenceQuery.get(system);
    return AskPattern.ask(reader, DirectoryReader.Tell::new, START, system.scheduler())
        .thenApply(
            known -> {
              DirectoryView view = new DirectoryView(known);
              view.follow(
                  queries.getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, QUERIES),
                  system.settings().config().getDuration(QUERIES + ".refresh-interval"),
                  system);
              return new Configuration(
                  system,
                  writer,
                  view,
                  new AuditLog(
                      queries.getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, QUERIES),
                      system));
            });
  }

  private static Policy policy(Config settings) {
    return new Policy(
        settings.getInt("lock-out.failures"),
        settings.getDuration("lock-out.time"),
        settings.getDuration("password-lifetime"),
        settings.getDuration("session-lifetime"),
        settings.getDuration("session-idle"));
  }

  /** What is known now. */
  public Directory directory() {
    return view.known();
  }

  /**
   * Asks for a change.
   *
   * @return failed with {@link UnavailableException} if nobody knows
   */
  public CompletionStage<Result> change(Change change, Origin origin) {
    return AskPattern.<ConfigurationEntity.Ask, ConfigurationEntity.Answer>ask(
            writer,
            replyTo -> new ConfigurationEntity.Ask(change, origin, replyTo),
            CHANGE,
            system.scheduler())
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                throw new CompletionException(new UnavailableException(failure));
              }
              return result(answer);
            });
  }

  private Result result(ConfigurationEntity.Answer answer) {
    view.learn(answer.events(), answer.revision());
    return switch (answer) {
      case ConfigurationEntity.Answer.Made made -> new Result.Made(knownWith(made), made.events());
      case ConfigurationEntity.Answer.Refused refused -> new Result.Refused(refused.refusal());
    };
  }

  /** Another node's change may not have come by the log yet; what was just made must be seen. */
  private Directory knownWith(ConfigurationEntity.Answer.Made made) {
    Directory known = view.known();
    if (known.revision() >= made.revision()) {
      return known;
    }
    Directory with = known;
    for (ConfigurationEvent event : made.events()) {
      with = with.apply(event);
    }
    return with;
  }

  /** Who did what. */
  public AuditLog audit() {
    return audit;
  }
}

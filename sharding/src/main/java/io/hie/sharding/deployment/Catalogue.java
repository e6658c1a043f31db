package io.hie.sharding.deployment;

import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** The names of all productions that were ever written about, since a journal has no list. */
final class Catalogue
    extends EventSourcedBehavior<Catalogue.Command, Catalogue.Listed, Set<Catalogue.Listed>> {

  /** What it is told. Never leaves the node. */
  sealed interface Command {}

  /** Answers with all of them. */
  record All(ActorRef<List<Listed>> replyTo) implements Command {}

  /** Adds one, if it is not there; answered when it is durable. */
  record Add(Listed production, ActorRef<Done> replyTo) implements Command {}

  /** A production; also the event that it was added. */
  record Listed(String workspace, String project) implements CborSerializable {}

  static Behavior<Command> create() {
    return new Catalogue();
  }

  private Catalogue() {
    super(
        PersistenceId.ofUniqueId("productions"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
  }

  @Override
  public Set<Listed> emptyState() {
    return Set.of();
  }

  @Override
  public CommandHandler<Command, Listed, Set<Listed>> commandHandler() {
    return (all, command) ->
        switch (command) {
          case All get -> {
            get.replyTo().tell(List.copyOf(all));
            yield Effect().none();
          }
          case Add add -> {
            if (all.contains(add.production())) {
              add.replyTo().tell(Done.getInstance());
              yield Effect().none();
            }
            yield Effect()
                .persist(add.production())
                .thenRun(after -> add.replyTo().tell(Done.getInstance()));
          }
        };
  }

  @Override
  public EventHandler<Set<Listed>, Listed> eventHandler() {
    return (all, listed) -> {
      Set<Listed> more = new LinkedHashSet<>(all);
      more.add(listed);
      return more;
    };
  }
}

package io.hie.sharding.deployment;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore.StaleException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * One production's record. An event is taken only from who knows all that came before it. If it
 * cannot be written, nobody is answered, and the record is read again from the log.
 */
final class ProductionEntity
    extends EventSourcedBehavior<ProductionEntity.Command, ProductionEvent, ProductionRecord> {
  private static final int SNAPSHOT_EVERY = 50;

  /** What it is told. Never leaves the node. */
  sealed interface Command {}

  /** Answers with the record. */
  record Get(ActorRef<StatusReply<ProductionRecord>> replyTo) implements Command {}

  /**
   * Adds an event.
   *
   * @param revision that of the record that the event is about
   */
  record Append(
      long revision, ProductionEvent event, ActorRef<StatusReply<ProductionRecord>> replyTo)
      implements Command {}

  private final String workspace;
  private final String project;

  static Behavior<Command> create(String workspace, String project) {
    return new ProductionEntity(workspace, project);
  }

  private ProductionEntity(String workspace, String project) {
    super(
        PersistenceId.ofUniqueId(persistenceId(workspace, project)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.workspace = workspace;
    this.project = project;
  }

  /** Without the bar that marks sharded ids: it is owned by itself. */
  static String persistenceId(String workspace, String project) {
    return "production-" + encoded(workspace) + "/" + encoded(project);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  @Override
  public ProductionRecord emptyState() {
    return ProductionRecord.none(workspace, project);
  }

  @Override
  public CommandHandler<Command, ProductionEvent, ProductionRecord> commandHandler() {
    return (record, command) ->
        switch (command) {
          case Get get -> {
            get.replyTo().tell(StatusReply.success(record));
            yield Effect().none();
          }
          case Append append -> append(record, append);
        };
  }

  private Effect<ProductionEvent, ProductionRecord> append(ProductionRecord record, Append append) {
    if (append.revision() != record.revision()) {
      append
          .replyTo()
          .tell(
              StatusReply.error(
                  new StaleException(
                      workspace
                          + "/"
                          + project
                          + " was changed meanwhile; look at it again and repeat")));
      return Effect().none();
    }
    return Effect()
        .persist(append.event())
        .thenRun(after -> append.replyTo().tell(StatusReply.success(after)));
  }

  @Override
  public EventHandler<ProductionRecord, ProductionEvent> eventHandler() {
    return ProductionRecord::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1);
  }
}

package io.hie.sharding.deployment;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Productions in the journal that is configured, written by one node of the cluster for all of
 * them. One of it for each actor system, once that is in its cluster.
 */
public final class JournalProductionStore implements ProductionStore {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** How often a watcher says that it watches, and is told how things are if a word was lost. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final ActorRef<ProductionDesk.Command> desk;

  public JournalProductionStore(ActorSystem<?> system, Clock clock) {
    this.system = system;
    this.desk =
        ClusterSingleton.get(system)
            .init(SingletonActor.of(ProductionDesk.create(clock), ProductionDesk.NAME));
  }

  @Override
  public CompletionStage<List<ProductionRecord>> all() {
    return ask(ProductionDesk.All::new).thenApply(ProductionDesk.Answer::records);
  }

  @Override
  public CompletionStage<ProductionRecord> find(String workspace, String project) {
    return ask(replyTo -> new ProductionDesk.Find(workspace, project, replyTo))
        .thenApply(ProductionDesk::record);
  }

  @Override
  public CompletionStage<ProductionRecord> append(ProductionRecord before, ProductionEvent event) {
    return ask(replyTo ->
            new ProductionDesk.Append(
                before.workspace(), before.project(), before.revision(), event, replyTo))
        .thenApply(ProductionDesk::record);
  }

  @Override
  public CompletionStage<String> document(ProductionRecord record, long version) {
    ProductionRecord.Version wanted = record.version(version);
    if (wanted == null) {
      return CompletableFuture.failedFuture(
          new NoSuchElementException("there is no version " + version));
    }
    return ask(replyTo ->
            new ProductionDesk.ReadDocument(
                record.workspace(), record.project(), wanted.revision(), replyTo))
        .thenApply(
            answer -> {
              if (answer.document() == null) {
                throw new NoSuchElementException("the log has no version " + version);
              }
              return answer.document();
            });
  }

  /**
   * Calls back with how many events each production has, by workspace and name with a slash
   * between: now and then, and soon after something was written by whichever node.
   *
   * @param onRevisions called from an actor's thread; must not block
   */
  public void watch(Consumer<Map<String, Long>> onRevisions) {
    system.systemActorOf(
        Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      ActorRef<ProductionDesk.Revisions> self = context.getSelf().narrow();
                      desk.tell(new ProductionDesk.Watch(self));
                      timers.startTimerWithFixedDelay("again", AGAIN);
                      return Behaviors.receiveMessage(
                          message -> {
                            if (message instanceof ProductionDesk.Revisions revisions) {
                              onRevisions.accept(revisions.byName());
                            } else {
                              desk.tell(new ProductionDesk.Watch(self));
                            }
                            return Behaviors.same();
                          });
                    })),
        "production-watch",
        Props.empty());
  }

  private CompletionStage<ProductionDesk.Answer> ask(
      Function<ActorRef<ProductionDesk.Answer>, ProductionDesk.Command> question) {
    return AskPattern.<ProductionDesk.Command, ProductionDesk.Answer>ask(
        desk, question::apply, TIMEOUT, system.scheduler());
  }
}

package io.hie.sharding.deployment;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Productions in the journal that is configured. One of it for each actor system, on a node that
 * nobody else writes productions of.
 */
public final class JournalProductionStore implements ProductionStore {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ActorSystem<?> system;
  private final ActorRef<Catalogue.Command> catalogue;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final Map<Catalogue.Listed, ActorRef<ProductionEntity.Command>> entities =
      new ConcurrentHashMap<>();

  public JournalProductionStore(ActorSystem<?> system) {
    this.system = system;
    this.catalogue = system.systemActorOf(Catalogue.create(), "productions", Props.empty());
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(
                CurrentEventsByPersistenceIdQuery.class,
                system.settings().config().getString("hie.history.read-journal"));
  }

  @Override
  public CompletionStage<List<ProductionRecord>> all() {
    return AskPattern.<Catalogue.Command, List<Catalogue.Listed>>ask(
            catalogue, Catalogue.All::new, TIMEOUT, system.scheduler())
        .thenCompose(
            listed -> {
              List<CompletableFuture<ProductionRecord>> records = new ArrayList<>();
              for (Catalogue.Listed each : listed) {
                records.add(find(each.workspace(), each.project()).toCompletableFuture());
              }
              return CompletableFuture.allOf(records.toArray(CompletableFuture<?>[]::new))
                  .thenApply(
                      done ->
                          records.stream()
                              .map(CompletableFuture::join)
                              .filter(record -> record.revision() > 0)
                              .sorted(
                                  Comparator.comparing(ProductionRecord::workspace)
                                      .thenComparing(ProductionRecord::project))
                              .toList());
            });
  }

  @Override
  public CompletionStage<ProductionRecord> find(String workspace, String project) {
    return AskPattern.askWithStatus(
        entity(new Catalogue.Listed(workspace, project)),
        ProductionEntity.Get::new,
        TIMEOUT,
        system.scheduler());
  }

  @Override
  public CompletionStage<ProductionRecord> append(ProductionRecord before, ProductionEvent event) {
    Catalogue.Listed production = new Catalogue.Listed(before.workspace(), before.project());
    CompletionStage<Done> listed =
        before.revision() > 0
            ? CompletableFuture.completedFuture(Done.getInstance())
            : AskPattern.ask(
                catalogue,
                replyTo -> new Catalogue.Add(production, replyTo),
                TIMEOUT,
                system.scheduler());
    return listed.thenCompose(
        done ->
            AskPattern.askWithStatus(
                entity(production),
                replyTo -> new ProductionEntity.Append(before.revision(), event, replyTo),
                TIMEOUT,
                system.scheduler()));
  }

  @Override
  public CompletionStage<String> document(ProductionRecord record, long version) {
    ProductionRecord.Version wanted = record.version(version);
    if (wanted == null) {
      return CompletableFuture.failedFuture(
          new NoSuchElementException("there is no version " + version));
    }
    return journal
        .currentEventsByPersistenceId(
            ProductionEntity.persistenceId(record.workspace(), record.project()),
            wanted.revision(),
            wanted.revision())
        .map(envelope -> ((ProductionEvent.ChangeBegun) envelope.event()).document())
        .runWith(Sink.head(), system);
  }

  private ActorRef<ProductionEntity.Command> entity(Catalogue.Listed production) {
    return entities.computeIfAbsent(
        production,
        name ->
            system.systemActorOf(
                ProductionEntity.create(name.workspace(), name.project()),
                "production-" + entities.size(),
                Props.empty()));
  }
}

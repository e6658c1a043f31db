package io.hie.sharding.deployment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore.StaleException;
import io.hie.sharding.CborSerializable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The one place in a cluster where productions are written, so that two nodes cannot change one at
 * a time. It runs on the oldest node and moves when that goes. Who watches is told whenever
 * something was written.
 *
 * <p>A change whose node is no longer in the cluster is undone: nobody else will end it.
 */
final class ProductionDesk {
  static final String NAME = "production-desk";

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Until then whoever forms a cluster has dealt with what its last life left behind. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  /** What could not be undone at once is looked for again. */
  private static final Duration AGAIN = Duration.ofSeconds(15);

  /** One that has not said for so long that it watches is gone. */
  private static final Duration WATCHES = Duration.ofSeconds(20);

  /** What the desk is told. */
  sealed interface Command {}

  /** Answers with all of them. */
  record All(ActorRef<Answer> replyTo) implements Command, CborSerializable {}

  /** Answers with one of them. */
  record Find(String workspace, String project, ActorRef<Answer> replyTo)
      implements Command, CborSerializable {}

  /**
   * Adds an event.
   *
   * @param revision that of the record that the event is about
   */
  record Append(
      String workspace,
      String project,
      long revision,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
          @JsonSubTypes({
            @JsonSubTypes.Type(ProductionEvent.ChangeBegun.class),
            @JsonSubTypes.Type(ProductionEvent.ChangeApplied.class),
            @JsonSubTypes.Type(ProductionEvent.ChangeUndone.class),
            @JsonSubTypes.Type(ProductionEvent.DesiredChanged.class)
          })
          ProductionEvent event,
      ActorRef<Answer> replyTo)
      implements Command, CborSerializable {}

  /** Answers with the document that an event has. */
  record ReadDocument(String workspace, String project, long revision, ActorRef<Answer> replyTo)
      implements Command, CborSerializable {}

  /** Tell this one what there is now and when something was written; to be said again and again. */
  record Watch(ActorRef<Revisions> watcher) implements Command, CborSerializable {}

  private record Written(Catalogue.Listed production, long revision) implements Command {}

  private record Listed(List<ProductionRecord> records) implements Command {}

  private record Gone() implements Command {}

  private record Nothing() implements Command {}

  /**
   * What came of it.
   *
   * @param problem why nothing did; empty if something did
   * @param stale whether that is because somebody else wrote first
   * @param document only of {@link ReadDocument}
   */
  record Answer(
      String problem, boolean stale, List<ProductionRecord> records, @Nullable String document)
      implements CborSerializable {
    static Answer of(List<ProductionRecord> records) {
      return new Answer("", false, records, null);
    }

    static Answer failed(Throwable failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return new Answer(
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(),
          cause instanceof StaleException,
          List.of(),
          null);
    }
  }

  /** How many events each production has, by workspace and name with a slash between. */
  record Revisions(Map<String, Long> byName) implements CborSerializable {}

  private final ActorContext<Command> context;
  private final ActorSystem<?> system;
  private final Clock clock;
  private final ActorRef<Catalogue.Command> catalogue;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final Map<Catalogue.Listed, ActorRef<ProductionEntity.Command>> entities =
      new HashMap<>();
  private final Map<ActorRef<Revisions>, Long> watchers = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();

  static Behavior<Command> create(Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new ProductionDesk(context, timers, clock).receive()));
  }

  private ProductionDesk(
      ActorContext<Command> context, TimerScheduler<Command> timers, Clock clock) {
    this.context = context;
    this.system = context.getSystem();
    this.clock = clock;
    this.catalogue = context.spawn(Catalogue.create(), "productions");
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(
                CurrentEventsByPersistenceIdQuery.class,
                system.settings().config().getString("hie.history.read-journal"));
    ActorRef<MemberRemoved> removed =
        context.messageAdapter(MemberRemoved.class, event -> new Gone());
    Cluster.get(system).subscriptions().tell(Subscribe.create(removed, MemberRemoved.class));
    timers.startTimerWithFixedDelay(new Gone(), untilSettled(), AGAIN);
    context.pipeToSelf(all(), (records, failure) -> listed(records));
  }

  /** Nothing is left over by whoever formed a cluster that this node has been in for a while. */
  private Duration untilSettled() {
    Duration left = SETTLED.minusSeconds(system.uptime());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Behavior<Command> receive() {
    return Behaviors.receiveMessage(this::onCommand);
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case All ask -> answer(all().thenApply(Answer::of), ask.replyTo());
      case Find ask ->
          answer(
              find(new Catalogue.Listed(ask.workspace(), ask.project()))
                  .thenApply(record -> Answer.of(List.of(record))),
              ask.replyTo());
      case Append append -> append(append);
      case ReadDocument ask -> answer(document(ask), ask.replyTo());
      case Watch watch -> {
        watchers.put(watch.watcher(), System.nanoTime());
        watch.watcher().tell(new Revisions(Map.copyOf(revisions)));
      }
      case Written written -> written(written);
      case Listed listed -> listed.records().forEach(this::seen);
      case Gone gone -> context.pipeToSelf(settle(), (done, failure) -> new Nothing());
      case Nothing nothing -> {}
    }
    return Behaviors.same();
  }

  private static Command listed(@Nullable List<ProductionRecord> records) {
    return new Listed(records == null ? List.of() : records);
  }

  private void seen(ProductionRecord record) {
    revisions.merge(record.workspace() + "/" + record.project(), record.revision(), Math::max);
  }

  private void written(Written written) {
    Catalogue.Listed production = written.production();
    revisions.merge(
        production.workspace() + "/" + production.project(), written.revision(), Math::max);
    long now = System.nanoTime();
    watchers.values().removeIf(said -> now - said > WATCHES.toNanos());
    Revisions all = new Revisions(Map.copyOf(revisions));
    watchers.keySet().forEach(watcher -> watcher.tell(all));
  }

  private static void answer(CompletionStage<Answer> answer, ActorRef<Answer> replyTo) {
    answer.exceptionally(Answer::failed).thenAccept(replyTo::tell);
  }

  private CompletionStage<List<ProductionRecord>> all() {
    ActorRef<Command> here = context.getSelf();
    return AskPattern.<Catalogue.Command, List<Catalogue.Listed>>ask(
            catalogue, Catalogue.All::new, TIMEOUT, system.scheduler())
        .thenCompose(
            listed -> {
              List<CompletableFuture<ProductionRecord>> records = new ArrayList<>();
              for (Catalogue.Listed each : listed) {
                records.add(
                    AskPattern.<Command, Answer>ask(
                            here,
                            replyTo -> new Find(each.workspace(), each.project(), replyTo),
                            TIMEOUT,
                            system.scheduler())
                        .thenApply(ProductionDesk::record)
                        .toCompletableFuture());
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

  /** The one record of an answer that is about one. */
  static ProductionRecord record(Answer answer) {
    if (!answer.problem().isEmpty()) {
      throw answer.stale()
          ? new StaleException(answer.problem())
          : new IllegalStateException(answer.problem());
    }
    return answer.records().getFirst();
  }

  private CompletionStage<ProductionRecord> find(Catalogue.Listed production) {
    return AskPattern.askWithStatus(
        entity(production), ProductionEntity.Get::new, TIMEOUT, system.scheduler());
  }

  private void append(Append append) {
    Catalogue.Listed production = new Catalogue.Listed(append.workspace(), append.project());
    ActorRef<ProductionEntity.Command> entity = entity(production);
    CompletionStage<Done> listed =
        append.revision() > 0
            ? CompletableFuture.completedFuture(Done.getInstance())
            : AskPattern.ask(
                catalogue,
                replyTo -> new Catalogue.Add(production, replyTo),
                TIMEOUT,
                system.scheduler());
    ActorRef<Command> self = context.getSelf();
    answer(
        listed
            .thenCompose(
                done ->
                    AskPattern.<ProductionEntity.Command, ProductionRecord>askWithStatus(
                        entity,
                        replyTo ->
                            new ProductionEntity.Append(append.revision(), append.event(), replyTo),
                        TIMEOUT,
                        system.scheduler()))
            .thenApply(
                record -> {
                  self.tell(new Written(production, record.revision()));
                  return Answer.of(List.of(record));
                }),
        append.replyTo());
  }

  private CompletionStage<Answer> document(ReadDocument ask) {
    return journal
        .currentEventsByPersistenceId(
            ProductionEntity.persistenceId(ask.workspace(), ask.project()),
            ask.revision(),
            ask.revision())
        .map(envelope -> ((ProductionEvent.ChangeBegun) envelope.event()).document())
        .runWith(Sink.head(), system)
        .thenApply(document -> new Answer("", false, List.of(), document));
  }

  private CompletionStage<Done> settle() {
    ActorRef<Command> self = context.getSelf();
    return all()
        .thenApply(
            records -> {
              // Now, and not before the records were read, or a node that came since would be gone.
              Set<String> nodes = nodes();
              for (ProductionRecord record : records) {
                ProductionRecord.Pending pending = record.pending();
                if (pending != null && pending.node() != null && !nodes.contains(pending.node())) {
                  self.tell(
                      new Append(
                          record.workspace(),
                          record.project(),
                          record.revision(),
                          new ProductionEvent.ChangeUndone(
                              pending.version().number(),
                              clock.instant(),
                              "the node that applied it is gone"),
                          system.ignoreRef()));
                }
              }
              return Done.getInstance();
            });
  }

  private Set<String> nodes() {
    Set<String> nodes = new LinkedHashSet<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      nodes.add(member.uniqueAddress().toString());
    }
    return nodes;
  }

  private ActorRef<ProductionEntity.Command> entity(Catalogue.Listed production) {
    return entities.computeIfAbsent(
        production,
        name ->
            context.spawn(
                ProductionEntity.create(name.workspace(), name.project()),
                "production-" + entities.size()));
  }
}

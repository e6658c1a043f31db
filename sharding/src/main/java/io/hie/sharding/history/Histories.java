package io.hie.sharding.history;

import com.typesafe.config.Config;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.Items;
import io.hie.actormodel.runtime.Outcomes;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.key.ShardingKey;
import io.hie.sharding.seal.Contents;
import io.hie.sharding.seal.DataKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByTagQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all keys, sharded over the cluster: where services hand messages in, items
 * report, and people look. Configured by {@code hie.history}; which journal is behind it is the
 * configuration's business.
 */
public final class Histories {
  private static final EntityTypeKey<HistoryCommand> TYPE =
      EntityTypeKey.create(HistoryCommand.class, "history");

  private static final Duration ERASE = Duration.ofSeconds(25);

  private final ActorSystem<?> system;
  private final EntityId entityIds;
  private final OpenMessages openMessages = new OpenMessages();
  private final Awake awake = new Awake();
  private final ShardLoads loads;
  private final Bodies.Budget bodies;
  private final Acceptances acceptances = new Acceptances();
  private final ShardHomes homes = new ShardHomes();
  private final int shards;
  private final ActorRef<ShardingEnvelope<HistoryCommand>> region;
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration REPLAY = Duration.ofSeconds(20);

  /** How Kafka's journal is asked for a partition. */
  private static final String PARTITION_TAG = "partition-";

  private final String readJournal;
  private final HistoryReader reader;
  private final DeadLetterBox deadLetters;

  /**
   * Joins the sharding of histories. Productions must be deployed before, since open work is taken
   * up at once.
   *
   * @param entityIds makes the ids of histories
   * @param keys the keys that contents are sealed with
   */
  public static Histories start(
      ActorSystem<?> system, EntityId entityIds, DataKeys keys, Clock clock) {
    return new Histories(system, entityIds, keys, clock);
  }

  private Histories(ActorSystem<?> system, EntityId entityIds, DataKeys keys, Clock clock) {
    this.system = system;
    this.entityIds = entityIds;
    Config config = system.settings().config().getConfig("hie.history");
    this.bodies =
        new Bodies.Budget(
            (long) (Runtime.getRuntime().maxMemory() * config.getDouble("bodies-in-memory")));
    this.readJournal = config.getString("read-journal");
    this.reader =
        new HistoryReader(
            system,
            PersistenceQuery.get(system)
                .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal),
            keys);
    HeldBack heldBack = new HeldBack();
    this.shards = config.getInt("shards");
    this.loads = new ShardLoads(shards, config.getDuration("load-window"), clock);
    system.systemActorOf(loads.behavior(), ShardLoads.NAME, Props.empty());
    Placement.get(system).load(loads::perSecond);
    system.systemActorOf(acceptances.behavior(), "acceptances", Props.empty());
    system.systemActorOf(FullNodes.create(openMessages), FullNodes.NAME, Props.empty());
    system.systemActorOf(heldBack.behavior(), "held-back-decisions", Props.empty());
    HistoryNode node =
        new HistoryNode(
            Items.get(system),
            Productions.get(system),
            openMessages,
            awake,
            loads,
            heldBack,
            bodies,
            reader::body,
            reader::answer,
            this::readAnswer,
            keys,
            config.getBoolean("encryption"),
            clock,
            config.getDuration("idle-timeout"),
            config.getInt("snapshot-every"),
            config.getDuration("link-wait"));
    this.region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        TYPE,
                        entity ->
                            HistoryEntity.create(entity.getEntityId(), entity.getShard(), node))
                    .withStopMessage(new HistoryCommand.Passivate())
                    .withMessageExtractor(new ByEntityId(shards))
                    .withAllocationStrategy(Placement.get(system).strategy()));
    system.systemActorOf(
        ShardHomesWatch.create(homes, awake, region, this::shardsHere),
        ShardHomesWatch.NAME,
        Props.empty());
    this.deadLetters =
        new DeadLetterBox(
            system,
            this,
            region,
            PersistenceQuery.get(system)
                .getReadJournalFor(CurrentEventsByTagQuery.class, readJournal));
  }

  /** The way to a history by its shard, wherever that is. */
  static EntityRef<HistoryCommand> entity(ActorSystem<?> system, String entityId) {
    return ClusterSharding.get(system).entityRefFor(TYPE, entityId);
  }

  /** One hash for shard and partition. */
  private static final class ByEntityId
      extends ShardingMessageExtractor<ShardingEnvelope<HistoryCommand>, HistoryCommand> {
    private final int shards;

    private ByEntityId(int shards) {
      this.shards = shards;
    }

    @Override
    public String entityId(ShardingEnvelope<HistoryCommand> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(EntityId.shardOf(entityId, shards));
    }

    @Override
    public HistoryCommand unwrapMessage(ShardingEnvelope<HistoryCommand> envelope) {
      return envelope.message();
    }
  }

  /** The way in for what a service receives. */
  public Intake intake(String workspace, String project, String service) {
    return new ShardedIntake(
        workspace,
        project,
        service,
        Productions.get(system),
        openMessages,
        entityIds,
        awake,
        entityId -> homes.door(EntityId.shardOf(entityId, shards)),
        (entityId, message) ->
            homes.send(
                EntityId.shardOf(entityId, shards),
                () -> region.tell(new ShardingEnvelope<>(entityId, message))),
        acceptances);
  }

  /** Where items report. */
  public Outcomes outcomes() {
    return new ShardedOutcomes(awake, region, acceptances);
  }

  /** How many messages of a production are accepted and not finished on this node. */
  public long openMessages(String workspace, String project) {
    return openMessages.open(workspace, project);
  }

  /** The shards that run on this node; empty if it does not say soon. */
  public CompletionStage<List<Integer>> shardsHere() {
    return AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetShardRegionState(TYPE, replyTo),
            LOOK,
            system.scheduler())
        .thenApply(
            state ->
                state.getShards().stream()
                    .map(shard -> Integer.valueOf(shard.shardId()))
                    .sorted()
                    .toList())
        .exceptionally(late -> List.of());
  }

  /** What the histories of each shard do on this node, by the shards' numbers. */
  public List<ShardLoad> loads() {
    return loads.all();
  }

  /** Bytes of bodies that the histories of this node keep in memory. */
  public long bodiesInMemory() {
    return bodies.used();
  }

  /** The id of the history of a key. */
  public String idOf(ShardingKey key) {
    return entityIds.of(key);
  }

  /**
   * An event of a history.
   *
   * @param number its place in the history, from 1
   * @param contents whether bodies and details are in the event
   */
  public record Entry(long number, HistoryEvent event, Contents contents) {
    public Entry(long number, HistoryEvent event) {
      this(number, event, Contents.READABLE);
    }
  }

  /**
   * The events of a history, oldest first, as far as they are in the log now. Streamed: a long
   * history costs no more memory than a short one. Empty if there is no such history.
   *
   * <p>Sealed contents are opened. The stream fails with {@link
   * io.hie.sharding.seal.KeyUnavailableException} if that needs a key that is not there.
   *
   * @param from number of the first event wanted, from 1
   */
  public Source<Entry, NotUsed> events(String entityId, long from) {
    return reader.events(region, entityId, from);
  }

  /** As {@link #events(String, long)}, up to a moment. */
  public Source<Entry, NotUsed> events(String entityId, long from, Moment until) {
    return events(entityId, from).takeWhile(until::includes);
  }

  /** What was open at a moment. Takes memory for what was open, not for what was ever there. */
  public CompletionStage<HistoryState> state(String entityId, Moment moment) {
    record Fold(History history, @Nullable Instant last) {}
    return events(entityId, 1, moment)
        .runFold(
            new Fold(new History(), null),
            (fold, entry) -> new Fold(fold.history.apply(entry.event()), entry.event().at()),
            system)
        .thenApply(fold -> HistoryState.of(fold.history, fold.last));
  }

  /**
   * What had become of a message at a moment. Takes memory for that message only.
   *
   * @param message its number in the history, its id, or the id of a message made of it
   */
  public CompletionStage<Optional<Lineage>> lineage(
      String entityId, String message, Moment moment) {
    return events(entityId, 1, moment)
        .runFold(new LineageFold(message), LineageFold::add, system)
        .thenApply(LineageFold::lineage);
  }

  /**
   * Erases what is stored of a history: destroys the key of its contents, for good. Answered when
   * that is durable.
   *
   * @param by who orders it
   * @param reason why, without patient data
   * @param force whether legs that are open are ended; without, they are a reason to refuse
   */
  public CompletionStage<HistoryCommand.EraseReply> erase(
      String entityId, String by, String reason, boolean force) {
    return AskPattern.ask(
        region,
        replyTo ->
            new ShardingEnvelope<>(entityId, new HistoryCommand.Erase(by, reason, force, replyTo)),
        ERASE,
        system.scheduler());
  }

  /**
   * The bytes of a message.
   *
   * @param event number of the event that has them
   * @param output which output of that event, or -1 for the bytes as received
   * @return failed if they were erased or damaged
   */
  public CompletionStage<Payload> body(String entityId, long event, int output) {
    return reader.body(region, entityId, event, output);
  }

  private CompletionStage<Answer> readAnswer(String entityId, long number) {
    return events(entityId, number)
        .take(1)
        .filter(entry -> entry.contents() == Contents.READABLE)
        .map(entry -> ((HistoryEvent.Answered) entry.event()).answer())
        .runWith(Sink.head(), system);
  }

  /** What was set aside and waits for a person. */
  public DeadLetterBox deadLetters() {
    return deadLetters;
  }

  // --- for replays

  /**
   * What was received, or what an item was given, in the order of one history.
   *
   * @param item null for all that was received, whoever received it
   */
  public Source<Given, NotUsed> given(String entityId, @Nullable String item) {
    return Source.lazySource(
            () -> {
              Given.Finder finder = new Given.Finder(entityId, item);
              return reader
                  .stored(region, entityId, 1)
                  .map(each -> new Entry(each.number(), each.event()))
                  .mapConcat(finder::next);
            })
        .mapMaterializedValue(later -> NotUsed.getInstance());
  }

  /** Ids of all histories of a production that this node has. */
  public Source<String, NotUsed> ids(String workspace, String project) {
    String prefix = HistoryEntity.persistenceId(workspace + "/" + project + "/").id();
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentPersistenceIdsQuery.class, readJournal)
        .currentPersistenceIds()
        .filter(id -> id.startsWith(prefix))
        .map(HistoryEntity::entityId);
  }

  /**
   * An event with its place in a partition of the log; its contents may be sealed.
   *
   * @param offset in the partition
   */
  public record Logged(long offset, String history, long number, HistoryEvent event) {}

  /** The events of histories in a partition of the log from an offset on, in the log's order. */
  public Source<Logged, NotUsed> logged(int partition, long offset) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByTagQuery.class, readJournal)
        .currentEventsByTag(PARTITION_TAG + partition, Offset.sequence(offset))
        .mapConcat(
            each ->
                each.event() instanceof HistoryEvent event && each.offset() instanceof Sequence at
                    ? List.of(
                        new Logged(
                            at.value(),
                            HistoryEntity.entityId(each.persistenceId()),
                            each.sequenceNr(),
                            event))
                    : List.of());
  }

  /** The events of something else that is persisted, as far as they are in the log now. */
  public Source<Object, NotUsed> persisted(String persistenceId) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal)
        .currentEventsByPersistenceId(persistenceId, 1, Long.MAX_VALUE)
        .map(EventEnvelope::event);
  }

  /** Done when a production may be given more messages on this node. */
  public CompletionStage<Done> whenRoom(String workspace, String project) {
    DeployedProduction production = Productions.get(system).find(workspace, project);
    CompletableFuture<Done> room = new CompletableFuture<>();
    if (production == null
        || openMessages.isOpen(
            workspace,
            project,
            production.maxOpenMessages(),
            () -> room.complete(Done.getInstance()))) {
      room.complete(Done.getInstance());
    }
    return room;
  }

  /** Sends a message once more; fails if its history does not answer. */
  public CompletionStage<HistoryCommand.Reply> replay(
      String entityId, Function<ActorRef<HistoryCommand.Reply>, HistoryCommand.Replay> command) {
    return AskPattern.ask(
        region,
        replyTo -> new ShardingEnvelope<>(entityId, command.apply(replyTo)),
        REPLAY,
        system.scheduler());
  }
}

package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageBody;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.envelope.Validation;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Owns the messages of one key. A message is acknowledged when its {@link HistoryEvent.Accepted} is
 * durable, and goes to each item one at a time and in the order of acceptance; the next one goes
 * when the outcome of the one before is durable. After a crash every open leg is offered again, so
 * what was under way may arrive twice, under one delivery id, and nothing is lost or overtaken.
 *
 * <p>Decisions of processes are foreseen: they go on at once and are written with the next outcome,
 * because repeating them after a crash does no harm. Outcomes of legs that end close together are
 * written together.
 */
final class HistoryEntity extends EventSourcedBehavior<HistoryCommand, HistoryEvent, History> {
  /** How long an outcome waits for those of the key's other legs under way. */
  private static final Duration OUTCOME_WAIT = Duration.ofMillis(5);

  /** How long a foreseen decision stays unwritten while its legs are under way. */
  private static final Duration DECISION_WAIT = Duration.ofMillis(500);

  /** How long to wait for a production that is not here, and for a body that could not be read. */
  private static final Duration ABSENT_WAIT = Duration.ofSeconds(5);

  private static final DeliveryResult.Reason NOT_BEGUN =
      new DeliveryResult.Reason("not-begun", "the item stopped before it was its turn");

  private static final BackoffSupervisorStrategy START_AGAIN =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2);

  private static final AtomicLong LIVES = new AtomicLong();

  private final String entityId;
  private final String workspace;
  private final String project;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Bodies bodies;

  /**
   * Legs that an item has, or whose body is on its way from the log, with their items: one for each
   * item at most.
   */
  private final Map<LegId, String> underWay = new HashMap<>();

  /** Items that will tell when they have room. */
  private final Set<String> waitingFor = new HashSet<>();

  /** Items that told of room which is not used yet. */
  private final Set<String> roomAt = new HashSet<>();

  /** Outcomes not yet written; their legs are still under way until they are. */
  private final List<HistoryEvent> outcomes = new ArrayList<>();

  /** Who is to be told when the write in progress succeeds or fails. */
  private HistoryCommand.@Nullable Accept accepting;

  /** Legs whose {@link HistoryEvent.DeliveryStarted} was written in this life. */
  private final Set<LegId> startedHere = new HashSet<>();

  /** Which life this is: it begins anew after every failure. */
  private long life = LIVES.incrementAndGet();

  /**
   * Recovery starts from this one, as often as it has to, so it is never changed: a history that a
   * failed write was applied to is thrown away.
   */
  private final History empty = new History();

  /** Messages up to this one were open before this life began and may have been delivered then. */
  private long mayBeRepeatsUpTo;

  private Instant nextDue = Instant.MAX;

  /** How many messages this history has added to the node's count. */
  private int counted;

  static Behavior<HistoryCommand> create(
      String entityId, ActorRef<ClusterSharding.ShardCommand> shard, HistoryNode node) {
    Behavior<HistoryCommand> history =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new HistoryEntity(entityId, shard, node, context, timers)));
    return FailedWrites.heardOnce(
        Behaviors.supervise(history).onFailure(RuntimeException.class, START_AGAIN));
  }

  private HistoryEntity(
      String entityId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      HistoryNode node,
      ActorContext<HistoryCommand> context,
      TimerScheduler<HistoryCommand> timers) {
    super(persistenceId(entityId), START_AGAIN);
    this.entityId = entityId;
    this.workspace = EntityId.workspaceOf(entityId);
    this.project = EntityId.projectOf(entityId);
    this.node = node;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.bodies = new Bodies(node.bodies());
    context.setReceiveTimeout(node.idleTimeout(), new HistoryCommand.Idle());
  }

  static PersistenceId persistenceId(String entityId) {
    return PersistenceId.of("history", entityId);
  }

  @Override
  public History emptyState() {
    return empty;
  }

  @Override
  public EventHandler<History, HistoryEvent> eventHandler() {
    return (history, event) -> (history == empty ? new History() : history).apply(event);
  }

  @Override
  public CommandHandler<HistoryCommand, HistoryEvent, History> commandHandler() {
    return (history, command) ->
        switch (command) {
          case HistoryCommand.Accept accept -> onAccept(history, accept);
          case HistoryCommand.LegHandled handled ->
              onHandled(history, handled.leg(), handled.handling());
          case HistoryCommand.LegTried tried -> onTried(history, tried);
          case HistoryCommand.LegExpired expired ->
              onEnded(
                  history, expired.leg(), leg -> new HistoryEvent.Expired(leg.id, leg.item, now()));
          case HistoryCommand.LegDiscarded discarded ->
              onEnded(
                  history,
                  discarded.leg(),
                  leg -> new HistoryEvent.Discarded(leg.id, leg.item, now(), discarded.strategy()));
          case HistoryCommand.LegReturned returned -> onReturned(history, returned.leg());
          case HistoryCommand.ItemReady ready -> onReady(history, ready.item());
          case HistoryCommand.BodyLoaded loaded -> onBodyLoaded(history, loaded);
          case HistoryCommand.RecordEvent record -> onRecord(history, record);
          case HistoryCommand.RetryDue due -> proceeding(history);
          case HistoryCommand.Flush flush -> write(history, List.of());
          case HistoryCommand.GetOverview get -> {
            get.replyTo().tell(history.overview());
            yield Effect().none();
          }
          case HistoryCommand.Idle idle -> onIdle(history);
          case HistoryCommand.Passivate passivate -> Effect().stop();
        };
  }

  @Override
  public SignalHandler<History> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            history -> {
              count(history);
              mayBeRepeatsUpTo = history.messages();
              // Not at once: outcomes that came meanwhile are heard first.
              context.getSelf().tell(new HistoryCommand.RetryDue());
            })
        .onSignal(PreRestart.instance(), history -> forget())
        .onSignal(PostStop.instance(), history -> forget())
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(node.snapshotEvery(), 1);
  }

  @Override
  public SnapshotAdapter<History> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(History history) {
        return history.snapshot();
      }

      @Override
      public History fromJournal(Object stored) {
        return History.of((HistorySnapshot) stored);
      }
    };
  }

  // --- deciding

  private Effect<HistoryEvent, History> onAccept(History history, HistoryCommand.Accept accept) {
    Instant now = now();
    String repeated = history.repeated(accept.fingerprint(), now);
    if (repeated != null) {
      answer(accept, new Acceptance.Repeated(repeated));
      return Effect().none();
    }
    DeployedProduction production = node.productions().find(workspace, project);
    DeployedItem service = production == null ? null : production.item(accept.service());
    if (service == null) {
      answer(accept, new Acceptance.NotStored("its production does not run here"));
      return Effect().none();
    }
    MessageBody body = accept.envelope().body();
    HistoryEvent.Accepted accepted =
        new HistoryEvent.Accepted(
            history.messages() + 1,
            now,
            accept.envelope().header(),
            body.schemaName(),
            body.schemaNamespace(),
            body.rawPayload(),
            accept.sender(),
            accept.controlId(),
            accept.fingerprint(),
            service.host().targetConfigNames());
    accepting = accept;
    bodies.pin(accepted.message(), accepted.header().messageId(), accepted.body());
    return write(history, List.of(accepted));
  }

  private Effect<HistoryEvent, History> onHandled(History history, LegId id, Handling handling) {
    Leg leg = history.find(id);
    if (leg == null || isReported(id)) {
      return Effect().none();
    }
    List<HistoryEvent.Output> outputs = new ArrayList<>(handling.outputs().size());
    String messageId = history.messageOf(leg).header.messageId();
    for (Handling.Output output : handling.outputs()) {
      if (output.payload() != null) {
        LegId child = id.child(outputs.size());
        bodies.pin(id.message(), messageId + "." + child.path(), output.payload());
      }
      outputs.add(new HistoryEvent.Output(output.target(), output.payload()));
    }
    underWay.remove(id);
    history.foresee(new HistoryEvent.Handled(id, leg.item, now(), outputs, handling.reason()));
    proceed(history);
    if (underWay.isEmpty()) {
      return write(history, List.of());
    }
    if (!timers.isTimerActive("decision")) {
      timers.startSingleTimer("decision", new HistoryCommand.Flush(), DECISION_WAIT);
    }
    return Effect().none();
  }

  private Effect<HistoryEvent, History> onTried(History history, HistoryCommand.LegTried tried) {
    LegId id = tried.leg();
    DeliveryResult result = tried.result();
    Leg leg = history.find(id);
    // A success is the truth whenever it comes; anything else only counts from the attempt that we
    // know of.
    if (leg == null
        || isReported(id)
        || (!(result instanceof DeliveryResult.Delivered)
            && (!underWay.containsKey(id) || tried.attempt() != leg.attempts + 1))) {
      return Effect().none();
    }
    DeployedItem item = deployed(leg.item);
    if (item == null) {
      underWay.remove(id);
      return proceeding(history);
    }
    HistoryEvent outcome = AfterAttempt.decide(leg, result, item.host(), now());
    logTrouble(outcome);
    return report(history, leg, outcome);
  }

  private Effect<HistoryEvent, History> onEnded(
      History history, LegId id, Function<Leg, HistoryEvent> outcome) {
    Leg leg = history.find(id);
    return leg == null || isReported(id) || !underWay.containsKey(id)
        ? Effect().none()
        : report(history, leg, outcome.apply(leg));
  }

  private Effect<HistoryEvent, History> onReturned(History history, LegId id) {
    Leg leg = history.find(id);
    if (leg == null || isReported(id) || !underWay.containsKey(id)) {
      return Effect().none();
    }
    if (leg.started) {
      // Nothing was sent, and a later life must not take it for sent.
      Instant now = now();
      return report(
          history,
          leg,
          new HistoryEvent.AttemptFailed(
              id, leg.item, now, leg.attempts, NOT_BEGUN, leg.mayHaveArrived, now));
    }
    underWay.remove(id);
    return proceeding(history);
  }

  private Effect<HistoryEvent, History> onReady(History history, String item) {
    waitingFor.remove(item);
    roomAt.add(item);
    return proceeding(history);
  }

  private Effect<HistoryEvent, History> report(History history, Leg leg, HistoryEvent outcome) {
    underWay.put(leg.id, leg.item);
    startedHere.remove(leg.id);
    outcomes.add(outcome);
    if (outcomes.size() >= underWay.size()) {
      return write(history, List.of());
    }
    if (!timers.isTimerActive("outcomes")) {
      timers.startSingleTimer("outcomes", new HistoryCommand.Flush(), OUTCOME_WAIT);
    }
    return Effect().none();
  }

  private boolean isReported(LegId id) {
    for (HistoryEvent outcome : outcomes) {
      if (outcome instanceof HistoryEvent.OfLeg ofLeg && ofLeg.leg().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private Effect<HistoryEvent, History> onRecord(
      History history, HistoryCommand.RecordEvent record) {
    LegId id = record.event().leg();
    return record.life() != life || history.find(id) == null || isReported(id)
        ? Effect().none()
        : write(history, List.of(record.event()));
  }

  private Effect<HistoryEvent, History> onIdle(History history) {
    if (history.openMessages() == 0 && history.unwritten().isEmpty() && outcomes.isEmpty()) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Effect().none();
  }

  // --- writing

  /**
   * Writes what was held back and {@code more}, in one atomic write, and goes on when it is
   * durable.
   */
  private Effect<HistoryEvent, History> write(History history, List<HistoryEvent> more) {
    List<HistoryEvent> events = new ArrayList<>(history.unwritten());
    events.addAll(outcomes);
    outcomes.clear();
    events.addAll(more);
    if (events.isEmpty()) {
      return Effect().none();
    }
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              // Before the answer, so that who asks after it whether there is room is told right.
              count(after);
              if (accepting != null) {
                answer(accepting, new Acceptance.Stored(accepting.envelope().header().messageId()));
                accepting = null;
              }
              bodies.unpin();
              for (HistoryEvent event : events) {
                written(after, event);
              }
              proceed(after);
            });
  }

  private void written(History history, HistoryEvent event) {
    long message =
        switch (event) {
          case HistoryEvent.Accepted accepted -> accepted.message();
          case HistoryEvent.OfLeg ofLeg -> {
            underWay.remove(ofLeg.leg());
            yield ofLeg.leg().message();
          }
        };
    if (!history.isOpen(message)) {
      bodies.drop(message);
    }
  }

  /** This life is over, after a failed write or for good: what was only in memory is void. */
  private void forget() {
    if (accepting != null) {
      answer(accepting, new Acceptance.NotStored("the log could not be written"));
      accepting = null;
    }
    life = LIVES.incrementAndGet();
    underWay.clear();
    waitingFor.clear();
    passRoomOn(item -> true);
    startedHere.clear();
    outcomes.clear();
    timers.cancelAll();
    bodies.dropAll();
    node.openMessages().add(entityId, -counted);
    counted = 0;
  }

  private static void answer(HistoryCommand.Accept accept, Acceptance acceptance) {
    accept.replyTo().tell(new HistoryCommand.AcceptReply(accept.token(), acceptance));
  }

  private void count(History history) {
    int open = history.openMessages();
    node.openMessages().add(entityId, open - counted);
    counted = open;
  }

  // --- acting

  private Effect<HistoryEvent, History> proceeding(History history) {
    proceed(history);
    return Effect().none();
  }

  /** Hands over every leg that may go now. */
  private void proceed(History history) {
    if (history.openMessages() > 0) {
      handOverAll(history);
    }
    if (!roomAt.isEmpty()) {
      passRoomOn(item -> !underWay.containsValue(item));
    }
  }

  /** Room that this history has no use for is the next one's. */
  private void passRoomOn(Predicate<String> unused) {
    roomAt.removeIf(
        item -> {
          if (!unused.test(item)) {
            return false;
          }
          node.items().passOn(new ItemAddress(workspace, project, item));
          return true;
        });
  }

  private void handOverAll(History history) {
    DeployedProduction production = node.productions().find(workspace, project);
    if (production == null) {
      comeBack(ABSENT_WAIT);
      return;
    }
    for (String name : history.busyItems()) {
      DeployedItem item = production.item(name);
      if (item == null || waitingFor.contains(name) || underWay.containsValue(name)) {
        continue;
      }
      Leg leg = history.next(name, item.upstream());
      if (leg != null) {
        handOver(history, leg, item);
      }
    }
  }

  private void handOver(History history, Leg leg, DeployedItem item) {
    Instant now = now();
    if (leg.notBefore.isAfter(now)) {
      comeBack(Duration.between(now, leg.notBefore));
      return;
    }
    if (history.messageOf(leg).header.isExpiredAt(now)) {
      record(leg, new HistoryEvent.Expired(leg.id, leg.item, now));
      return;
    }
    if (item.kind() == ItemKind.OPERATION
        && item.host().ambiguousPolicy() != AmbiguousPolicy.RESEND) {
      if (!leg.started) {
        if (!node.items().hasRoom(new ItemAddress(workspace, project, leg.item), entityId)) {
          waitingFor.add(leg.item);
          return;
        }
        record(leg, new HistoryEvent.DeliveryStarted(leg.id, leg.item, now, leg.attempts + 1));
        startedHere.add(leg.id);
        return;
      }
      if (!startedHere.contains(leg.id)) {
        // Begun by an earlier life of this history, which cannot say how it went.
        record(
            leg,
            new HistoryEvent.LeftAmbiguous(
                leg.id,
                leg.item,
                now,
                leg.attempts + 1,
                new DeliveryResult.Reason(
                    "interrupted", "the node stopped while it was being delivered")));
        return;
      }
    }
    Payload body = bodies.find(leg.id.message(), leg.body.messageId);
    if (body == null) {
      load(leg);
    } else {
      offer(history, leg, body);
    }
  }

  private void offer(History history, Leg leg, Payload body) {
    OpenMessage message = history.messageOf(leg);
    Delivery delivery =
        new Delivery(
            message.header.messageId() + ":" + leg.id.path(),
            entityId,
            leg.id,
            leg.attempts + 1,
            leg.mayHaveArrived || leg.id.message() <= mayBeRepeatsUpTo,
            new MessageEnvelope(
                history.headerOf(leg),
                new MessageBody(
                    message.schemaName,
                    message.schemaNamespace,
                    body,
                    Validation.NotValidated.INSTANCE,
                    Map.of())));
    roomAt.remove(leg.item);
    switch (node.items().offer(new ItemAddress(workspace, project, leg.item), delivery)) {
      case TAKEN -> underWay.put(leg.id, leg.item);
      case WAIT -> waitingFor.add(leg.item);
      case REJECTED ->
          record(leg, new HistoryEvent.Discarded(leg.id, leg.item, now(), "reject_new"));
    }
  }

  /** Records something that came up while acting, when no effect can be returned. */
  private void record(Leg leg, HistoryEvent.OfLeg event) {
    underWay.put(leg.id, leg.item);
    context.getSelf().tell(new HistoryCommand.RecordEvent(event, life));
  }

  private void load(Leg leg) {
    underWay.put(leg.id, leg.item);
    LegId id = leg.id;
    long now = life;
    context.pipeToSelf(
        node.bodyReader().read(persistenceId(entityId).id(), leg.body.event, leg.body.output),
        (body, failure) -> new HistoryCommand.BodyLoaded(id, body, now));
  }

  private Effect<HistoryEvent, History> onBodyLoaded(
      History history, HistoryCommand.BodyLoaded loaded) {
    Leg leg = history.find(loaded.leg());
    if (loaded.life() != life || leg == null || isReported(leg.id)) {
      return Effect().none();
    }
    underWay.remove(leg.id);
    if (loaded.body() == null) {
      context
          .getLog()
          .warn("{} could not read the body of leg {} back and will try again", entityId, leg.id);
      comeBack(ABSENT_WAIT);
      return Effect().none();
    }
    offer(history, leg, loaded.body());
    return Effect().none();
  }

  private void comeBack(Duration wait) {
    Instant due = now().plus(wait);
    if (!timers.isTimerActive("retry") || due.isBefore(nextDue)) {
      nextDue = due;
      timers.startSingleTimer("retry", new HistoryCommand.RetryDue(), wait);
    }
  }

  private @Nullable DeployedItem deployed(String item) {
    DeployedProduction production = node.productions().find(workspace, project);
    return production == null ? null : production.item(item);
  }

  private void logTrouble(HistoryEvent outcome) {
    switch (outcome) {
      case HistoryEvent.Parked parked ->
          context
              .getLog()
              .warn(
                  "{} parked leg {} at {}: {}",
                  entityId,
                  parked.leg(),
                  parked.item(),
                  parked.reason());
      case HistoryEvent.LeftAmbiguous left ->
          context
              .getLog()
              .warn(
                  "{} left leg {} at {} ambiguous: {}",
                  entityId,
                  left.leg(),
                  left.item(),
                  left.reason());
      default -> {}
    }
  }

  private Instant now() {
    return node.clock().instant();
  }
}

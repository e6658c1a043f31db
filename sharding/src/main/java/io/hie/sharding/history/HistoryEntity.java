package io.hie.sharding.history;

import io.hie.actormodel.history.DeadLetterTags;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Owns the messages of one key. A message is acknowledged when its {@link HistoryEvent.Accepted} is
 * durable, and goes to each item one at a time and in the order of acceptance; the next one goes
 * when the outcome of the one before is durable. After a crash every open leg is offered again, so
 * what was under way may arrive twice, under one delivery id, and nothing is lost or overtaken.
 *
 * <p>{@link Deciding} says what a command means, this class writes it, and {@link HandingOver} acts
 * on what is written. Decisions of processes are foreseen: they go on at once and are written with
 * the next outcome, because repeating them after a crash does no harm. Outcomes of legs that end
 * close together are written together.
 */
final class HistoryEntity extends EventSourcedBehavior<HistoryCommand, HistoryEvent, History> {
  /** How long it waits for what items have in hand when its shard goes elsewhere. */
  private static final Duration LEAVE_WAIT = Duration.ofSeconds(2);

  /** How long an outcome waits for those of the key's other legs under way. */
  private static final Duration OUTCOME_WAIT = Duration.ofMillis(5);

  private static final BackoffSupervisorStrategy START_AGAIN =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2);

  private final String entityId;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Bodies bodies;
  private final InHand inHand = new InHand();
  private final Generations generations = new Generations();
  private final Linking linking;
  private final HandingOver handingOver;
  private final KeyInHand key;
  private final Erasing erasing;
  private final Replies replies;
  private final ShardLoads.OfHistory load;

  /**
   * Recovery starts from this one, as often as it has to, so it is never changed: a history that a
   * failed write was applied to is thrown away.
   */
  private final History empty = new History();

  /** How many messages this history has added to the node's count. */
  private int counted;

  /**
   * The shard has let go of it, and it waits for what items have in hand, so that the outcomes are
   * written here and nothing is delivered again where it lives next.
   */
  private boolean leaving;

  /** It is about to end. */
  private boolean stopping;

  /** Whether there was anything to do since the last look. */
  private boolean busy;

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
    this.node = node;
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.bodies = new Bodies(node.bodies());
    this.load = node.loads().of(entityId);
    this.replies = new Replies(entityId, node, context);
    this.linking = new Linking(entityId, node, context, timers);
    this.handingOver =
        new HandingOver(entityId, node, context, timers, inHand, bodies, generations, linking);
    this.key = new KeyInHand(entityId, node, context, timers, inHand);
    this.erasing = new Erasing(entityId, node, context, timers, inHand);
  }

  /** The id of the history that has this persistence id. */
  static String entityId(String persistenceId) {
    return persistenceId.substring(persistenceId.indexOf('|') + 1);
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
    return (history, event) -> {
      History changed = history == empty ? new History() : history;
      String sealing = key.sealing(event);
      return sealing == null ? changed.apply(event) : changed.apply(event, sealing);
    };
  }

  @Override
  public CommandHandler<HistoryCommand, HistoryEvent, History> commandHandler() {
    return (history, command) -> {
      if (stopping && sentOn(command)) {
        return Effect().none();
      }
      if (leaving && command instanceof HistoryCommand.Accept) {
        sendOn(command);
        return Effect().none();
      }
      busy |= !(command instanceof HistoryCommand.LookWhetherIdle);
      return switch (command) {
        case HistoryCommand.ToDecide toDecide ->
            key.isReady(history)
                ? perform(history, deciding(history).on(toDecide))
                : withoutKey(toDecide);
        case HistoryCommand.KeyAnswered answered -> {
          key.answered(answered);
          yield Effect().unstashAll();
        }
        case HistoryCommand.KeyDue due -> {
          key.due(history);
          yield Effect().unstashAll();
        }
        case HistoryCommand.Erase erase -> erase(history, erase);
        case HistoryCommand.KeysDestroyed destroyed -> {
          erasing.destroyed(history, destroyed);
          yield Effect().none();
        }
        case HistoryCommand.DestroyDue due -> {
          erasing.destroy(history);
          yield Effect().none();
        }
        case HistoryCommand.ItemReady ready -> {
          inHand.ready(ready.item());
          yield proceed(history);
        }
        case HistoryCommand.BodyLoaded loaded -> {
          handingOver.bodyLoaded(history, loaded);
          yield Effect().none();
        }
        case HistoryCommand.RetryDue due -> proceed(history);
        case HistoryCommand.GaveUp gaveUp -> {
          long message = replies.gaveUp(gaveUp);
          yield message == 0
              ? Effect().none()
              : write(
                  history, List.of(new HistoryEvent.NotAnswered(message, node.clock().instant())));
        }
        case HistoryCommand.AnswerRead read -> {
          replies.answerRead(read);
          yield Effect().none();
        }
        case HistoryCommand.Link link -> {
          HistoryEvent followed =
              history.links().follow(link, entityId, history.messages(), node.clock().instant());
          yield writeAnd(
              history,
              followed == null ? List.of() : List.of(followed),
              after -> linking.answer(after, link));
        }
        case HistoryCommand.LinkAsk ask ->
            writeAnd(history, List.of(), after -> linking.answer(after, ask));
        case HistoryCommand.LinkState state -> {
          HistoryEvent ended = linking.heard(history, state);
          yield ended == null ? proceed(history) : write(history, List.of(ended));
        }
        case HistoryCommand.LinksDue due -> {
          linking.askAll(history);
          yield write(history, linking.overdue(history));
        }
        case HistoryCommand.Flush flush -> write(history, List.of());
        case HistoryCommand.GetDeadLetter get -> {
          get.replyTo().tell(new HistoryCommand.DeadLetterFound(history.deadLetter(get.leg())));
          yield Effect().none();
        }
        case HistoryCommand.GetEvents get -> {
          node.pageReader().read(entityId, get);
          yield Effect().none();
        }
        case HistoryCommand.GetOverview get -> {
          get.replyTo().tell(history.overview());
          yield Effect().none();
        }
        case HistoryCommand.LookWhetherIdle look -> onLook(history);
        case HistoryCommand.Passivate passivate -> {
          if (!leaving && !inHand.nothingUnderWay()) {
            leaving = true;
            handingOver.handNothingMore();
            timers.startSingleTimer("leave", new HistoryCommand.Passivate(), LEAVE_WAIT);
            yield Effect().none();
          }
          node.awake().remove(entityId, context.getSelf());
          stopping = true;
          context.getSelf().tell(new HistoryCommand.Stop());
          yield Effect().unstashAll(); // what waits for the key is sent on
        }
        case HistoryCommand.Stop stop -> {
          if (history.openMessages() > 0 || !history.links().open().isEmpty()) {
            // It came after this history had asked to sleep, and what is lost now may be what
            // would have woken it.
            sendOn(new HistoryCommand.WakeUp());
          }
          yield Effect().stop();
        }
        case HistoryCommand.WakeUp wakeUp -> proceed(history);
      };
    };
  }

  @Override
  public SignalHandler<History> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            history -> {
              count(history.openMessages());
              load.now(history);
              node.loads().woke(load);
              history.takeSettled(); // nobody waits yet
              inHand.recovered(history.messages());
              erasing.destroy(history);
              linking.recovered(history);
              lookLater();
              node.awake().add(entityId, context.getSelf());
              if (leaving) { // a write failed meanwhile, and its outcomes are void
                context.getSelf().tell(new HistoryCommand.Passivate());
              }
              // Not at once: outcomes that came meanwhile are heard first.
              context.getSelf().tell(new HistoryCommand.RetryDue());
            })
        .onSignal(PreRestart.instance(), history -> forget())
        .onSignal(PostStop.instance(), history -> forget())
        .build();
  }

  @Override
  public Set<String> tagsFor(HistoryEvent event) {
    return DeadLetterTags.of(event, persistenceId().id());
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(node.snapshotEvery(), 1);
  }

  @Override
  public EventAdapter<HistoryEvent, HistoryEvent> eventAdapter() {
    return new HistoryEventAdapter(key);
  }

  @Override
  public SnapshotAdapter<History> snapshotAdapter() {
    return new HistorySnapshotAdapter();
  }

  /**
   * What reached this history after the shard let go of it, since its sender knew it to be awake.
   */
  private boolean sentOn(HistoryCommand command) {
    if (command instanceof HistoryCommand.Stop || command instanceof HistoryCommand.Passivate) {
      return false;
    }
    if ((command instanceof HistoryCommand.ToDecide
            && !(command instanceof HistoryCommand.RecordEvent))
        || command instanceof HistoryCommand.ItemReady
        || command instanceof HistoryCommand.WakeUp
        || command instanceof HistoryCommand.Link
        || command instanceof HistoryCommand.LinkAsk
        || command instanceof HistoryCommand.LinkState
        || command instanceof HistoryCommand.GaveUp) {
      sendOn(command);
    }
    return true;
  }

  private void sendOn(HistoryCommand command) {
    Histories.entity(context.getSystem(), entityId).tell(command);
  }

  private Deciding deciding(History history) {
    DeployedProduction production =
        node.productions().find(EntityId.workspaceOf(entityId), EntityId.projectOf(entityId));
    if (production != null) {
      generations.see(production, history);
    }
    return new Deciding(history, inHand, production, node.clock().instant());
  }

  private Effect<HistoryEvent, History> perform(History history, Decision decision) {
    return switch (decision) {
      case Decision.Nothing nothing -> Effect().none();
      case Decision.Answer told -> {
        Replies.answer(told.to(), told.acceptance());
        yield Effect().none();
      }
      case Decision.TakeOver takeOver -> {
        replies.whenWritten(takeOver.from());
        HistoryEvent.Accepted accepted = takeOver.accepted();
        bodies.pin(accepted.message(), accepted.header().messageId(), accepted.body());
        List<HistoryEvent> events = new ArrayList<>(takeOver.links());
        events.addFirst(accepted);
        yield write(history, events);
      }
      case Decision.Carry carry -> {
        replies.whenWritten(carry);
        if (carry.event() instanceof HistoryEvent.Resubmitted again && again.body() != null) {
          bodies.pin(again.message(), again.header().messageId(), again.body());
        }
        yield write(history, List.of(carry.event()));
      }
      case Decision.Tell tell -> {
        tell.to().tell(tell.reply());
        yield Effect().none();
      }
      case Decision.AnswerAgain again -> {
        replies.answerAgain(again);
        yield Effect().none();
      }
      case Decision.Await await -> {
        replies.await(await);
        yield Effect().none();
      }
      case Decision.Foresee foresee -> foresee(history, foresee.handled());
      case Decision.Report report -> {
        Trouble.log(context.getLog(), entityId, report.outcome());
        if (report.answered() != null) {
          inHand.report(report.answered());
        }
        inHand.report(report.outcome());
        yield inHand.allReported()
            ? write(history, List.of())
            : writeWithin("outcomes", OUTCOME_WAIT);
      }
      case Decision.Write write -> write(history, List.of(write.event()));
      case Decision.PutBack putBack -> {
        inHand.putBack(putBack.leg());
        leaveWhenNothingIsInHand();
        yield proceed(history);
      }
    };
  }

  private Effect<HistoryEvent, History> foresee(History history, HistoryEvent.Handled handled) {
    long message = handled.leg().message();
    history.foresee(handled).forEach((messageId, body) -> bodies.pin(message, messageId, body));
    inHand.putBack(handled.leg());
    handingOver.proceed(history);
    return inHand.nothingUnderWay() ? write(history, List.of()) : writeLater();
  }

  private Effect<HistoryEvent, History> proceed(History history) {
    handingOver.proceed(history);
    return Effect().none();
  }

  /**
   * A look now and then, and not a receive timeout: that one makes a timer for each command, which
   * the scheduler keeps for its whole time.
   */
  private void lookLater() {
    timers.startSingleTimer("idle", new HistoryCommand.LookWhetherIdle(), node.idleTimeout());
  }

  private Effect<HistoryEvent, History> onLook(History history) {
    boolean idle = !busy;
    busy = false;
    if (idle
        && history.openMessages() == 0
        && history.links().open().isEmpty()
        && history.unwritten().isEmpty()
        && inHand.nothingReported()
        && !key.isAwaited()
        && !erasing.isUnderWay()) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    lookLater();
    return Effect().none();
  }

  /** A message that cannot be sealed is not taken; all else waits until it can be. */
  private Effect<HistoryEvent, History> withoutKey(HistoryCommand.ToDecide command) {
    String trouble = key.trouble();
    return trouble != null && WithoutKey.refuse(command, trouble)
        ? Effect().none()
        : Effect().stash();
  }

  private Effect<HistoryEvent, History> erase(History history, HistoryCommand.Erase erase) {
    HistoryCommand.EraseReply refusal = Erasing.refusal(history, erase);
    if (refusal != null) {
      erase.replyTo().tell(refusal);
      return Effect().none();
    }
    return persist(history, erasing.events(history, erase, node.clock().instant()))
        .thenRun(
            after -> {
              key.drop();
              erasing.written(after, erase.replyTo());
            });
  }

  // --- writing

  private Effect<HistoryEvent, History> writeLater() {
    node.heldBack().add(context.getSelf());
    return Effect().none();
  }

  private Effect<HistoryEvent, History> writeWithin(String timer, Duration wait) {
    if (!timers.isTimerActive(timer)) {
      timers.startSingleTimer(timer, new HistoryCommand.Flush(), wait);
    }
    return Effect().none();
  }

  /**
   * Writes what was held back and {@code more}, in one atomic write, and goes on when it is
   * durable.
   */
  private Effect<HistoryEvent, History> write(History history, List<HistoryEvent> more) {
    return more.isEmpty() && history.unwritten().isEmpty() && inHand.nothingReported()
        ? Effect().none()
        : persist(history, more);
  }

  /** As {@link #write}; afterwards nothing is foreseen, so that others can be told what is open. */
  private Effect<HistoryEvent, History> writeAnd(
      History history, List<HistoryEvent> more, Consumer<History> then) {
    return (more.isEmpty() && history.unwritten().isEmpty() && inHand.nothingReported()
            ? Effect().none()
            : persist(history, more))
        .thenRun(then::accept);
  }

  private EffectBuilder<HistoryEvent, History> persist(History history, List<HistoryEvent> more) {
    List<HistoryEvent> events = new ArrayList<>(history.unwritten());
    events.addAll(inHand.takeOutcomes());
    events.addAll(more);
    node.heldBack().remove(context.getSelf());
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              // Before the answer, so that who asks after it whether there is room is told right.
              count(after.openMessages());
              load.now(after);
              linking.written(after, events);
              replies.written(after, events);
              bodies.unpin();
              for (HistoryEvent event : events) {
                written(after, event);
              }
              handingOver.proceed(after);
              leaveWhenNothingIsInHand();
            });
  }

  private void leaveWhenNothingIsInHand() {
    if (leaving && !stopping && inHand.nothingUnderWay()) {
      context.getSelf().tell(new HistoryCommand.Passivate());
    }
  }

  private void written(History history, HistoryEvent event) {
    long message =
        switch (event) {
          case HistoryEvent.Beginning beginning -> {
            node.loads().count(load);
            yield beginning.message();
          }
          case HistoryEvent.OfLeg ofLeg -> {
            inHand.putBack(ofLeg.leg());
            yield ofLeg.leg().message();
          }
          case HistoryEvent.Erased erased -> 0;
          case HistoryEvent.NotAnswered not -> not.message();
          case HistoryEvent.OfLink link -> 0;
        };
    if (!history.isOpen(message)) {
      bodies.drop(message);
    }
  }

  /** This life is over, after a failed write or for good: what was only in memory is void. */
  private void forget() {
    node.awake().remove(entityId, context.getSelf());
    node.loads().sleeps(load);
    node.heldBack().remove(context.getSelf());
    replies.failed();
    inHand.beginAnew();
    key.drop();
    erasing.forget();
    generations.forget();
    linking.forget();
    handingOver.passUnusedRoomOn();
    timers.cancelAll();
    bodies.dropAll();
    count(0);
  }

  private void count(int open) {
    node.openMessages().add(entityId, open - counted);
    counted = open;
  }
}

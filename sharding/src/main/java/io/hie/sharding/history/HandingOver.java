package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageBody;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.envelope.Validation;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.seal.DamagedException;
import io.hie.sharding.seal.ErasedException;
import io.hie.sharding.seal.KeyUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives the legs of one history to their items: one at a time for each item, in the order of
 * acceptance, unless the item gives that up ({@code QueueType}). What has to be recorded on the way
 * it tells the history, since no effect can be returned from here.
 */
final class HandingOver {
  /** How long to wait for a production that is not here, and for a body that could not be read. */
  private static final Duration ABSENT_WAIT = Duration.ofSeconds(5);

  /** Legs of one key at one item whose queue type gives up their order. */
  private static final int MOST_AT_ONCE = 64;

  private static final DeliveryResult.Reason INTERRUPTED =
      new DeliveryResult.Reason("interrupted", "the node stopped while it was being delivered");

  private static final DeliveryResult.Reason DAMAGED =
      new DeliveryResult.Reason(
          "damaged", "its body was changed or moved in the log after it was stored");

  private final String entityId;
  private final String workspace;
  private final String project;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;
  private final InHand inHand;
  private final Bodies bodies;
  private final Generations generations;
  private final Linking linking;
  private Instant nextDue = Instant.MAX;
  private boolean leaving;

  HandingOver(
      String entityId,
      HistoryNode node,
      ActorContext<HistoryCommand> context,
      TimerScheduler<HistoryCommand> timers,
      InHand inHand,
      Bodies bodies,
      Generations generations,
      Linking linking) {
    this.entityId = entityId;
    this.workspace = EntityId.workspaceOf(entityId);
    this.project = EntityId.projectOf(entityId);
    this.node = node;
    this.context = context;
    this.timers = timers;
    this.inHand = inHand;
    this.bodies = bodies;
    this.generations = generations;
    this.linking = linking;
  }

  /** Hands over every leg that may go now. */
  void proceed(History history) {
    if (history.openMessages() > 0 && !leaving) {
      handOverAll(history);
    }
    passUnusedRoomOn();
  }

  /** This life ends as soon as what is under way has; the rest is the next one's. */
  void handNothingMore() {
    leaving = true;
  }

  /** Room that this history has no use for is the next one's. */
  void passUnusedRoomOn() {
    for (String item : inHand.takeUnusedRoom()) {
      node.items().passOn(address(item));
    }
  }

  private void handOverAll(History history) {
    DeployedProduction production = node.productions().find(workspace, project);
    if (production == null) {
      comeBack(ABSENT_WAIT);
      return;
    }
    generations.see(production, history);
    boolean earlier = generations.earlierIsOpen(history);
    for (String name : history.lanes().busyItems()) {
      DeployedItem item = production.item(name);
      if (item == null && !production.has(name) && !inHand.isBusy(name)) {
        endAtRemoved(history.lanes().first(name));
      }
      if (item == null || inHand.waitsFor(name)) {
        continue;
      }
      if (!item.host().queueType().keepsOrderPerKey()) {
        handOverMany(history, name, item);
        continue;
      }
      if (inHand.isBusy(name)) {
        continue;
      }
      Set<String> upstream = production.upstream(name, earlier);
      Leg leg = history.lanes().next(name, upstream, item.awaited());
      if (leg != null && !linking.holds(history, leg, upstream)) {
        handOver(history, leg, item);
      }
    }
  }

  /** An item that gives up the order of a key gets several of its messages at once. */
  private void handOverMany(History history, String name, DeployedItem item) {
    for (Leg leg : history.lanes().firstAt(name, MOST_AT_ONCE)) {
      if (inHand.waitsFor(name)) {
        return;
      }
      if (!inHand.isUnderWay(leg.id)) {
        handOver(history, leg, item);
      }
    }
  }

  private void handOver(History history, Leg leg, DeployedItem item) {
    Instant now = now();
    boolean expired = history.messageOf(leg).header.isExpiredAt(now);
    switch (NextStep.of(leg, item, expired, inHand.startedHere(leg.id), now)) {
      case WAIT -> comeBack(Duration.between(now, leg.notBefore));
      case EXPIRE -> record(leg, new HistoryEvent.Expired(leg.id, leg.item, now));
      case START -> start(leg, now);
      case LEAVE_AMBIGUOUS ->
          record(
              leg,
              new HistoryEvent.LeftAmbiguous(leg.id, leg.item, now, leg.attempts + 1, INTERRUPTED));
      case OFFER -> {
        Payload body = bodies.find(leg.id.message(), leg.body.messageId);
        if (body == null) {
          load(leg);
        } else {
          offer(history, leg, body);
        }
      }
    }
  }

  /** Its item is no longer in the production, so that nobody will ever do anything with it. */
  private void endAtRemoved(@Nullable Leg leg) {
    if (leg != null) {
      record(leg, AfterAttempt.itemIsGone(leg, inHand.startedHere(leg.id), now()));
    }
  }

  private void start(Leg leg, Instant now) {
    if (!node.items().hasRoom(address(leg.item), entityId)) {
      inHand.waitFor(leg.item);
      return;
    }
    record(leg, new HistoryEvent.DeliveryStarted(leg.id, leg.item, now, leg.attempts + 1));
    inHand.started(leg.id);
  }

  private void offer(History history, Leg leg, Payload body) {
    OpenMessage message = history.messageOf(leg);
    Delivery delivery =
        new Delivery(
            message.header.messageId() + ":" + leg.id.path(),
            entityId,
            leg.id,
            leg.attempts + 1,
            leg.mayHaveArrived || inHand.mayBeRepeat(leg.id),
            new MessageEnvelope(
                message.headerOn(leg),
                new MessageBody(
                    message.schemaName,
                    message.schemaNamespace,
                    body,
                    Validation.NotValidated.INSTANCE,
                    Map.of())),
            leg.asked);
    inHand.useRoom(leg.item);
    switch (node.items().offer(address(leg.item), delivery)) {
      case TAKEN -> inHand.take(leg);
      case WAIT -> inHand.waitFor(leg.item);
      case REJECTED ->
          record(leg, new HistoryEvent.Discarded(leg.id, leg.item, now(), "reject_new"));
    }
  }

  private void record(Leg leg, HistoryEvent.OfLeg event) {
    inHand.take(leg);
    context.getSelf().tell(new HistoryCommand.RecordEvent(event, inHand.life()));
  }

  // --- bodies that are not in memory

  private void load(Leg leg) {
    inHand.take(leg);
    LegId id = leg.id;
    long now = inHand.life();
    context.pipeToSelf(
        node.bodyReader().read(entityId, leg.body.event, leg.body.output),
        (body, failure) -> new HistoryCommand.BodyLoaded(id, body, failure, now));
  }

  /** A body was read back, or could not be. */
  void bodyLoaded(History history, HistoryCommand.BodyLoaded loaded) {
    Leg leg = history.lanes().find(loaded.leg());
    if (loaded.life() != inHand.life() || leg == null || inHand.isReported(leg.id)) {
      return;
    }
    inHand.putBack(leg.id);
    if (loaded.body() == null) {
      notLoaded(leg, Causes.of(loaded.failure()));
    } else {
      offer(history, leg, loaded.body());
    }
  }

  private void notLoaded(Leg leg, Throwable cause) {
    switch (cause) {
      case ErasedException erased ->
          record(leg, new HistoryEvent.Discarded(leg.id, leg.item, now(), Erasing.STRATEGY));
      case DamagedException damaged -> {
        context.getLog().error("{} parks leg {}: {}", entityId, leg.id, damaged.getMessage());
        record(leg, new HistoryEvent.Parked(leg.id, leg.item, now(), leg.attempts + 1, DAMAGED));
      }
      case KeyUnavailableException absent -> {
        context
            .getLog()
            .error("{} cannot open leg {} yet: {}", entityId, leg.id, absent.getMessage());
        comeBack(ABSENT_WAIT);
      }
      default -> {
        context
            .getLog()
            .warn("{} could not read the body of leg {} back and will try again", entityId, leg.id);
        comeBack(ABSENT_WAIT);
      }
    }
  }

  private void comeBack(Duration wait) {
    Instant due = now().plus(wait);
    if (!timers.isTimerActive("retry") || due.isBefore(nextDue)) {
      nextDue = due;
      timers.startSingleTimer("retry", new HistoryCommand.RetryDue(), wait);
    }
  }

  private ItemAddress address(String item) {
    return new ItemAddress(workspace, project, item);
  }

  private Instant now() {
    return node.clock().instant();
  }
}

package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.sharding.history.HistoryCommand.Erase;
import io.hie.sharding.history.HistoryCommand.EraseReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Destroys the keys of one history. That it is to be is written first; then the keys are destroyed,
 * again after every crash until it is done, and only then the operator is told.
 */
final class Erasing {
  /** The strategy in the record of a leg that ended because its history was erased. */
  static final String STRATEGY = "erased";

  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final String entityId;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;
  private final InHand inHand;
  private final List<ActorRef<EraseReply>> waiting = new ArrayList<>();
  private boolean underWay;

  Erasing(
      String entityId,
      HistoryNode node,
      ActorContext<HistoryCommand> context,
      TimerScheduler<HistoryCommand> timers,
      InHand inHand) {
    this.entityId = entityId;
    this.node = node;
    this.context = context;
    this.timers = timers;
    this.inHand = inHand;
  }

  /** Why a history is not erased now; null if it is to be. */
  static @Nullable EraseReply refusal(History history, Erase erase) {
    if (history.messages() == 0) {
      return new EraseReply.NoHistory();
    }
    List<HistoryCommand.OpenLeg> open = history.overview().open();
    return open.isEmpty() || erase.force() ? null : new EraseReply.StillOpen(open);
  }

  /** What is to be written: the end of each open leg, and the erasure. */
  List<HistoryEvent> events(History history, Erase erase, Instant now) {
    List<HistoryEvent> events = new ArrayList<>();
    for (HistoryCommand.OpenLeg leg : history.overview().open()) {
      if (!inHand.isReported(leg.leg())) {
        events.add(new HistoryEvent.Discarded(leg.leg(), leg.item(), now, STRATEGY));
      }
    }
    String key = history.key();
    List<String> keys = new ArrayList<>(history.erasedKeys());
    if (key != null) {
      keys.add(key);
    }
    events.add(new HistoryEvent.Erased(now, erase.by(), erase.reason(), keys));
    return events;
  }

  /** The erasure is written. */
  void written(History history, ActorRef<EraseReply> replyTo) {
    waiting.add(replyTo);
    destroy(history);
  }

  /** Destroys what an erasure named, unless that is done. */
  void destroy(History history) {
    if (history.erasedKeys().isEmpty() && waiting.isEmpty()) {
      return;
    }
    underWay = true;
    long life = inHand.life();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            history.erasedKeys().stream()
                .map(key -> node.keys().destroy(entityId, key).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    context.pipeToSelf(all, (done, failure) -> new HistoryCommand.KeysDestroyed(failure, life));
  }

  /** The keys are destroyed, or could not be. */
  void destroyed(History history, HistoryCommand.KeysDestroyed destroyed) {
    if (destroyed.life() != inHand.life()) {
      return;
    }
    Throwable failure = destroyed.failure();
    if (failure == null) {
      underWay = false;
      tell(new EraseReply.Done(history.messages()));
      return;
    }
    context
        .getLog()
        .error(
            "{} could not destroy its key and will try again: {}",
            entityId,
            Causes.of(failure).getMessage());
    tell(new EraseReply.Failed("its key could not be destroyed yet; it is tried again"));
    timers.startSingleTimer("destroy", new HistoryCommand.DestroyDue(), TRY_AGAIN);
  }

  private void tell(EraseReply reply) {
    waiting.forEach(each -> each.tell(reply));
    waiting.clear();
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** This life is over. */
  void forget() {
    tell(new EraseReply.Failed("the log could not be written; look at the history and try again"));
    underWay = false;
  }
}

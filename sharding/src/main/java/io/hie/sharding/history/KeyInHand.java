package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.sharding.seal.DataKey;
import io.hie.sharding.seal.ErasedException;
import io.hie.sharding.seal.EventSeal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The data key of one history for as long as it is awake. Nothing with contents is written before
 * it is here, and a new one is durable before, so no message is acknowledged whose body could not
 * be opened again.
 */
final class KeyInHand {
  /** How long to wait before a key that could not be had is asked for again. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final String entityId;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;
  private final InHand inHand;

  private @Nullable DataKey key;
  private boolean asked;
  private boolean gone;
  private @Nullable String trouble;

  KeyInHand(
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

  /**
   * Whether contents can be written, asking for the key if it is not here; at once, if it can be.
   */
  boolean isReady(History history) {
    if (!node.encryption() || key != null) {
      return true;
    }
    if (!asked) {
      ask(history.key());
    }
    return key != null;
  }

  private void ask(@Nullable String known) {
    asked = true;
    CompletableFuture<DataKey> found =
        (known == null || gone ? node.keys().make(entityId) : node.keys().find(entityId, known))
            .toCompletableFuture();
    if (found.isDone() && !found.isCompletedExceptionally()) {
      take(found.join());
      return;
    }
    long life = inHand.life();
    context.pipeToSelf(
        found, (answer, failure) -> new HistoryCommand.KeyAnswered(answer, failure, life));
  }

  private void take(DataKey answer) {
    key = answer;
    asked = false;
    gone = false;
    trouble = null;
  }

  /** The key came, or did not. */
  void answered(HistoryCommand.KeyAnswered answer) {
    if (answer.life() != inHand.life() || !asked) {
      return;
    }
    if (answer.key() != null) {
      take(answer.key());
      return;
    }
    Throwable cause = Causes.of(answer.failure());
    if (cause instanceof ErasedException) {
      gone = true;
    } else {
      // Senders are told this, so it has no path of this node.
      trouble = "the key of its history cannot be had; the node's log says why";
      context.getLog().error("{} waits for its key: {}", entityId, cause.getMessage());
    }
    timers.startSingleTimer(
        "key", new HistoryCommand.KeyDue(), gone ? Duration.ofMillis(1) : ASK_AGAIN);
  }

  /** It is time to ask once more. */
  void due(History history) {
    asked = false;
    isReady(history);
  }

  /** Why the key is not here; null if it is only on its way. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Whether somebody waits for it. */
  boolean isAwaited() {
    return asked;
  }

  /** The key that an event is to be stored under; null if it is stored as it is. */
  @Nullable String sealing(HistoryEvent event) {
    return key == null || !node.encryption() || !EventSeal.isNeeded(event) ? null : key.id();
  }

  /** The event as it is to be stored. */
  HistoryEvent seal(HistoryEvent event) {
    if (!node.encryption() || !EventSeal.isNeeded(event)) {
      return event;
    }
    if (key == null) {
      throw new IllegalStateException("contents were to be written before their key was here");
    }
    return EventSeal.seal(entityId, event, key);
  }

  /** Forgets the key. */
  void drop() {
    key = null;
    asked = false;
    gone = false;
    trouble = null;
  }
}

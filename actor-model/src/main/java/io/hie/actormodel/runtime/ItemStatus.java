package io.hie.actormodel.runtime;

import io.hie.actormodel.item.ItemKind;
import org.jspecify.annotations.Nullable;

/**
 * How an item is, as it was when asked.
 *
 * @param phase where it is in its life
 * @param detail why, for an operator; empty if there is nothing to say
 * @param inHand messages it works on now
 * @param queue figures of its mailbox
 * @param breaker state of its circuit breaker; null if it has none
 * @param hookFailures how often one of its hooks threw or was too late
 * @param jvms where its instances are; null if its execution mode is not {@code multiprocess}, or
 *     it does not run
 */
public record ItemStatus(
    ItemAddress address,
    String type,
    ItemKind kind,
    Phase phase,
    String detail,
    int inHand,
    QueueFigures queue,
    @Nullable BreakerState breaker,
    long hookFailures,
    @Nullable Jvms jvms) {

  /**
   * In how many JVMs an item has instances.
   *
   * @param up those where one takes messages
   * @param all those where there is to be one
   * @param restarts how often one of them ended and was started again since the item was started
   */
  public record Jvms(int up, int all, long restarts) {}

  /** The same in another phase. */
  public ItemStatus with(Phase other, String why) {
    return new ItemStatus(
        address, type, kind, other, why, inHand, queue, breaker, hookFailures, jvms);
  }

  /** Messages in its mailbox. */
  public int queued() {
    return queue.messages();
  }

  /** Messages it has finished since it was deployed. */
  public long done() {
    return queue.taken() - inHand;
  }

  /** Where an item is in its life. */
  public enum Phase {
    STARTING,
    RUNNING,
    /** Works, but its outside cannot be reached just now; messages wait in order. */
    CONNECTING,
    PAUSED,
    /** Works off its queue and takes nothing new, to stop then. */
    DRAINING,
    STOPPING,
    /** As an operator wants it. */
    STOPPED,
    /** A service that runs on another node of the cluster, and here when that is gone. */
    STANDBY,
    /** It had nothing more to do and ended by itself. */
    ENDED,
    /** A person has to change something: a port in use, an unknown host. */
    MISCONFIGURED,
    /** It failed; if its restart policy allows, it is made anew after a wait. */
    FAILED
  }
}

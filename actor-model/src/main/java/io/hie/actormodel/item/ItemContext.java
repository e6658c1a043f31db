package io.hie.actormodel.item;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;

/**
 * What the engine gives to an item.
 *
 * @param workspace the tenant it runs for
 * @param project the production it belongs to
 * @param item its name
 * @param intake the way in for what a service receives
 * @param status where the item tells how its outside is, for the operator
 * @param system for dispatchers, timers and streams
 * @param clock the time; not the system's in tests
 * @param log a logger named after the item; no patient data goes into it
 */
public record ItemContext(
    String workspace,
    String project,
    String item,
    Intake intake,
    StatusListener status,
    ActorSystem<?> system,
    Clock clock,
    Logger log) {
  private static final Executor VIRTUAL_THREADS = Executors.newVirtualThreadPerTaskExecutor();

  /** Where an item does what blocks: a virtual thread for each task. */
  public Executor blocking() {
    return VIRTUAL_THREADS;
  }

  /** Told how the outside of an item is. May be called from any thread, as often as it changes. */
  @FunctionalInterface
  public interface StatusListener {
    void outside(Outside outside, String detail);
  }

  /** How the world beyond an item looks from it. */
  public enum Outside {
    /** Listening, or connected. */
    CONNECTED,
    /** Trying to reach the other side. */
    CONNECTING,
    /** Nothing will work until a person changes something. */
    MISCONFIGURED,
    /**
     * The item has nothing more to do, such as after the last file of a batch. It stays ended,
     * unless its restart policy is {@code always}.
     */
    ENDED
  }
}

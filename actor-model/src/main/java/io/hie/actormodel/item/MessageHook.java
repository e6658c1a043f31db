package io.hie.actormodel.item;

/**
 * Code that is told of each message of a process or an operation ({@code Hooks}): to count, to
 * audit, to mirror. It looks and changes nothing; what it throws is counted, logged by type, and
 * otherwise ignored, so it cannot lose a message.
 *
 * <p>Each call is made on a virtual thread and may block. The message waits for it for at most
 * {@code HookTimeout}; then the call is interrupted and the message goes on. One object serves an
 * item for as long as it is deployed, and is called by up to {@code PoolSize} threads at once, for
 * each key in the order of its messages. After a crash a message may be told of again. An
 * implementation is public and has a public constructor without parameters.
 */
public interface MessageHook {

  /** The item is about to work on a message, for the first time or again after a failure. */
  default void before(Delivery message) {}

  /**
   * The item did with it what it had to.
   *
   * @param outcome {@code delivered}, {@code handled} or {@code filtered}
   */
  default void after(Delivery message, String outcome) {}

  /**
   * An attempt failed. Whether another one follows is for the item's settings.
   *
   * @param reason its detail may hold patient data
   */
  default void onError(Delivery message, DeliveryResult.Reason reason) {}
}

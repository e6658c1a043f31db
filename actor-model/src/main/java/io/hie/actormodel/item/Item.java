package io.hie.actormodel.item;

import io.hie.actormodel.production.ItemDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One configured item of a running production. Made by its {@link ItemType}, started once, stopped
 * once; after a failure a new one is made. The methods are called by the item's actor, one at a
 * time unless said otherwise.
 */
public sealed interface Item permits Service, Process, Operation {

  /**
   * Takes hold of what it needs outside: ports, directories, pools. Completes when it can work;
   * fails with {@link MisconfiguredException} if a person has to change something, with anything
   * else if it may work later.
   */
  default CompletionStage<Void> start() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Takes a changed definition while it runs. Called only where {@link ItemType#changesInPlace}
   * agreed, and on a process while it has no message in hand. Must not fail.
   */
  default void change(ItemDefinition definition) {}

  /** Lets go of everything. Completes when nothing is held any more. Must not fail. */
  default CompletionStage<Void> stop() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * What cannot work until somebody changes a setting or the world: a port in use, an unknown host.
   */
  final class MisconfiguredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MisconfiguredException(String message) {
      super(message);
    }

    public MisconfiguredException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Thrown with a message, or how its stage fails: not the message but the item is at fault and
   * cannot go on as it is, such as after it lost what it holds in memory. The item's restart policy
   * decides whether a new one is made. The message ends as after any failure: it is retried or
   * parked by its own settings, so it cannot make the item restart for ever.
   */
  final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message for an operator, without patient data
     */
    public BrokenException(String message) {
      super(message);
    }

    public BrokenException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

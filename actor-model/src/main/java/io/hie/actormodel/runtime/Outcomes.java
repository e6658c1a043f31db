package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import java.util.concurrent.CompletionStage;

/**
 * Where items report to: the histories that own the messages. May be called from any thread and
 * never blocks. A report about a leg that is no longer open is ignored, so reporting twice does no
 * harm.
 */
public interface Outcomes {
  /** A process decided. */
  void handled(Delivery delivery, Handling handling);

  /** An operation tried. Never {@link DeliveryResult.NotSent}: the item waits with those itself. */
  void delivered(Delivery delivery, DeliveryResult result);

  /** Its time to live was over. */
  void expired(Delivery delivery);

  /** An overflow strategy let it go. */
  void discarded(Delivery delivery, String strategy);

  /**
   * A hook wants a copy of it at another item: a message of its own, of the same history. Completes
   * when it is stored; asking again for the same does no harm.
   *
   * @param point which hook, such as {@code before}
   */
  CompletionStage<?> copy(Delivery delivery, String target, String point);

  /** The item gave it back untouched, because it stops: it is to be offered again. */
  void returned(Delivery delivery);

  /** The item has room, or is there again, for a history that was told to wait. */
  void ready(String entityId, String item);
}

package io.hie.actormodel.item;

import java.util.concurrent.CompletionStage;

/** Delivers messages outside. */
public non-sealed interface Operation extends Item {

  /**
   * Tries one delivery and says how it ended. At most {@code PoolSize} are under way at once, and
   * never two of one key. The stage must complete, from any thread, within the item's own time
   * limit; completing it exceptionally counts as {@link DeliveryResult.Ambiguous}, since nobody can
   * say how far it came.
   */
  CompletionStage<DeliveryResult> deliver(Delivery delivery);
}

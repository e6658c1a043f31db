package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that an operation here delivers for other nodes: how they end is told to who lent them,
 * and not to their histories, which hear it there. Safe from any thread.
 */
final class Lent implements Outcomes {
  private final Outcomes own;

  /** By identity: the same may be lent again when the first is not forgotten yet. */
  private final Map<Delivery, Entry> entries = Collections.synchronizedMap(new IdentityHashMap<>());

  private record Entry(Items.Lender lender, boolean begun, boolean withdrawn) {}

  /**
   * For one operation.
   *
   * @param own told of all that was not lent
   */
  Lent(Outcomes own) {
    this.own = own;
  }

  void lend(Delivery delivery, Items.Lender lender) {
    entries.put(delivery, new Entry(lender, false, false));
  }

  /** It was not taken after all. */
  void forget(Delivery delivery) {
    entries.remove(delivery);
  }

  /** The item is about to work on one; false if that is not wanted any more. */
  boolean begin(Delivery delivery) {
    synchronized (entries) {
      Entry entry = entries.get(delivery);
      if (entry == null) {
        return true;
      }
      if (entry.withdrawn()) {
        entries.remove(delivery);
        return false;
      }
      entries.put(delivery, new Entry(entry.lender(), true, false));
      return true;
    }
  }

  /** Gives one back that is not begun; whether the item has to be asked for it. */
  boolean withdraw(Delivery delivery) {
    Items.Lender told = null;
    synchronized (entries) {
      Entry entry = entries.get(delivery);
      if (entry == null || entry.begun() || entry.withdrawn()) {
        return entry != null && entry.begun();
      }
      entries.put(delivery, new Entry(entry.lender(), false, true));
      told = entry.lender();
    }
    told.givenBack();
    return false;
  }

  /** Who is to be told of it; null if it was not lent. */
  private @Nullable Entry end(Delivery delivery) {
    return entries.isEmpty() ? null : entries.remove(delivery);
  }

  private static void giveBack(Entry entry) {
    if (!entry.withdrawn()) {
      entry.lender().givenBack();
    }
  }

  @Override
  public void handled(Delivery delivery, Handling handling) {
    own.handled(delivery, handling);
  }

  @Override
  public void delivered(Delivery delivery, DeliveryResult result) {
    Entry lent = end(delivery);
    if (lent == null) {
      own.delivered(delivery, result);
    } else {
      lent.lender().ended(result);
    }
  }

  /** Who lent it looks at the time too. */
  @Override
  public void expired(Delivery delivery) {
    Entry lent = end(delivery);
    if (lent == null) {
      own.expired(delivery);
    } else {
      giveBack(lent);
    }
  }

  /** What another node has in hand is not this queue's to drop. */
  @Override
  public void discarded(Delivery delivery, String strategy) {
    Entry lent = end(delivery);
    if (lent == null) {
      own.discarded(delivery, strategy);
    } else {
      giveBack(lent);
    }
  }

  @Override
  public void returned(Delivery delivery) {
    Entry lent = end(delivery);
    if (lent == null) {
      own.returned(delivery);
    } else {
      giveBack(lent);
    }
  }

  @Override
  public CompletionStage<?> copy(Delivery delivery, String target, String point) {
    return own.copy(delivery, target, point);
  }

  @Override
  public void ready(String entityId, String item) {
    own.ready(entityId, item);
  }
}

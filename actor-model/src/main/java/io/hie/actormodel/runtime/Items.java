package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * The items of this node by address: where a history hands a message to an item. A history whose
 * item is not there, or is full, is remembered and told when that changes. Safe from any thread.
 */
public final class Items implements Extension {

  /** How an offer ended. */
  public enum Offer {
    TAKEN,
    /** Not now; {@link Outcomes#ready} will tell when. */
    WAIT,
    /** The item's overflow strategy turned it away. */
    REJECTED
  }

  /** The extension's id. */
  public static final class Id extends ExtensionId<Items> {
    private static final Id INSTANCE = new Id();

    private Id() {}

    @Override
    public Items createExtension(ActorSystem<?> system) {
      return new Items();
    }
  }

  private record Live(ActorRef<ItemCommand> actor, ItemQueue queue, Outcomes outcomes) {}

  private final Map<ItemAddress, Live> live = new ConcurrentHashMap<>();
  private final Map<ItemAddress, Set<String>> waiting = new ConcurrentHashMap<>();
  private final Map<String, ItemQueue> prepared = new ConcurrentHashMap<>();

  private final AtomicLong made = new AtomicLong();

  private Items() {}

  public static Items get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  static Items get(org.apache.pekko.actor.ActorSystem system) {
    return get(Adapter.toTyped(system));
  }

  /** Hands a message to an item, if it can take it now. */
  public Offer offer(ItemAddress address, Delivery delivery) {
    Live item = find(address, delivery.entityId());
    if (item == null) {
      return Offer.WAIT;
    }
    return switch (item.queue.offer(delivery, item.actor)) {
      case TAKEN -> Offer.TAKEN;
      case WAIT -> Offer.WAIT;
      case REJECTED -> Offer.REJECTED;
      case CLOSED -> {
        // It ended between our look and the offer.
        live.remove(address, item);
        yield offer(address, delivery);
      }
    };
  }

  /**
   * Whether an item is there and an offer to it would not have to wait, as far as can be known
   * before. If not, {@link Outcomes#ready} will tell the history when.
   */
  public boolean hasRoom(ItemAddress address, String entityId) {
    Live item = find(address, entityId);
    return item != null && item.queue.hasRoom(entityId);
  }

  /**
   * A history that was told of room has nothing to offer any more, so that the room is the next
   * one's.
   */
  public void passOn(ItemAddress address) {
    Live item = live.get(address);
    if (item != null) {
      item.queue.passOn();
    }
  }

  /** Told once how something ended that was lent, from any thread. */
  public interface Lender {
    void ended(DeliveryResult result);

    /** Nothing was done with it. */
    void givenBack();
  }

  /**
   * Has an operation here deliver what another node has in hand. It is taken whatever room there
   * is: who lends bounds how much.
   *
   * @return whether the item is there, and the lender will be told
   */
  public boolean lend(ItemAddress address, Delivery delivery, Lender lender) {
    Live item = live.get(address);
    if (item == null || !(item.outcomes instanceof Lent lent)) {
      return false;
    }
    lent.lend(delivery, lender);
    if (item.queue.admit(delivery, item.actor)) {
      return true;
    }
    lent.forget(delivery);
    return false;
  }

  /** The lender wants it back, or to hear how it ended, as soon as that can be. */
  public void withdraw(ItemAddress address, Delivery delivery) {
    Live item = live.get(address);
    if (item != null && item.outcomes instanceof Lent lent && lent.withdraw(delivery)) {
      item.actor.tell(new ItemCommand.GiveBack(delivery));
    }
  }

  /** The item, if it is there; if not, the history is noted. */
  private @Nullable Live find(ItemAddress address, String entityId) {
    Live item = live.get(address);
    if (item == null) {
      waiting.compute(
          address,
          (absent, histories) -> {
            Set<String> waiters = histories == null ? new LinkedHashSet<>() : histories;
            waiters.add(entityId);
            return waiters;
          });
      // It may have come while we were writing that down.
      item = live.get(address);
    }
    return item;
  }

  /** Keeps a queue for the actor that is about to be made under the name returned. */
  String prepare(String item, ItemQueue queue) {
    String actorName = item + "-" + made.incrementAndGet();
    prepared.put(actorName, queue);
    return actorName;
  }

  ItemQueue takePrepared(String actorName) {
    ItemQueue queue = prepared.remove(actorName);
    if (queue == null) {
      throw new IllegalStateException("no queue was prepared for an item's actor");
    }
    return queue;
  }

  void register(
      ItemAddress address, ActorRef<ItemCommand> actor, ItemQueue queue, Outcomes outcomes) {
    live.put(address, new Live(actor, queue, outcomes));
    Set<String> histories = waiting.remove(address);
    if (histories != null) {
      histories.forEach(history -> outcomes.ready(history, address.item()));
    }
  }

  /** The item will not come back: histories that wait for it are told, to end what waits. */
  void forget(ItemAddress address, Outcomes outcomes) {
    Set<String> histories = waiting.remove(address);
    if (histories != null) {
      histories.forEach(history -> outcomes.ready(history, address.item()));
    }
  }

  void unregister(ItemAddress address, ActorRef<ItemCommand> actor) {
    live.computeIfPresent(address, (at, item) -> item.actor.equals(actor) ? null : item);
  }
}

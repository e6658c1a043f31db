package io.hie.sharding.single;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What other nodes gave to the one operation, in their order. Each node gives as many at a time as
 * the item has workers. What is given again while it is here is answered to the last who did.
 * Belongs to a {@link SeatEntity}.
 */
final class Borrowed {
  /** More than all nodes give together; one that is given more gives it back. */
  private static final int MOST = 10_000;

  private static final class Held {
    private final Delivery delivery;
    private ActorRef<Deliveries.Answer> replyTo;
    private boolean lent;

    private Held(Delivery delivery, ActorRef<Deliveries.Answer> replyTo) {
      this.delivery = delivery;
      this.replyTo = replyTo;
    }
  }

  private final ItemAddress item;
  private final Items items;
  private final Consumer<Deliveries.Answer> onAnswer;
  private final Map<String, Held> held = new LinkedHashMap<>();

  /**
   * Nothing yet.
   *
   * @param onAnswer given what is to come to {@link #answer}, from any thread
   */
  Borrowed(ItemAddress item, Items items, Consumer<Deliveries.Answer> onAnswer) {
    this.item = item;
    this.items = items;
    this.onAnswer = onAnswer;
  }

  /** Takes it; {@link #lend} hands it on. */
  void deliver(SeatEntity.Deliver given) {
    String key = Deliveries.keyOf(given.delivery());
    Held here = held.get(key);
    if (here != null) {
      here.replyTo = given.replyTo();
      return;
    }
    if (held.size() >= MOST) {
      given.replyTo().tell(new Deliveries.GivenBack(key));
      return;
    }
    held.put(key, new Held(given.delivery(), given.replyTo()));
  }

  /** Hands on what waits for the item to start; whether something still does. */
  boolean lend() {
    boolean waits = false;
    for (Map.Entry<String, Held> each : held.entrySet()) {
      Held one = each.getValue();
      if (!one.lent && !waits) {
        one.lent = items.lend(item, one.delivery, lender(each.getKey()));
      }
      waits |= !one.lent;
    }
    return waits;
  }

  private Items.Lender lender(String key) {
    return new Items.Lender() {
      @Override
      public void ended(DeliveryResult result) {
        onAnswer.accept(new Deliveries.Ended(key, result));
      }

      @Override
      public void givenBack() {
        onAnswer.accept(new Deliveries.GivenBack(key));
      }
    };
  }

  void answer(Deliveries.Answer answer) {
    Held ended = held.remove(answer.delivery());
    if (ended != null) {
      ended.replyTo.tell(answer);
    }
  }

  void stillThere(SeatEntity.StillThere ask) {
    if (!held.containsKey(ask.delivery())) {
      ask.replyTo().tell(new Deliveries.Unknown(ask.delivery()));
    }
  }

  void withdraw(String key) {
    Held one = held.get(key);
    if (one == null) {
      return;
    }
    if (one.lent) {
      items.withdraw(item, one.delivery);
    } else {
      answer(new Deliveries.GivenBack(key));
    }
  }

  /** What the item never had. */
  void giveBackWaiting() {
    for (Map.Entry<String, Held> each : new ArrayList<>(held.entrySet())) {
      if (!each.getValue().lent) {
        answer(new Deliveries.GivenBack(each.getKey()));
      }
    }
  }
}

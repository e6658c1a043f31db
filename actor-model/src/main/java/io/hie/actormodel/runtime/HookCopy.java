package io.hie.actormodel.runtime;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import java.util.HashMap;
import java.util.Map;

/** The copy of a message that a hook makes for an item. */
public final class HookCopy {
  /** The custom property that marks one, so that copies are not copied; its value is the hook. */
  public static final String MARK = "hie.hook";

  private HookCopy() {}

  static boolean is(MessageEnvelope envelope) {
    return envelope.header().customProperties().containsKey(MARK);
  }

  /**
   * Makes one: a message of its own, with this one's correlation and bytes.
   *
   * @param target the item that it is for
   * @param point which hook
   */
  public static MessageEnvelope of(Delivery delivery, String target, String point) {
    MessageEnvelope original = delivery.envelope();
    Map<String, String> properties = new HashMap<>(original.header().customProperties());
    properties.put(MARK, point);
    MessageEnvelope copy =
        original.derived(
            delivery.id() + "~" + point,
            original.header().destination(),
            original.body().rawPayload());
    return copy.withHeader(copy.header().withCustomProperties(properties).withDestination(target));
  }
}

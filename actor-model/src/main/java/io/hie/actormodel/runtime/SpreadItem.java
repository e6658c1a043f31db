package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.instance.InstanceJvm.Blueprint;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import java.util.List;
import java.util.function.Function;

/** An item whose work is done by instances in several JVMs, to its actor one item. */
sealed interface SpreadItem permits SpreadProcess, SpreadOperation {
  Spread spread();

  /**
   * One for this item.
   *
   * @param jvms beside the node's own; at least one
   * @param make makes an instance in the node's own
   */
  static Item of(
      Blueprint blueprint,
      List<InstanceJvm> jvms,
      Function<ItemContext.StatusListener, Item> make,
      ItemContext.StatusListener status) {
    Spread spread =
        Spread.of(
            blueprint,
            jvms,
            outside -> new OwnInstance(make.apply(outside)),
            blueprint.definition().host().messageTimeout(),
            status);
    return blueprint.definition().kind() == ItemKind.PROCESS
        ? new SpreadProcess(spread)
        : new SpreadOperation(spread);
  }
}

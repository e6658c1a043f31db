package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says of the items that run on another node that they do, and where. Pure. */
final class Whereabouts {
  private Whereabouts() {}

  /**
   * The status with them.
   *
   * @param status how the items are on this node
   * @param desired how the cluster wants them
   */
  static ProductionActor.Status in(
      ProductionActor.Status status,
      Production production,
      Map<String, Desired> desired,
      Duty duty) {
    Set<String> elsewhere = duty.elsewhere(production);
    if (elsewhere.isEmpty()) {
      return status;
    }
    Map<String, Desired> wanted = new HashMap<>(status.desired());
    List<ItemStatus> items = new ArrayList<>();
    for (ItemStatus item : status.items()) {
      String name = item.address().item();
      ItemDefinition definition = production.item(name).orElse(null);
      if (definition == null || !elsewhere.contains(name)) {
        items.add(item);
        continue;
      }
      ItemStatus.Phase asStandby =
          item.kind() == ItemKind.SERVICE ? ItemStatus.Phase.STOPPED : ItemStatus.Phase.RUNNING;
      if (item.kind() == ItemKind.SERVICE) {
        wanted.put(name, desired.getOrDefault(name, Desired.RUNNING));
      }
      items.add(
          item.phase() == asStandby && wanted.get(name) != Desired.STOPPED
              ? item.with(ItemStatus.Phase.STANDBY, duty.whereabouts(production, definition))
              : item);
    }
    return new ProductionActor.Status(
        status.workspace(), status.project(), items, wanted, status.jars());
  }
}

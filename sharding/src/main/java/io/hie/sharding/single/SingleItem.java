package io.hie.sharding.single;

import io.hie.actormodel.production.ProductionSettings.LoadBalancingStrategy;
import io.hie.actormodel.runtime.ItemAddress;

/**
 * An item of which the cluster runs one, and what its production says of placing it.
 *
 * @param strategy by which a node is chosen
 * @param nodeCapacity how many placed items of its production one node may run
 * @param threshold how uneven, as a part of one, nodes may be before an item moves
 * @param mayMove whether it moves while its node lives
 */
public record SingleItem(
    ItemAddress address,
    LoadBalancingStrategy strategy,
    int nodeCapacity,
    double threshold,
    boolean mayMove) {

  String id() {
    return idOf(address);
  }

  String production() {
    return address.workspace() + "/" + address.project();
  }

  static String idOf(ItemAddress address) {
    return address.workspace() + "/" + address.project() + "/" + address.item();
  }

  /** The address that has this id. */
  static ItemAddress addressOf(String id) {
    int workspace = id.indexOf('/');
    int project = id.indexOf('/', workspace + 1);
    return new ItemAddress(
        id.substring(0, workspace),
        id.substring(workspace + 1, project),
        id.substring(project + 1));
  }
}

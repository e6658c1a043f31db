package io.hie.actormodel.runtime;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the histories need to know of a production that runs.
 *
 * @param maxOpenMessages how many messages may be accepted and not finished on one node before
 *     services stop reading
 * @param items by name
 */
public record DeployedProduction(
    String workspace,
    String project,
    ShardingStrategy strategy,
    int maxOpenMessages,
    Map<String, DeployedItem> items) {

  /**
   * An item of it.
   *
   * @param upstream all items from which a message can come to it, over any number of steps
   */
  public record DeployedItem(ItemKind kind, HostSettings host, Set<String> upstream) {}

  public DeployedProduction {
    items = Map.copyOf(items);
  }

  public @Nullable DeployedItem item(String name) {
    return items.get(name);
  }
}

package io.hie.actormodel.runtime;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.MessagingPattern;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import java.util.HashMap;
import java.util.HashSet;
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
   * @param awaited the items at which a message must have ended before the next one of its key
   *     comes to this one: what lies behind the {@code sync_reliable} connections of a process
   */
  public record DeployedItem(
      ItemKind kind, HostSettings host, Set<String> upstream, Set<String> awaited) {
    /** An item; what it awaits is worked out by its production. */
    public DeployedItem(ItemKind kind, HostSettings host, Set<String> upstream) {
      this(kind, host, upstream, Set.of());
    }
  }

  public DeployedProduction {
    Map<String, DeployedItem> all = Map.copyOf(items);
    Map<String, DeployedItem> complete = new HashMap<>();
    all.forEach(
        (name, item) ->
            complete.put(
                name,
                new DeployedItem(item.kind(), item.host(), item.upstream(), awaited(item, all))));
    items = Map.copyOf(complete);
  }

  private static Set<String> awaited(DeployedItem item, Map<String, DeployedItem> all) {
    if (item.kind() != ItemKind.PROCESS) {
      return Set.of();
    }
    Set<String> awaited = new HashSet<>();
    for (String target : item.host().targetConfigNames()) {
      if (item.host().patternTo(target) == MessagingPattern.SYNC_RELIABLE) {
        awaited.add(target);
        all.forEach(
            (name, other) -> {
              if (other.upstream().contains(target)) {
                awaited.add(name);
              }
            });
      }
    }
    return Set.copyOf(awaited);
  }

  public @Nullable DeployedItem item(String name) {
    return items.get(name);
  }
}

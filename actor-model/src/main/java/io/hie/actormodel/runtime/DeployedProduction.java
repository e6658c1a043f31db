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
 * @param items by name, those that are on their way out too
 * @param unavailable names of items that wait for a version which can run them
 * @param generation counts the documents that were put into effect here, so that a history sees
 *     that there is another one
 * @param carried for a message that was accepted before this generation: all items from which it
 *     can come to an item, by the name of that item
 */
public record DeployedProduction(
    String workspace,
    String project,
    ShardingStrategy strategy,
    int maxOpenMessages,
    Map<String, DeployedItem> items,
    Set<String> unavailable,
    long generation,
    Map<String, Set<String>> carried) {

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
    unavailable = Set.copyOf(unavailable);
    carried = Map.copyOf(carried);
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

  /** A production that none was before. */
  public DeployedProduction(
      String workspace,
      String project,
      ShardingStrategy strategy,
      int maxOpenMessages,
      Map<String, DeployedItem> items) {
    this(workspace, project, strategy, maxOpenMessages, items, Set.of(), 0, Map.of());
  }

  /**
   * The same in place of another. What was accepted before may have gone ways that this one does
   * not have, and goes on by ways that the one before did not have: so it is waited for along the
   * edges of both, and of all that were carried to the one before. An item has given its word on a
   * message before the change, but a history may hear of it only when the next change has come, and
   * the one after that; so edges are carried on for as long as their items are there. They cost
   * nothing where no earlier message is open.
   */
  DeployedProduction after(DeployedProduction before) {
    Map<String, Set<String>> edges = new HashMap<>();
    items.forEach(
        (name, item) -> edges.computeIfAbsent(name, n -> new HashSet<>()).addAll(item.upstream()));
    before.items.forEach(
        (name, item) -> edges.computeIfAbsent(name, n -> new HashSet<>()).addAll(item.upstream()));
    before.carried.forEach(
        (name, from) -> edges.computeIfAbsent(name, n -> new HashSet<>()).addAll(from));
    Map<String, Set<String>> closure = Closure.of(edges);
    closure.keySet().retainAll(items.keySet());
    closure.values().forEach(reached -> reached.retainAll(items.keySet()));
    return new DeployedProduction(
        workspace,
        project,
        strategy,
        maxOpenMessages,
        items,
        unavailable,
        before.generation + 1,
        closure);
  }

  /** The same with items that are on their way out, as they were in another. */
  DeployedProduction keeping(Set<String> names, DeployedProduction before) {
    Map<String, DeployedItem> all = new HashMap<>(items);
    names.forEach(name -> all.putIfAbsent(name, before.items.get(name)));
    return new DeployedProduction(
        workspace, project, strategy, maxOpenMessages, all, unavailable, generation, carried);
  }

  private Set<String> upstreamOfEarlier(String name, DeployedItem item) {
    Set<String> more = carried.get(name);
    return more == null ? item.upstream() : more;
  }

  /**
   * All items from which a message can come to an item.
   *
   * @param earlier whether messages that were accepted before this generation count
   */
  public Set<String> upstream(String name, boolean earlier) {
    DeployedItem item = items.get(name);
    if (item == null) {
      return Set.of();
    }
    return earlier ? upstreamOfEarlier(name, item) : item.upstream();
  }

  /** The same with items that wait for a version which can run them. */
  public DeployedProduction withUnavailable(Set<String> names) {
    return new DeployedProduction(
        workspace, project, strategy, maxOpenMessages, items, names, generation, carried);
  }

  /** Whether an item is in the document, so that what waits for it has not waited in vain. */
  public boolean has(String item) {
    return items.containsKey(item) || unavailable.contains(item);
  }

  public @Nullable DeployedItem item(String name) {
    return items.get(name);
  }
}

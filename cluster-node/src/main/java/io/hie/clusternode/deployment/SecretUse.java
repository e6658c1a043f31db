package io.hie.clusternode.deployment;

import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which secrets the items of this node run with, and whether these are still the ones that count.
 */
final class SecretUse {
  private final ItemSecrets secrets;

  /** By production: with which revisions its items could not be made. */
  private final Map<String, Map<String, Long>> gaveUp = new ConcurrentHashMap<>();

  SecretUse(ItemSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Whether an item of a production runs with a secret that is another one now, and was not tried
   * with that in vain.
   */
  boolean isBehind(Production production) {
    Map<String, Long> now = now(production);
    return !now.equals(gaveUp.get(key(production)))
        && production.items().stream()
            .filter(ItemDefinition::enabled)
            .flatMap(item -> item.secrets().entrySet().stream())
            .anyMatch(
                each -> !each.getValue().equals(now.getOrDefault(each.getKey(), each.getValue())));
  }

  /** Its items go on with the secrets that they have, until others come. */
  void giveUp(Production production) {
    gaveUp.put(key(production), now(production));
  }

  /** The items that name each secret, as project/item. */
  static Map<String, List<String>> by(List<Production> productions) {
    Map<String, List<String>> used = new TreeMap<>();
    for (Production production : productions) {
      for (ItemDefinition item : production.items()) {
        for (String name : item.secrets().keySet()) {
          used.computeIfAbsent(name, first -> new ArrayList<>())
              .add(production.name() + "/" + item.name());
        }
      }
    }
    return used;
  }

  /** The revisions of its secrets. */
  private Map<String, Long> now(Production production) {
    Map<String, Long> now =
        new HashMap<>(
            Objects.requireNonNullElse(secrets.known().of(production.workspace().id()), Map.of()));
    Set<String> used = new HashSet<>();
    production.items().forEach(item -> used.addAll(item.secrets().keySet()));
    now.keySet().retainAll(used);
    return now;
  }

  private static String key(Production production) {
    return production.workspace().id() + "/" + production.name();
  }
}

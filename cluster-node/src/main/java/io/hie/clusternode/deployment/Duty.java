package io.hie.clusternode.deployment;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.HostSettings.Placement;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionSettings.LoadBalancingStrategy;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.single.Rendezvous;
import io.hie.sharding.single.SingleItems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which items run on this node. Pure.
 *
 * <ul>
 *   <li>A service that listens runs on one node of each machine, since a port can be had once on
 *       it. Each ranks the nodes by hash; by {@code round_robin} no node takes more than its share
 *       of a production's, so that they are spread. Only nodes that can be reached count: the
 *       system itself sees to it that no two listen.
 *   <li>What there is one of in a cluster, such as a service that reads a directory, runs where
 *       {@link SingleItems} says; a node that cannot be reached keeps it until it is removed.
 *   <li>All else runs on every node.
 * </ul>
 *
 * @param self this node
 * @param nodes that are up, oldest first, this one among them
 * @param singles where items are of which there is one
 */
public record Duty(String self, List<Peer> nodes, SingleItems.View singles) {
  /** As if there were no other node. */
  public static final Duty ALONE = new Duty("", List.of(new Peer("", "", "", true)));

  /**
   * A node.
   *
   * @param name for people
   * @param host the machine, as it is addressed
   * @param reachable from here
   */
  public record Peer(String node, String name, String host, boolean reachable) {}

  /** On how many nodes an item runs. */
  enum Reach {
    CLUSTER,
    MACHINE,
    EVERY_NODE
  }

  public Duty {
    nodes = List.copyOf(nodes);
  }

  /** Nothing is known of single items. */
  public Duty(String self, List<Peer> nodes) {
    this(self, nodes, SingleItems.View.NONE);
  }

  Duty with(SingleItems.View other) {
    return new Duty(self, nodes, other);
  }

  boolean isAlone() {
    return nodes.size() == 1;
  }

  static Reach reach(Production production, ItemDefinition item) {
    Placement placement = item.host().placement();
    if (placement == Placement.SINGLE) {
      return Reach.CLUSTER;
    }
    if (item.kind() != ItemKind.SERVICE) {
      return Reach.EVERY_NODE;
    }
    String endpoint = production.types().get(item.type()).exclusiveEndpoint(item);
    return endpoint.startsWith("tcp ") || (placement == Placement.EVERY_NODE && !endpoint.isEmpty())
        ? Reach.MACHINE
        : placement == Placement.EVERY_NODE ? Reach.EVERY_NODE : Reach.CLUSTER;
  }

  /** Items that are not to run here, by name. */
  Set<String> elsewhere(Production production) {
    Map<String, String> onMachine = onMachine(production);
    Set<ItemAddress> here = isAlone() ? alone(production) : singles.here();
    Set<String> elsewhere = new HashSet<>();
    for (ItemDefinition item : production.items()) {
      boolean runs =
          switch (reach(production, item)) {
            case CLUSTER -> here.contains(address(production, item));
            case MACHINE -> self.equals(onMachine.get(item.name()));
            case EVERY_NODE -> true;
          };
      if (item.enabled() && !runs) {
        elsewhere.add(item.name());
      }
    }
    return elsewhere;
  }

  /** The services among them. */
  Set<String> servicesElsewhere(Production production) {
    Set<String> services = elsewhere(production);
    services.removeIf(
        name -> production.item(name).filter(item -> item.kind() == ItemKind.SERVICE).isEmpty());
    return services;
  }

  /** The single items of a production that a node runs if it is the only one: as it has room. */
  Set<ItemAddress> alone(Production production) {
    int room = capacity(production) - taken(production);
    Set<ItemAddress> alone = new HashSet<>();
    for (ItemDefinition item : production.items()) {
      if (item.enabled() && reach(production, item) == Reach.CLUSTER && alone.size() < room) {
        alone.add(address(production, item));
      }
    }
    return alone;
  }

  /** How many items other rules than those for single ones place here. */
  int taken(Production production) {
    return (int) onMachine(production).values().stream().filter(self::equals).count();
  }

  /** The node of this machine that each service runs on of which a machine has one, by name. */
  private Map<String, String> onMachine(Production production) {
    List<String> services = new ArrayList<>();
    for (ItemDefinition item : production.items()) {
      if (item.enabled() && reach(production, item) == Reach.MACHINE) {
        services.add(item.name());
      }
    }
    Map<String, String> byName = machine();
    int most = capacity(production);
    if (production.settings().loadBalancingStrategy() != LoadBalancingStrategy.HASH_BASED) {
      most = Math.min(most, (services.size() + byName.size() - 1) / Math.max(1, byName.size()));
    }
    Map<String, String> placed = new HashMap<>();
    Rendezvous.placed(
            services.stream().map(service -> production.name() + "/" + service).toList(),
            byName.keySet(),
            most)
        .forEach(
            (service, name) ->
                placed.put(
                    service.substring(production.name().length() + 1),
                    byName.getOrDefault(name, "")));
    return placed;
  }

  /** The nodes of this machine that can be reached, by name, which stays over a restart. */
  private Map<String, String> machine() {
    String host =
        nodes.stream()
            .filter(each -> each.node().equals(self))
            .map(Peer::host)
            .findFirst()
            .orElse("");
    Map<String, String> machine = new HashMap<>();
    for (Peer each : nodes) {
      if (each.host().equals(host) && (each.reachable() || each.node().equals(self))) {
        machine.put(each.name(), each.node());
      }
    }
    return machine;
  }

  static int capacity(Production production) {
    Integer most = production.settings().nodeCapacity();
    return most == null ? Integer.MAX_VALUE : most;
  }

  static ItemAddress address(Production production, ItemDefinition item) {
    return new ItemAddress(production.workspace().id(), production.name(), item.name());
  }

  /** For people, where an item runs that does not run here. */
  String whereabouts(Production production, ItemDefinition item) {
    String node =
        switch (reach(production, item)) {
          case CLUSTER -> shown(singles.elsewhere().get(address(production, item)));
          case MACHINE -> name(onMachine(production).get(item.name()));
          case EVERY_NODE -> "every node";
        };
    if (node != null) {
      return "runs on " + node;
    }
    Integer most = production.settings().nodeCapacity();
    return most == null
        ? "is about to be given a node"
        : "is about to be given a node, or none has room: NodeCapacity is " + most;
  }

  /** Without the protocol. */
  private static @Nullable String shown(@Nullable String address) {
    return address == null ? null : address.substring(address.indexOf("://") + 3);
  }

  private @Nullable String name(@Nullable String node) {
    return nodes.stream()
        .filter(each -> each.node().equals(node))
        .map(Peer::name)
        .findFirst()
        .orElse(null);
  }
}

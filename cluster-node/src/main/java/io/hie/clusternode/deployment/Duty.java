package io.hie.clusternode.deployment;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which services run on this node. A port can be listened on once on a machine, so a service that
 * listens runs on one node of each machine; what else a service takes from, such as a directory,
 * may be shared by all machines, so it runs on one node of the cluster. That is the oldest node,
 * which changes least. Pure.
 *
 * <p>For a port the oldest that can be reached counts: the system itself sees to it that no two
 * listen. For the rest a node that cannot be reached keeps its services until it is removed.
 *
 * @param self this node
 * @param nodes that are up, oldest first, this one among them
 */
public record Duty(String self, List<Peer> nodes) {
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

  public Duty {
    nodes = List.copyOf(nodes);
  }

  /** The services of a production that are another node's, by name. */
  Set<String> elsewhere(Production production) {
    Set<String> elsewhere = new HashSet<>();
    for (ItemDefinition item : production.items()) {
      if (item.enabled()
          && item.kind() == ItemKind.SERVICE
          && !runner(item, production.types().get(item.type())).equals(self)) {
        elsewhere.add(item.name());
      }
    }
    return elsewhere;
  }

  /** What people call a node. */
  String name(String node) {
    return nodes.stream()
        .filter(each -> each.node().equals(node))
        .map(Peer::name)
        .findFirst()
        .orElse(node);
  }

  /** The node that a service runs on. */
  String runner(ItemDefinition service, ItemType type) {
    if (type.exclusiveEndpoint(service).startsWith("tcp ")) {
      String host =
          nodes.stream()
              .filter(each -> each.node().equals(self))
              .map(Peer::host)
              .findFirst()
              .orElse("");
      return nodes.stream()
          .filter(each -> each.host().equals(host))
          .filter(each -> each.reachable() || each.node().equals(self))
          .map(Peer::node)
          .findFirst()
          .orElse(self);
    }
    return nodes.isEmpty() ? self : nodes.getFirst().node();
  }
}

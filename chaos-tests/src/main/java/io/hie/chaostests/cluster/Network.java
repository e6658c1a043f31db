package io.hie.chaostests.cluster;

import io.hie.chaostests.process.Ports;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The network between nodes of one machine, each of which has a loopback address of its own,
 * 127.0.1.1 and on, as if it were a machine of its own: it speaks to the others from there, and its
 * services listen there. Where the network is to be broken, a proxy stands before each node's port
 * of the cluster, which costs what passes it a millisecond or so. Needs no rights that a user has
 * not.
 */
public final class Network implements AutoCloseable {
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> nodePorts = new ArrayList<>();
  private final List<Proxy> proxies = new ArrayList<>();
  private final Wire[][] wires;

  /**
   * Chooses ports.
   *
   * @param breakable whether it can be cut and slowed
   */
  Network(int nodes, boolean breakable) {
    wires = new Wire[nodes][nodes];
    for (int a = 0; a < nodes; a++) {
      for (int b = 0; b <= a; b++) {
        wires[a][b] = new Wire();
        wires[b][a] = wires[a][b];
      }
    }
    for (int node = 0; node < nodes; node++) {
      int itself = node;
      ports.add(Ports.free());
      if (!breakable) {
        continue;
      }
      nodePorts.add(Ports.free());
      proxies.add(
          new Proxy(
              new InetSocketAddress(host(node), ports.getLast()),
              nodePorts.getLast(),
              from -> wires[itself][Math.clamp(from.getAddress()[3] - 1, 0, nodes - 1)]));
    }
  }

  /** Settings of a node that put it where it is to be, for {@code HIE_JAVA_OPTS}. */
  String javaOptions(int node) {
    String from = "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + host(node);
    return proxies.isEmpty()
        ? from
        : from
            + " -Dpekko.remote.artery.bind.hostname=127.0.0.1 -Dpekko.remote.artery.bind.port="
            + nodePorts.get(node);
  }

  /** Settings of a node that tell the others where it is, or its proxy. */
  Map<String, String> environment(int node) {
    return Map.of(
        "HIE_CLUSTER_HOST", host(node),
        "HIE_CLUSTER_PORT", Integer.toString(ports.get(node)),
        "HIE_LISTEN_ADDRESS", host(node));
  }

  /** The address of a node. */
  public static String host(int node) {
    return "127.0.1." + (node + 1);
  }

  void cut(int node) {
    others(node).forEach(Wire::cut);
  }

  void slow(int node, Duration delay) {
    others(node).forEach(wire -> wire.slow(delay));
  }

  void heal(int node) {
    others(node).forEach(Wire::heal);
  }

  /** The node's process has ended: connections to it are refused until it is there again. */
  void refuse(int node) {
    if (!proxies.isEmpty()) { // else there is nobody at its port
      proxies.get(node).refuse();
    }
  }

  private List<Wire> others(int node) {
    List<Wire> others = new ArrayList<>();
    for (int other = 0; other < wires.length; other++) {
      if (other != node) {
        others.add(wires[node][other]);
      }
    }
    return others;
  }

  @Override
  public void close() {
    proxies.forEach(Proxy::close);
  }
}

package io.hie.clusternode.cluster;

import java.util.Comparator;
import java.util.List;
import org.apache.pekko.actor.Address;

/**
 * Whether nodes that cannot be reached may be removed at once, because their processes are known to
 * be gone: the machine of each has refused a connection to its port.
 *
 * <p>A network that refuses in a machine's place, as some firewalls do, looks the same from both of
 * its sides. So nothing is removed that the split-brain strategy would not remove a little later.
 */
enum CrashRule {
  /** {@code keep-majority}. */
  MAJORITY {
    @Override
    boolean goesOn(List<Node> here, List<Node> gone) {
      if (here.size() != gone.size()) {
        return here.size() > gone.size();
      }
      return gone.stream()
          .map(Node::address)
          .allMatch(
              each -> here.stream().anyMatch(node -> ADDRESSES.compare(node.address, each) < 0));
    }
  },

  /** {@code keep-oldest}, with {@code down-if-alone}. */
  OLDEST {
    @Override
    boolean goesOn(List<Node> here, List<Node> gone) {
      boolean oldestIsHere =
          here.stream().mapToInt(Node::age).min().orElse(Integer.MAX_VALUE)
              < gone.stream().mapToInt(Node::age).min().orElse(Integer.MAX_VALUE);
      if (here.size() + gone.size() < 3) {
        return oldestIsHere;
      }
      return oldestIsHere ? here.size() > 1 : gone.size() == 1;
    }
  },

  /** Any other: that takes its time. */
  NONE {
    @Override
    boolean goesOn(List<Node> here, List<Node> gone) {
      return false;
    }
  };

  private static final Comparator<Address> ADDRESSES = Address.addressOrdering();

  /**
   * A member that counts: up or leaving.
   *
   * @param age its place among all, the oldest first
   */
  record Node(Address address, int age) {}

  /** By the name of the split-brain resolver's strategy. */
  static CrashRule of(String strategy) {
    return switch (strategy) {
      case "keep-majority" -> MAJORITY;
      case "keep-oldest" -> OLDEST;
      default -> NONE;
    };
  }

  /**
   * Whether the nodes that are here are those that the strategy keeps.
   *
   * @param here who can be reached
   * @param gone who cannot
   */
  abstract boolean goesOn(List<Node> here, List<Node> gone);
}

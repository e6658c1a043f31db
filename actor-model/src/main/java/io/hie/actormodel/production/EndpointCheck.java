package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds two enabled items, or an item and the node itself, that want the same port or directory.
 */
final class EndpointCheck {
  private static final Set<String> EVERYWHERE =
      Set.of("", "*", "0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");

  private final Problems problems;
  private final List<Claim> claims = new ArrayList<>();

  /**
   * A check.
   *
   * @param reserved what the node itself holds: endpoint to owner
   */
  EndpointCheck(Map<String, String> reserved, Problems problems) {
    this.problems = problems;
    reserved.forEach((endpoint, owner) -> claims.add(new Claim(endpoint, owner)));
  }

  void check(List<ItemDraft> items) {
    for (ItemDraft item : items) {
      if (item.definition() != null
          && item.enabled()
          && item.lookup() instanceof Lookup.Installed(ItemType type)) {
        claim(type, item.definition());
      }
    }
  }

  private void claim(ItemType type, ItemDefinition item) {
    String endpoint;
    try {
      endpoint = type.exclusiveEndpoint(item);
    } catch (RuntimeException fault) {
      problems.error(
          item.path(),
          "the checks of " + type.name() + " failed with " + fault.getClass().getSimpleName(),
          "this is a fault of the item type; tell its author");
      return;
    }
    if (endpoint.isBlank()) {
      return;
    }
    Claim mine = new Claim(endpoint, item.name() + " (" + item.path() + ")");
    for (Claim other : claims) {
      if (other.clashesWith(mine)) {
        problems.error(
            item.path() + ".adapter_settings",
            Shown.sentence(endpoint) + " is taken by " + other.owner(),
            "give one of the two another one, or disable it");
        break;
      }
    }
    claims.add(mine);
  }

  /** Somebody's hold on an endpoint. */
  private record Claim(String endpoint, String owner) {
    boolean clashesWith(Claim other) {
      int port = endpoint.lastIndexOf(':');
      int otherPort = other.endpoint.lastIndexOf(':');
      if (!isTcp() || !other.isTcp() || port < 0 || otherPort < 0) {
        return endpoint.equals(other.endpoint);
      }
      String number = endpoint.substring(port + 1);
      // Port 0 stands for any free port.
      return number.equals(other.endpoint.substring(otherPort + 1))
          && !number.equals("0")
          && sameHost(host(port), other.host(otherPort));
    }

    private boolean isTcp() {
      return endpoint.startsWith("tcp ");
    }

    private String host(int port) {
      String host = endpoint.substring("tcp ".length(), port).strip().toLowerCase(Locale.ROOT);
      return host.equals("localhost") ? "127.0.0.1" : host;
    }

    private static boolean sameHost(String a, String b) {
      return a.equals(b) || EVERYWHERE.contains(a) || EVERYWHERE.contains(b);
    }
  }
}

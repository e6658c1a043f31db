package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
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

  private static final String TCP = "tcp ";

  /** Of one port; a machine has fewer addresses. */
  private static final int MOST_RIVALS = 1000;

  private final Problems problems;
  private final Map<String, List<Claim>> claims = new HashMap<>();

  /**
   * A check.
   *
   * @param reserved what the node itself holds: endpoint to owner
   */
  EndpointCheck(Map<String, String> reserved, Problems problems) {
    this.problems = problems;
    reserved.forEach(
        (endpoint, owner) -> {
          Claim claim = Claim.of(endpoint, owner);
          rivals(claim).add(claim);
        });
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
    Claim mine = Claim.of(endpoint, item.name() + " (" + item.path() + ")");
    List<Claim> rivals = rivals(mine);
    rivals.stream()
        .filter(other -> other.clashesWith(mine))
        .findFirst()
        .ifPresent(
            other ->
                problems.error(
                    item.path() + ".adapter_settings",
                    Shown.sentence(endpoint) + " is taken by " + other.owner(),
                    "give one of the two another one, or disable it"));
    if (rivals.size() < MOST_RIVALS) {
      rivals.add(mine);
    }
  }

  /** Earlier claims that could clash with this one. */
  private List<Claim> rivals(Claim claim) {
    return claims.computeIfAbsent(claim.thing(), thing -> new ArrayList<>());
  }

  /**
   * Somebody's hold on an endpoint.
   *
   * @param thing the port of a {@code tcp host:port}, else the whole endpoint
   * @param host the host of a {@code tcp host:port}, else empty
   */
  private record Claim(String thing, String host, String owner) {
    static Claim of(String endpoint, String owner) {
      int port = endpoint.lastIndexOf(':');
      if (!endpoint.startsWith(TCP) || port < TCP.length()) {
        return new Claim(endpoint, "", owner);
      }
      String host = endpoint.substring(TCP.length(), port).strip().toLowerCase(Locale.ROOT);
      return new Claim(
          TCP + endpoint.substring(port + 1), host.equals("localhost") ? "127.0.0.1" : host, owner);
    }

    /** Whether two claims on one thing cannot both be had; port 0 stands for any free port. */
    boolean clashesWith(Claim other) {
      return !thing.equals(TCP + "0")
          && (host.equals(other.host)
              || EVERYWHERE.contains(host)
              || EVERYWHERE.contains(other.host));
    }
  }
}

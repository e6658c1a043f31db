package io.hie.protocols.outside;

import org.apache.pekko.actor.typed.ActorSystem;

/**
 * At which of the machine's addresses a service listens: at the one that its setting names; if that
 * is all of them, at the one that the node was given ({@code hie.listen-address}), so that several
 * nodes of one machine can listen at one port each.
 */
public final class ListenAddress {
  private static final String ALL = "0.0.0.0";
  private static final String OF_THE_NODE = "hie.listen-address";

  private ListenAddress() {}

  /**
   * Where to listen.
   *
   * @param setting the item's own, {@code 0.0.0.0} for all addresses
   */
  public static String of(String setting, ActorSystem<?> system) {
    String node =
        system.settings().config().hasPath(OF_THE_NODE)
            ? system.settings().config().getString(OF_THE_NODE)
            : "";
    return setting.equals(ALL) && !node.isBlank() ? node : setting;
  }
}

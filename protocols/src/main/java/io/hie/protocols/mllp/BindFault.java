package io.hie.protocols.mllp;

import io.hie.actormodel.item.Item.MisconfiguredException;
import java.nio.channels.UnresolvedAddressException;

/** Says what to change when a port cannot be listened on. */
final class BindFault {
  private BindFault() {}

  static MisconfiguredException explain(Throwable cause, MllpServiceSettings settings) {
    String place = settings.address() + ":" + settings.port();
    String text = String.valueOf(cause.getMessage());
    if (cause instanceof UnresolvedAddressException) {
      return because("Interface: the name " + settings.address() + " is not known here", cause);
    }
    if (text.contains("in use")) {
      return because(
          "Port: "
              + settings.port()
              + " is in use on "
              + settings.address()
              + "; stop what listens there (ss -ltnp shows it) or choose another Port",
          cause);
    }
    if (text.contains("assign")) {
      return because(
          "Interface: this machine has no address "
              + settings.address()
              + "; 0.0.0.0 stands for all it has",
          cause);
    }
    if (text.contains("denied")) {
      return because(
          "Port: this process may not listen on "
              + place
              + "; ports below 1024 need a right of their own, so choose one above",
          cause);
    }
    return because("Port, Interface: cannot listen on " + place + ": " + text, cause);
  }

  private static MisconfiguredException because(String text, Throwable cause) {
    return new MisconfiguredException(text, cause);
  }
}

package io.hie.protocols.mllp;

import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemContext.StatusListener;
import org.slf4j.Logger;

/**
 * Tells the operator how an operation's receiver is, whenever that changes. Called under the lock
 * of the pool, so that the last word told is the true one.
 */
final class PoolStatus {
  private final String receiver;
  private final StatusListener listener;
  private final Logger log;
  private Outside outside = Outside.CONNECTING;
  private String detail = "";

  PoolStatus(String receiver, StatusListener listener, Logger log) {
    this.receiver = receiver;
    this.listener = listener;
    this.log = log;
  }

  void opening() {
    tell(Outside.CONNECTING, "connecting to " + receiver);
  }

  void up(int links, int of) {
    if (outside != Outside.CONNECTED) {
      log.info("Connected to {}", receiver);
    }
    tell(Outside.CONNECTED, links + " of " + of + " connections to " + receiver);
  }

  void down(TransportFault fault, int links, int of) {
    if (links > 0) {
      tell(Outside.CONNECTED, links + " of " + of + " connections to " + receiver);
      return;
    }
    Outside now = fault.isMisconfigured() ? Outside.MISCONFIGURED : Outside.CONNECTING;
    String text = "no connection to " + receiver + ": " + fault.text();
    if (outside != now || !detail.equals(text)) {
      log.warn("There is {}", text);
    }
    tell(now, text);
  }

  private void tell(Outside now, String text) {
    if (now != outside || !text.equals(detail)) {
      outside = now;
      detail = text;
      listener.outside(now, text);
    }
  }
}

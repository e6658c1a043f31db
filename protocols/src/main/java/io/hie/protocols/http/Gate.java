package io.hie.protocols.http;

import io.hie.actormodel.item.Intake;

/**
 * Whether the engine takes more, asked for each request by many threads. While it does not, the
 * engine is not asked again until it has told that it does, so that it keeps one word to give and
 * not one for each request that was turned away.
 */
final class Gate {
  private final Intake intake;
  private volatile boolean closed;

  Gate(Intake intake) {
    this.intake = intake;
  }

  boolean isOpen() {
    if (closed) {
      return false;
    }
    Ticket ticket = new Ticket();
    if (intake.isOpen(ticket)) {
      return true;
    }
    closed = true;
    if (ticket.used) { // it opened before we had noted that it was closed
      closed = false;
    }
    return false;
  }

  private final class Ticket implements Runnable {
    private volatile boolean used;

    @Override
    public void run() {
      used = true;
      closed = false;
    }
  }
}

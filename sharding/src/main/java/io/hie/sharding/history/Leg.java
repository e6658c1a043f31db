package io.hie.sharding.history;

import io.hie.actormodel.item.LegId;
import java.time.Instant;

/** An open leg: one message at one item, not yet ended. Changed by {@link History} only. */
final class Leg {
  final LegId id;
  final String item;
  final Body body;

  /** Attempts that failed. */
  int attempts;

  /** No attempt before then. */
  Instant notBefore = Instant.MIN;

  /** Whether the receiver may have it already. */
  boolean mayHaveArrived;

  /** A delivery began that must not be repeated without thought. */
  boolean started;

  /** Whether the message's sender waits for the answer that comes of it. */
  boolean asked;

  Leg(LegId id, String item, Body body) {
    this.id = id;
    this.item = item;
    this.body = body;
  }

  /** Where the bytes of a message are: in an event of this history. */
  static final class Body {
    static final int RECEIVED = -1;

    /** Id of the message that these are the bytes of. */
    final String messageId;

    /** Which output of that event, or {@link #RECEIVED}. */
    final int output;

    /**
     * Number of the event, which is its sequence number in the journal; 0 while it is not written
     * yet.
     */
    long event;

    Body(String messageId, int output, long event) {
      this.messageId = messageId;
      this.output = output;
      this.event = event;
    }
  }
}

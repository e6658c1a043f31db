package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.item.Delivery;
import org.jspecify.annotations.Nullable;

/** A message with at least one open leg. */
final class OpenMessage {
  final long number;
  final MessageHeader header;
  final String schemaName;
  final String schemaNamespace;

  /** Number of the event that began it; 0 if a snapshot does not say. */
  final long began;

  int openLegs;

  /** Open legs that may bring the answer that the sender waits for. */
  int askedLegs;

  /** What became of the sender's question so far; null if it asked none. */
  @Nullable Question question;

  OpenMessage(
      long number, MessageHeader header, String schemaName, String schemaNamespace, long began) {
    this.number = number;
    this.began = began;
    this.header = header;
    this.schemaName = schemaName;
    this.schemaNamespace = schemaNamespace;
  }

  /** Whether it repeats another one. */
  boolean isRepetition() {
    return header.customProperties().containsKey(Delivery.REPEATS);
  }

  /** The header that this message travels with on a leg. */
  MessageHeader headerOn(Leg leg) {
    return new MessageHeader(
        leg.body.messageId,
        header.correlationId(),
        header.timestamp(),
        header.source(),
        leg.item,
        header.bodyClassName(),
        header.contentType(),
        header.schemaVersion(),
        header.encoding(),
        header.priority(),
        header.ttl(),
        leg.attempts,
        header.customProperties());
  }
}

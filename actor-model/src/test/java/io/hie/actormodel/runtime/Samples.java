package io.hie.actormodel.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.LegId;
import java.time.Duration;
import java.time.Instant;

/** Deliveries to test with. */
final class Samples {
  private Samples() {}

  /** A delivery whose id and history are both {@code name}. */
  static Delivery delivery(String name) {
    return delivery(name, 5);
  }

  static Delivery delivery(String name, int priority) {
    MessageEnvelope envelope = envelope(name);
    return delivery(name, envelope.withHeader(envelope.header().withPriority(priority)));
  }

  /** One whose time to live is over. */
  static Delivery expired(String name) {
    MessageEnvelope envelope = envelope(name);
    return delivery(name, envelope.withHeader(envelope.header().withTtl(Duration.ZERO)));
  }

  private static Delivery delivery(String name, MessageEnvelope envelope) {
    return new Delivery(name, name, LegId.first(1, 0), 1, false, envelope);
  }

  private static MessageEnvelope envelope(String text) {
    return MessageEnvelope.custom(
        Payload.of(text, UTF_8), "text/plain", "", "", UTF_8, "In", Instant.EPOCH);
  }

  /** A queue of an item {@code Out} with these settings. */
  static ItemQueue queue(String hostSettings, Outcomes outcomes) {
    return new ItemQueue(
        new ItemQueue.Parts(
            "Out",
            Running.host(hostSettings),
            envelope -> envelope.header().priority(),
            null,
            null,
            outcomes));
  }
}

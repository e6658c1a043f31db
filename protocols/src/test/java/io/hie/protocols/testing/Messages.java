package io.hie.protocols.testing;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.LegId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Invented messages about patients of the 999 range, and deliveries of them. */
public final class Messages {
  public static final String NHS_NUMBER = "9990000018";
  public static final String FAMILY_NAME = "QUARTERMAIN";
  public static final Instant RECEIVED = Instant.parse("2026-11-22T10:15:30.123Z");

  private Messages() {}

  public static String adt(String controlId) {
    return adt(controlId, NHS_NUMBER);
  }

  public static String adt(String controlId, String nhsNumber) {
    return "MSH|^~\\&|PAS|RXH|HIE|RXH|20261122101530||ADT^A01^ADT_A01|"
        + controlId
        + "|P|2.4\rPID|1||"
        + nhsNumber
        + "^^^NHS^NH||"
        + FAMILY_NAME
        + "^ALBA||19700101|2\rPV1|1|I|WARD7\r";
  }

  public static Payload payload(String text) {
    return Payload.of(text, StandardCharsets.UTF_8);
  }

  public static MessageEnvelope hl7(String text) {
    return MessageEnvelope.hl7(payload(text), "ADT_A01", "2.4", "UTF-8", "PAS_In", RECEIVED);
  }

  public static Delivery delivery(String id, MessageEnvelope envelope) {
    return delivery(id, envelope, 1, false);
  }

  public static Delivery delivery(
      String id, MessageEnvelope envelope, int attempt, boolean mayBeRepeat) {
    return new Delivery(
        id,
        "royal-hospital/Royal-ADT/0a1b2c3d4e5f6071",
        LegId.first(42, 0),
        attempt,
        mayBeRepeat,
        envelope);
  }
}

package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Messages for tests, of invented patients with NHS numbers of the 999 range. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  static final String ADT =
      """
      MSH|^~\\&|PAS|RXX^Royal^L|EPR|RYY|20260301115959||ADT^A01^ADT_A01|MSG00001|P|2.4|||||GBR|UNICODE|EN||ITKv1.0
      EVN|A01|20260301115959
      PID|1||H123456^^^RXX^MR~999 000 0018^^^NHS^NH||Moss^Ivy^Rowan^^Ms||19480512|2|||1 Elm Rd^^Leeds^^LS1 1AA
      PV1|1|I|W12^Bay 2^Bed 4^RXX||||C3456789^Hart^Sol"""
          .replace('\n', '\r');

  private Samples() {}

  static Payload payload(String text) {
    return Payload.of(text, StandardCharsets.UTF_8);
  }

  static Hl7Message message(String text) {
    return Hl7Message.read(payload(text));
  }

  static String text(Payload payload) {
    return payload.decode(StandardCharsets.UTF_8);
  }
}

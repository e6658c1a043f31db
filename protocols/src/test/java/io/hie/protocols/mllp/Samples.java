package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.LegId;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;

/** Messages of invented patients. */
final class Samples {
  /** What a log must never show of {@link #adt}. */
  static final List<String> PATIENT_DATA =
      List.of(
          "9990000018",
          "999 000 0018",
          "Quillfeather",
          "QUILLFEATHER",
          "Zebedee",
          "19470313",
          "Plumtree",
          "RXH4711",
          "07700900123");

  private Samples() {}

  static String adt(String controlId) {
    return header(controlId, "")
        + "EVN|A01|20260301120000\r"
        + "PID|1||999 000 0018^^^NHS^NH~RXH4711^^^RXH^MR||Quillfeather^Zebedee||19470313|1|||"
        + "4 Plumtree Court^^Leeds||07700900123\r"
        + "PV1|1|I|WARD7^^^RXH\r";
  }

  /** An admission of which MSH-15 and what follows are given. */
  static String header(String controlId, String from15) {
    return "MSH|^~\\&|PAS|RXH|EPR|RXH|20260301120000||ADT^A01^ADT_A01|"
        + controlId
        + "|P|2.4|||"
        + from15
        + "\r";
  }

  static String enhanced(String controlId) {
    return header(controlId, "AL|NE") + adt(controlId).substring(header(controlId, "").length());
  }

  /** An admission of about {@code size} bytes. */
  static String large(String controlId, int size) {
    return adt(controlId) + "OBX|1|TX|||" + "x".repeat(size) + "\r";
  }

  static String ack(String code, String controlId) {
    return ack(code, controlId, "");
  }

  static String ack(String code, String controlId, String text) {
    return "MSH|^~\\&|EPR|RXH|PAS|RXH|20260301120001||ACK^A01^ACK|E"
        + System.nanoTime()
        + "|P|2.4\rMSA|"
        + code
        + "|"
        + controlId
        + (text.isEmpty() ? "" : "|" + text)
        + "\r";
  }

  static byte[] frame(String message) {
    return frame(message, ISO_8859_1);
  }

  static byte[] frame(String message, Charset charset) {
    return ("\u000b" + message + "\u001c\r").getBytes(charset);
  }

  static Delivery delivery(String message) {
    return delivery(Payload.of(message, ISO_8859_1));
  }

  static Delivery delivery(Payload payload) {
    return new Delivery(
        "d-1",
        "royal/adt/3f2a",
        LegId.first(1, 0),
        1,
        false,
        MessageEnvelope.hl7(
            payload,
            "ADT_A01",
            "2.4",
            "ISO-8859-1",
            "Router",
            Instant.parse("2026-03-01T12:00:00Z")));
  }
}

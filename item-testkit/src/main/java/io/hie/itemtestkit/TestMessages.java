package io.hie.itemtestkit;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Messages made of texts. */
public final class TestMessages {
  private TestMessages() {}

  /**
   * An HL7 v2 message if the text begins with {@code MSH}, whose line breaks then become carriage
   * returns; JSON if it begins with a brace or bracket; else plain text. In UTF-8.
   */
  public static MessageEnvelope of(String text, Instant at) {
    if (text.startsWith("MSH")) {
      return hl7(text, at);
    }
    boolean json = text.startsWith("{") || text.startsWith("[");
    return MessageEnvelope.custom(
        Payload.of(text, StandardCharsets.UTF_8),
        json ? ContentType.JSON : "text/plain",
        "",
        "",
        StandardCharsets.UTF_8,
        "Test",
        at);
  }

  private static MessageEnvelope hl7(String text, Instant at) {
    String message = text.strip().replaceAll("\r?\n", "\r") + "\r";
    String[] header = message.substring(0, message.indexOf('\r')).split("\\|", -1);
    return MessageEnvelope.hl7(
        Payload.of(message, StandardCharsets.UTF_8),
        header.length > 8 ? header[8].replaceFirst("^(\\w+)\\^(\\w+).*", "$1_$2") : "",
        header.length > 11 ? header[11] : "",
        "UTF-8",
        "Test",
        at);
  }
}

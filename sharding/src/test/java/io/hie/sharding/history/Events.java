package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events to build histories of. */
final class Events {
  static final Instant AT = Instant.parse("2026-03-01T10:15:30.123Z");
  static final Reason WHY = new Reason("ack-error", "the receiver said AE", "ERR|later");

  private Events() {}

  static HistoryEvent.Accepted accepted(long message, String... targets) {
    return accepted(message, "print-" + message, AT, targets);
  }

  static HistoryEvent.Accepted accepted(
      long message, String fingerprint, Instant at, String... targets) {
    return new HistoryEvent.Accepted(
        message,
        at,
        header("m" + message),
        "ADT_A01",
        "urn:hl7-org:v2",
        Payload.of("body " + message, UTF_8),
        "PAS|SEASIDE",
        "C" + message,
        Payload.of(fingerprint, UTF_8),
        List.of(targets));
  }

  static MessageHeader header(String id) {
    return new MessageHeader(
        id,
        id,
        AT,
        "PAS_In",
        "",
        "io.hie.protocols.hl7.Hl7Message",
        "application/hl7-v2+er7",
        "2.4",
        "UTF-8",
        5,
        Duration.ofHours(1),
        0,
        Map.of("ward", "7"));
  }

  static HistoryEvent.Handled handled(String leg, String item, HistoryEvent.Output... outputs) {
    return new HistoryEvent.Handled(LegId.parse(leg), item, AT, List.of(outputs), "");
  }

  /** An output of the body as it came. */
  static HistoryEvent.Output to(String target) {
    return new HistoryEvent.Output(target, null);
  }

  /** An output of a new body. */
  static HistoryEvent.Output to(String target, @Nullable String body) {
    return new HistoryEvent.Output(target, body == null ? null : Payload.of(body, UTF_8));
  }

  static HistoryEvent.Delivered delivered(String leg, String item) {
    return new HistoryEvent.Delivered(LegId.parse(leg), item, AT, 1, "AA");
  }

  static HistoryEvent.AttemptFailed failed(String leg, String item, int attempt) {
    return new HistoryEvent.AttemptFailed(
        LegId.parse(leg), item, AT, attempt, WHY, false, AT.plusSeconds(1));
  }

  static HistoryEvent.Parked parked(String leg, String item) {
    return new HistoryEvent.Parked(LegId.parse(leg), item, AT, 1, WHY);
  }
}

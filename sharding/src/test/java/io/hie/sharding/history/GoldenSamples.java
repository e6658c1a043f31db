package io.hie.sharding.history;

import static io.hie.sharding.history.Events.AT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of each thing that is stored, and one with all left out that can be. Never change these. */
final class GoldenSamples {
  private GoldenSamples() {}

  static Map<String, Object> all() {
    LegId leg = LegId.parse("3:0.12");
    Payload body = Payload.copyOf(new byte[] {0, 'M', 'S', 'H', '|', (byte) 0xFF, 13});
    MessageHeader bare =
        new MessageHeader(
            "m2", "m2", Instant.EPOCH, "In", "", "", "text/csv", "", "UTF-8", 0, null, 7, Map.of());
    Map<String, Object> samples = new LinkedHashMap<>();
    samples.put(
        "accepted",
        new HistoryEvent.Accepted(
            3,
            AT,
            Events.header("m3"),
            "ADT_A01",
            "urn:hl7-org:v2",
            body,
            "PAS|SEASIDE",
            "MSG00001",
            Payload.of("0123456789abcdef", UTF_8),
            List.of("Router", "Archive")));
    samples.put(
        "accepted-bare",
        new HistoryEvent.Accepted(
            1,
            Instant.EPOCH,
            bare,
            "",
            "",
            Payload.wrap(new byte[0]),
            "",
            null,
            Payload.wrap(new byte[0]),
            List.of()));
    samples.put(
        "handled",
        new HistoryEvent.Handled(
            leg,
            "Router",
            AT,
            List.of(new HistoryEvent.Output("Out", null), new HistoryEvent.Output("Archive", body)),
            "rule 2"));
    samples.put("handled-filtered", new HistoryEvent.Handled(leg, "Router", AT, List.of(), ""));
    samples.put("delivery-started", new HistoryEvent.DeliveryStarted(leg, "Out", AT, 2));
    samples.put("delivered", new HistoryEvent.Delivered(leg, "Out", AT, 2, "AA"));
    samples.put(
        "attempt-failed",
        new HistoryEvent.AttemptFailed(leg, "Out", AT, 2, Events.WHY, true, AT.plusSeconds(4)));
    samples.put("parked", new HistoryEvent.Parked(leg, "Out", AT, 11, Events.WHY));
    samples.put("left-ambiguous", new HistoryEvent.LeftAmbiguous(leg, "Out", AT, 1, Events.WHY));
    samples.put("expired", new HistoryEvent.Expired(leg, "Out", AT));
    samples.put("discarded", new HistoryEvent.Discarded(leg, "Out", AT, "drop_oldest"));
    HistoryEvent.Seal seal = new HistoryEvent.Seal("0123456789abcdef", body);
    samples.put(
        "accepted-sealed",
        new HistoryEvent.Accepted(
            1,
            Instant.EPOCH,
            bare,
            "",
            "",
            Payload.wrap(new byte[0]),
            "",
            null,
            Payload.wrap(new byte[0]),
            List.of(),
            seal));
    samples.put(
        "handled-sealed",
        new HistoryEvent.Handled(
            leg,
            "Router",
            AT,
            List.of(new HistoryEvent.Output("Out", Payload.wrap(new byte[0]))),
            "",
            seal));
    DeliveryResult.Reason why = new DeliveryResult.Reason("ack-error", "the receiver said AE");
    samples.put(
        "attempt-failed-sealed",
        new HistoryEvent.AttemptFailed(leg, "Out", AT, 2, why, true, AT.plusSeconds(4), seal));
    samples.put("parked-sealed", new HistoryEvent.Parked(leg, "Out", AT, 11, why, seal));
    samples.put(
        "left-ambiguous-sealed", new HistoryEvent.LeftAmbiguous(leg, "Out", AT, 1, why, seal));
    samples.put(
        "erased",
        new HistoryEvent.Erased(AT, "an operator", "asked for it", List.of("0123456789abcdef")));
    samples.put(
        "accepted-asking",
        new HistoryEvent.Accepted(
            1,
            Instant.EPOCH,
            bare,
            "",
            "",
            body,
            "",
            null,
            Payload.wrap(new byte[0]),
            List.of("Out", "Archive"),
            null,
            List.of("Out")));
    samples.put(
        "handled-asking",
        new HistoryEvent.Handled(
            leg,
            "Router",
            AT,
            List.of(new HistoryEvent.Output("Out", null)),
            "",
            null,
            List.of("Out")));
    samples.put(
        "answered",
        new HistoryEvent.Answered(leg, "Out", AT, new Answer(body, "application/json", 200)));
    samples.put(
        "answered-sealed",
        new HistoryEvent.Answered(
            leg, "Out", AT, new Answer(Payload.wrap(new byte[0]), "application/json", 0), seal));
    samples.put("not-answered", new HistoryEvent.NotAnswered(4, AT));
    samples.put(
        "snapshot",
        new HistorySnapshot(
            17,
            4,
            List.of(
                new HistorySnapshot.Message(
                    3,
                    Events.header("m3"),
                    "ADT_A01",
                    "urn:hl7-org:v2",
                    List.of(
                        new HistorySnapshot.OpenLeg(
                            leg, "Out", "m3.0.12", 12, 9, 2, AT.plusSeconds(4), true, true),
                        new HistorySnapshot.OpenLeg(
                            LegId.parse("3:1"),
                            "Archive",
                            "m3",
                            Leg.Body.RECEIVED,
                            8,
                            0,
                            Instant.MIN,
                            false,
                            false)),
                    null),
                new HistorySnapshot.Message(4, bare, "", "", List.of(), null)),
            List.of(
                new RecentMessages.Entry(
                    Payload.of("0123456789abcdef", UTF_8), "m3", AT.toEpochMilli())),
            null,
            null,
            null,
            null,
            null));
    samples.put(
        "snapshot-sealed",
        new HistorySnapshot(
            2, 1, List.of(), List.of(), "0123456789abcdef", List.of("fedcba"), null, null, null));
    samples.put("snapshot-empty", new HistorySnapshot(0, 0, List.of(), List.of()));
    samples.put(
        "snapshot-with-dead-letters",
        new HistorySnapshot(
            18,
            5,
            List.of(new HistorySnapshot.Message(5, bare, "", "", List.of(), 18L)),
            List.of(),
            null,
            null,
            List.of(new DeadLetters.DeadLetter(leg, "Out", 17, 8, "m3.0.12", 12, 9)),
            List.of(new ReplayMarks.Mark("r-1", 8L << 20)),
            null));
    HistoryEvent.Origin origin = new HistoryEvent.Origin(3, leg, "m3.0.12", 9, 12);
    samples.put(
        "replayed",
        new HistoryEvent.Replayed(
            5,
            AT,
            Events.header("m3.r5"),
            "ADT_A01",
            "urn:hl7-org:v2",
            List.of("Router", "Archive"),
            new HistoryEvent.Origin(3, null, "m3", 8, -1),
            "r-1",
            8L << 20,
            "ward manager",
            "lost by the receiver"));
    samples.put(
        "resubmitted",
        new HistoryEvent.Resubmitted(
            6,
            AT,
            Events.header("m3.0.12.r6"),
            "ADT_A01",
            "urn:hl7-org:v2",
            List.of("Out"),
            origin,
            17,
            body,
            "ward manager",
            "PID-8 was wrong"));
    samples.put(
        "resubmitted-as-it-was",
        new HistoryEvent.Resubmitted(
            6, AT, bare, "", "", List.of("Out"), origin, 17, null, "ward manager", ""));
    samples.put(
        "dead-letter-discarded",
        new HistoryEvent.DeadLetterDiscarded(leg, "Out", AT, 17, "ward manager", "sent by hand"));
    samples.put(
        "link-begun", new HistoryEvent.LinkBegun(5, AT, "w/p/0a", "m5", "A40", AT.plusMillis(1)));
    samples.put(
        "link-followed",
        new HistoryEvent.LinkFollowed(AT, "w/p/0b", 5, "m5", 2, "A40", AT.plusMillis(1)));
    samples.put("link-ended", new HistoryEvent.LinkEnded(AT, "w/p/0a", 5, true, true, List.of()));
    samples.put(
        "link-ended-late",
        new HistoryEvent.LinkEnded(AT, "w/p/0b", 5, false, false, List.of("Out")));
    samples.put(
        "snapshot-with-links",
        new HistorySnapshot(
            18,
            5,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            List.of(
                new Links.Line("w/p/0a", 5, true, "m5", 5, "A40", AT.plusMillis(1), AT, false),
                new Links.Line("w/p/0b", 7, false, "m7", 6, "A08", AT, AT, true))));
    return samples;
  }
}

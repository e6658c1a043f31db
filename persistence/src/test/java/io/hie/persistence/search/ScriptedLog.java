package io.hie.persistence.search;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log that a test writes, with feeds that read it a few events at a time. */
final class ScriptedLog {
  static final Instant AT = Instant.parse("2026-11-28T08:00:00Z");
  private static final Reason WHY = new Reason("nak", "the receiver refused", "detail");

  private final Map<Integer, List<LogFeed.Entry>> partitions = new ConcurrentHashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();

  /** An id of a history in a partition, which its last digit names. */
  static String history(String workspace, int patient, int partition) {
    return "%s/ADT/%031x%d".formatted(workspace, patient, partition);
  }

  private static int partition(String history) {
    return history.charAt(history.length() - 1) - '0';
  }

  ScriptedLog add(String history, HistoryEvent event) {
    long number = numbers.merge(history, 1L, Long::sum);
    partitions
        .computeIfAbsent(partition(history), each -> new CopyOnWriteArrayList<>())
        .add(new LogFeed.Entry(history, number, event));
    return this;
  }

  long number(String history) {
    return numbers.getOrDefault(history, 0L);
  }

  static HistoryEvent.Accepted accepted(
      long message, Instant at, String id, String type, String sender, String... targets) {
    return new HistoryEvent.Accepted(
        message,
        at,
        header(id, "application/hl7-v2+er7"),
        type,
        "urn:hl7-org:v2",
        Payload.copyOf(new byte[0]),
        sender,
        "C-" + id,
        Payload.copyOf(new byte[0]),
        List.of(targets));
  }

  static MessageHeader header(String id, String contentType) {
    return new MessageHeader(
        id, id, AT, "PAS_In", "", "", contentType, "2.4", "UTF-8", 5, null, 0, Map.of());
  }

  static HistoryEvent.Handled handled(String leg, String item, String... targets) {
    List<HistoryEvent.Output> outputs = new ArrayList<>();
    for (String target : targets) {
      outputs.add(new HistoryEvent.Output(target, null));
    }
    return new HistoryEvent.Handled(LegId.parse(leg), item, AT.plusSeconds(1), outputs, "");
  }

  static HistoryEvent.Delivered delivered(String leg, String item) {
    return new HistoryEvent.Delivered(LegId.parse(leg), item, AT.plusSeconds(2), 1, "");
  }

  static HistoryEvent.Parked parked(String leg, String item) {
    return new HistoryEvent.Parked(LegId.parse(leg), item, AT.plusSeconds(2), 3, WHY);
  }

  static HistoryEvent.AttemptFailed failed(String leg, String item) {
    return new HistoryEvent.AttemptFailed(
        LegId.parse(leg), item, AT.plusSeconds(2), 1, WHY, false, AT.plus(Duration.ofMinutes(1)));
  }

  static HistoryEvent.Resubmitted resubmitted(long message, String id, String leg, String target) {
    return new HistoryEvent.Resubmitted(
        message,
        AT.plusSeconds(3),
        header(id, "application/hl7-v2+er7"),
        "ADT_A01",
        "urn:hl7-org:v2",
        List.of(target),
        new HistoryEvent.Origin(LegId.parse(leg).message(), LegId.parse(leg), "m", 1, -1),
        1,
        null,
        "ann",
        "mended");
  }

  /** Reads all of it, some at a time. */
  LogFeed feed(int atOnce, Set<Integer> owned) {
    return new LogFeed() {
      @Override
      public String identity() {
        return "scripted";
      }

      @Override
      public Set<Integer> owned() {
        return owned;
      }

      @Override
      public long end(int partition) {
        return partitions.getOrDefault(partition, List.of()).size();
      }

      @Override
      public Map<Integer, Part> read(Map<Integer, Long> from) {
        Map<Integer, Part> read = new HashMap<>();
        from.forEach(
            (partition, start) -> {
              List<Entry> all = partitions.getOrDefault(partition, List.of());
              int to = (int) Math.min(all.size(), start + atOnce);
              if (to > start) {
                read.put(partition, new Part(to, List.copyOf(all.subList(start.intValue(), to))));
              }
            });
        return read;
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}

package io.hie.clusternode.bench;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import io.hie.persistence.search.LogFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A log of invented messages, made as it is read: of 36 types, 40 senders and 20 receiving items,
 * of which each message goes to two; most are delivered, one in a hundred is set aside, one in a
 * thousand left ambiguous. A hundred messages a second, 2,000 patients.
 */
final class SyntheticLog implements LogFeed {
  private static final int AT_ONCE = 100;
  private static final int PATIENTS = 2_000;
  private static final Reason WHY = new Reason("nak", "the receiver refused", "");
  private static final Payload NOTHING = Payload.copyOf(new byte[0]);

  private final int messages;
  private final Random random;
  private final Instant first;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private volatile long made;
  private final AtomicLong events = new AtomicLong();

  SyntheticLog(int messages, long seed) {
    this.messages = messages;
    this.random = new Random(seed);
    this.first = Instant.now().minusSeconds(messages / 100);
  }

  static String item(Random random) {
    return "Out_" + random.nextInt(20);
  }

  static String facility(Random random) {
    return "SITE" + random.nextInt(8);
  }

  boolean allRead() {
    return made >= messages;
  }

  long events() {
    return events.get();
  }

  @Override
  public String identity() {
    return "synthetic";
  }

  @Override
  public Set<Integer> owned() {
    return Set.of(0);
  }

  @Override
  public long end(int partition) {
    return messages;
  }

  @Override
  public Map<Integer, Part> read(Map<Integer, Long> from) {
    List<Entry> entries = new ArrayList<>();
    long next = from.getOrDefault(0, 0L);
    for (int i = 0; i < AT_ONCE && next < messages; i++) {
      add(entries, next++);
    }
    made = next;
    events.addAndGet(entries.size());
    return entries.isEmpty() ? Map.of() : Map.of(0, new Part(next, entries));
  }

  private void add(List<Entry> entries, long n) {
    String history = "bench/ADT/%032x".formatted((long) random.nextInt(PATIENTS) * 0x9E3779B97F4AL);
    long message = counts.merge(history, 1L, Long::sum);
    Instant at = first.plusMillis(10 * n);
    String type = "ADT_A%02d".formatted(1 + random.nextInt(36));
    String sender = "APP" + random.nextInt(5) + "|" + facility(random);
    MessageHeader header =
        new MessageHeader(
            "%08x-0000-7000-8000-000000000000".formatted(n),
            "",
            at,
            "PAS_In",
            "",
            "",
            ContentType.HL7_V2,
            "2.4",
            "UTF-8",
            5,
            null,
            0,
            Map.of());
    event(
        entries,
        history,
        new HistoryEvent.Accepted(
            message,
            at,
            header,
            type,
            "",
            NOTHING,
            sender,
            "C" + n,
            NOTHING,
            List.of("Router"),
            (HistoryEvent.@Nullable Seal) null));
    int one = Math.floorMod(type.hashCode(), 20);
    event(
        entries,
        history,
        new HistoryEvent.Handled(
            new LegId(message, "0"),
            "Router",
            at,
            List.of(
                new HistoryEvent.Output("Out_" + one, null),
                new HistoryEvent.Output("Out_" + (one + 7) % 20, null)),
            ""));
    event(entries, history, outcome(message, "0.0", "Out_" + one, at));
    event(entries, history, outcome(message, "0.1", "Out_" + (one + 7) % 20, at));
  }

  private HistoryEvent outcome(long message, String path, String item, Instant at) {
    LegId leg = new LegId(message, path);
    int chance = random.nextInt(1_000);
    return chance == 0
        ? new HistoryEvent.LeftAmbiguous(leg, item, at, 1, WHY)
        : chance < 10
            ? new HistoryEvent.Parked(leg, item, at, 3, WHY)
            : new HistoryEvent.Delivered(leg, item, at, 1, "");
  }

  private void event(List<Entry> entries, String history, HistoryEvent event) {
    entries.add(new Entry(history, numbers.merge(history, 1L, Long::sum), event));
  }

  @Override
  public void close() {
    // nothing is open
  }
}

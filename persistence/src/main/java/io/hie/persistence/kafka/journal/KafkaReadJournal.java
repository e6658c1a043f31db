package io.hie.persistence.kafka.journal;

import io.hie.actormodel.history.DeadLetterTags;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.view.View;
import java.util.ArrayDeque;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByTagQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The events of one persistence id, from the view of this node: as far as it has read the log,
 * which on the node that writes the id is all. Streamed in pages, so a long history costs no more
 * memory than a short one, and a slow reader holds nothing open.
 */
public final class KafkaReadJournal
    implements CurrentEventsByPersistenceIdQuery,
        CurrentPersistenceIdsQuery,
        CurrentEventsByTagQuery {
  /** With a partition's number behind it, the tag of all that is in that partition. */
  public static final String PARTITION_TAG = "partition-";

  private static final int PLACE_BITS = 53;
  private static final int PAGE_EVENTS = 64;
  private static final long PAGE_BYTES = 1L << 20;

  private final ExtendedActorSystem system;
  private final EventSerialization serialization;

  KafkaReadJournal(ExtendedActorSystem system) {
    this.system = system;
    this.serialization = new EventSerialization(system);
  }

  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return Source.unfoldResource(
            () -> new Pages(KafkaLog.get(system), persistenceId, fromSequenceNr, toSequenceNr),
            Pages::next,
            pages -> {})
        .map(event -> envelope(persistenceId, event))
        .withAttributes(ActorAttributes.dispatcher("pekko.actor.default-blocking-io-dispatcher"));
  }

  /**
   * The ids that have events, by partition and in one order for ever, so that a reader may go on
   * after the last one it was given.
   */
  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return Source.unfoldResource(() -> new Ids(KafkaLog.get(system)), Ids::next, ids -> {})
        .withAttributes(ActorAttributes.dispatcher("pekko.actor.default-blocking-io-dispatcher"));
  }

  /**
   * Events by one of two tags: {@link DeadLetterTags#DEAD_LETTER}, of which those that were dealt
   * with are left out, or {@link #PARTITION_TAG} and a partition's number, with the offsets of the
   * log itself, of which those that do not count are left out. There is nothing under any other
   * tag.
   *
   * @param offset the first one wanted, as a {@link Sequence}; for dead letters the one after which
   *     to go on
   */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByTag(String tag, Offset offset) {
    long from = offset instanceof Sequence sequence ? sequence.value() : -1;
    Source<EventEnvelope, NotUsed> events =
        tag.equals(DeadLetterTags.DEAD_LETTER)
            ? deadLetters(from)
            : tag.startsWith(PARTITION_TAG)
                ? partition(Integer.parseInt(tag.substring(PARTITION_TAG.length())), from)
                : Source.empty();
    return events.withAttributes(
        ActorAttributes.dispatcher("pekko.actor.default-blocking-io-dispatcher"));
  }

  private Source<EventEnvelope, NotUsed> deadLetters(long after) {
    return Source.unfoldResource(
            () -> new Letters(KafkaLog.get(system), after + 1), Letters::next, letters -> {})
        .mapConcat(
            letter ->
                KafkaLog.get(system)
                    .events(letter.persistenceId(), letter.seqNr(), letter.seqNr(), 1, 1)
                    .stream()
                    .map(
                        event ->
                            envelope(
                                letter.persistenceId(), event, Offset.sequence(letter.place())))
                    .toList());
  }

  private Source<EventEnvelope, NotUsed> partition(int partition, long from) {
    int partitions = KafkaLog.get(system).partitions();
    if (partition < 0 || partition >= partitions) {
      return Source.failed(
          new IllegalArgumentException(
              "the log has partitions 0 to " + (partitions - 1) + ", not " + partition));
    }
    return Source.unfoldResource(
            () -> KafkaLog.get(system).scan(partition, Math.max(0, from)),
            PartitionScan::next,
            PartitionScan::close)
        .map(
            found ->
                envelope(found.persistenceId(), found.event(), Offset.sequence(found.offset())));
  }

  private EventEnvelope envelope(String persistenceId, StoredEvent stored) {
    return envelope(persistenceId, stored, Offset.sequence(stored.seqNr()));
  }

  private EventEnvelope envelope(String persistenceId, StoredEvent stored, Offset offset) {
    PersistentRepr event = serialization.toRepr(persistenceId, stored);
    return new EventEnvelope(
        offset,
        persistenceId,
        event.sequenceNr(),
        event.payload(),
        event.timestamp(),
        event.metadata());
  }

  /** Where a stream is in a history. */
  private static final class Pages {
    private final KafkaLog log;
    private final String persistenceId;
    private final long to;
    private final ArrayDeque<StoredEvent> page = new ArrayDeque<>();
    private long next;

    private Pages(KafkaLog log, String persistenceId, long from, long to) {
      this.log = log;
      this.persistenceId = persistenceId;
      this.next = from;
      this.to = to;
    }

    private Optional<StoredEvent> next() {
      if (page.isEmpty()) {
        page.addAll(log.events(persistenceId, next, to, PAGE_EVENTS, PAGE_BYTES));
      }
      StoredEvent event = page.poll();
      if (event == null) {
        return Optional.empty();
      }
      next = event.seqNr() + 1;
      return Optional.of(event);
    }
  }

  /** Where a stream is among the ids. */
  private static final class Ids {
    private final KafkaLog log;
    private final ArrayDeque<String> page = new ArrayDeque<>();
    private int partition;
    private String last = "";

    private Ids(KafkaLog log) {
      this.log = log;
    }

    private Optional<String> next() {
      while (page.isEmpty() && partition < log.partitions()) {
        page.addAll(log.ids(partition, last, PAGE_EVENTS));
        if (page.isEmpty()) {
          partition++;
          last = "";
        } else {
          last = page.getLast();
        }
      }
      return Optional.ofNullable(page.poll());
    }
  }

  /** Where a stream is among the dead letters of all partitions. */
  private static final class Letters {
    private final KafkaLog log;
    private final ArrayDeque<View.Tagged> page = new ArrayDeque<>();
    private int partition;
    private long place;

    private Letters(KafkaLog log, long from) {
      this.log = log;
      this.partition = (int) (from >>> PLACE_BITS);
      this.place = from & ((1L << PLACE_BITS) - 1);
    }

    /** The next one, with its place among those of all partitions. */
    private Optional<View.Tagged> next() {
      while (page.isEmpty() && partition < log.partitions()) {
        page.addAll(log.deadLetters(partition, place, PAGE_EVENTS));
        if (page.isEmpty()) {
          partition++;
          place = 0;
        } else {
          place = page.getLast().place() + 1;
        }
      }
      View.Tagged letter = page.poll();
      return letter == null
          ? Optional.empty()
          : Optional.of(
              new View.Tagged(
                  ((long) partition << PLACE_BITS) | letter.place(),
                  letter.persistenceId(),
                  letter.seqNr()));
    }
  }

  ForScala forScala() {
    return new ForScala(this);
  }

  /** The same for Scala, which Pekko asks for first. */
  public static final class ForScala
      implements org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery {
    private final KafkaReadJournal journal;

    private ForScala(KafkaReadJournal journal) {
      this.journal = journal;
    }

    @Override
    public org.apache.pekko.stream.scaladsl.Source<EventEnvelope, NotUsed>
        currentEventsByPersistenceId(String persistenceId, long fromSequenceNr, long toSequenceNr) {
      return journal
          .currentEventsByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr)
          .asScala();
    }
  }
}

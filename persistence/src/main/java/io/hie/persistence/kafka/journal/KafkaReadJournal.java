package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.StoredEvent;
import java.util.ArrayDeque;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The events of one persistence id, from the view of this node: as far as it has read the log,
 * which on the node that writes the id is all. Streamed in pages, so a long history costs no more
 * memory than a short one, and a slow reader holds nothing open.
 */
public final class KafkaReadJournal implements CurrentEventsByPersistenceIdQuery {
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

  private EventEnvelope envelope(String persistenceId, StoredEvent stored) {
    PersistentRepr event = serialization.toRepr(persistenceId, stored);
    return new EventEnvelope(
        Offset.sequence(event.sequenceNr()),
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

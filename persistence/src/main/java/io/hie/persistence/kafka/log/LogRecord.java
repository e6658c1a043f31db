package io.hie.persistence.kafka.log;

import java.util.List;

/** A record of the events topic. Whether it counts is for the fold to say. */
public sealed interface LogRecord {
  /** Who wrote it. */
  Owner owner();

  /**
   * From here on only {@code owner} writes in the scope, until the next claim.
   *
   * @param scope see {@link Placement#scope}
   */
  record Claim(Owner owner, String scope) implements LogRecord {}

  /**
   * Events of one persistence id, all or none.
   *
   * @param previous the number of the event that its writer had sent last and not seen applied; 0
   *     if none. If that one does not count, neither do these.
   * @param events at least one, by ascending number
   */
  record Append(Owner owner, String persistenceId, long previous, List<StoredEvent> events)
      implements LogRecord {
    public Append {
      events = List.copyOf(events);
      if (events.isEmpty()) {
        throw new IllegalArgumentException("an append needs an event");
      }
    }

    /** Number of the first event. */
    public long first() {
      return events.getFirst().seqNr();
    }

    /** Number of the last event. */
    public long last() {
      return events.getLast().seqNr();
    }
  }

  /**
   * Events up to and including a number are no more.
   *
   * @param to may be beyond the last event
   */
  record DeleteTo(Owner owner, String persistenceId, long to) implements LogRecord {}
}

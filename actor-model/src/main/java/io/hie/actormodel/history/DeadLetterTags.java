package io.hie.actormodel.history;

import java.util.Set;

/**
 * How events are tagged, so that the journal finds all dead letters without reading every history:
 * what sets a leg aside has {@link #DEAD_LETTER}, and what ends that (sent again, let go) has a tag
 * made of where the first is.
 */
public final class DeadLetterTags {
  /** The tag of an event that sets a leg aside. */
  public static final String DEAD_LETTER = "dead-letter";

  private static final String END = "dead-letter-end:";

  private DeadLetterTags() {}

  /** The tags of an event of a persistence id; mostly none. */
  public static Set<String> of(HistoryEvent event, String persistenceId) {
    return switch (event) {
      case HistoryEvent.Parked parked -> Set.of(DEAD_LETTER);
      case HistoryEvent.LeftAmbiguous left -> Set.of(DEAD_LETTER);
      case HistoryEvent.Resubmitted again -> Set.of(end(persistenceId, again.parked()));
      case HistoryEvent.DeadLetterDiscarded gone -> Set.of(end(persistenceId, gone.parked()));
      case HistoryEvent.Accepted accepted -> Set.of();
      case HistoryEvent.Erased erased -> Set.of();
      case HistoryEvent.Answered answered -> Set.of();
      case HistoryEvent.NotAnswered not -> Set.of();
      case HistoryEvent.OfLink link -> Set.of();
      case HistoryEvent.Replayed replayed -> Set.of();
      case HistoryEvent.Handled handled -> Set.of();
      case HistoryEvent.DeliveryStarted started -> Set.of();
      case HistoryEvent.Delivered delivered -> Set.of();
      case HistoryEvent.AttemptFailed failed -> Set.of();
      case HistoryEvent.Expired expired -> Set.of();
      case HistoryEvent.Discarded discarded -> Set.of();
    };
  }

  /** The tag of the event that ends a dead letter, which another event of this number began. */
  public static String end(String persistenceId, long number) {
    return END + persistenceId + ":" + number;
  }

  /** Number of the event that began the dead letter which this tag ends; 0 if it is no such tag. */
  public static long ended(String tag) {
    return tag.startsWith(END) ? Long.parseLong(tag.substring(tag.lastIndexOf(':') + 1)) : 0;
  }
}

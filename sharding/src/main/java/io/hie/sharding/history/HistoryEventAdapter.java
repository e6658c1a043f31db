package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;

/** Seals events on their way into the journal; on the way out they stay as they are. */
final class HistoryEventAdapter extends EventAdapter<HistoryEvent, HistoryEvent> {
  private final KeyInHand key;

  HistoryEventAdapter(KeyInHand key) {
    this.key = key;
  }

  @Override
  public HistoryEvent toJournal(HistoryEvent event) {
    return key.seal(event);
  }

  @Override
  public String manifest(HistoryEvent event) {
    return "";
  }

  @Override
  public EventSeq<HistoryEvent> fromJournal(HistoryEvent stored, String manifest) {
    return EventSeq.single(stored);
  }
}

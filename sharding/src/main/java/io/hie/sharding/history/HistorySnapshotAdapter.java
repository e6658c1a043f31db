package io.hie.sharding.history;

import org.apache.pekko.persistence.typed.SnapshotAdapter;

/** Between a history and what is stored of it. */
final class HistorySnapshotAdapter implements SnapshotAdapter<History> {
  @Override
  public Object toJournal(History history) {
    return history.snapshot();
  }

  @Override
  public History fromJournal(Object stored) {
    return History.of((HistorySnapshot) stored);
  }
}

package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.fold.Head;
import io.hie.persistence.kafka.view.View;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far persistence ids of a partition are: those used last from memory, others from the view.
 */
final class Heads {
  private static final int IN_MEMORY = 4_096;

  private final View view;
  private final int partition;
  private final Map<String, Head> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
          return size() > IN_MEMORY;
        }
      };

  Heads(View view, int partition) {
    this.view = view;
    this.partition = partition;
  }

  Head of(String persistenceId) {
    return known.computeIfAbsent(persistenceId, id -> view.head(partition, id));
  }

  void clear() {
    known.clear();
  }

  void put(String persistenceId, Head head) {
    known.put(persistenceId, head);
  }
}

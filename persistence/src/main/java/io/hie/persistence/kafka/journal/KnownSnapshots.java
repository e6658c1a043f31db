package io.hie.persistence.kafka.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the snapshots of the ids that were loaded last, so that the next one of an id can
 * replace the one before without a search. What is here is right for as long as this node writes
 * the id; loading, with which all writing begins, notes it anew. Safe from any thread.
 */
final class KnownSnapshots {
  private static final int IDS = 50_000;

  private final Map<String, NavigableSet<Long>> byId =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, NavigableSet<Long>> eldest) {
          return size() > IDS;
        }
      };

  synchronized void loaded(String persistenceId, List<Long> numbers) {
    byId.put(persistenceId, new TreeSet<>(numbers));
  }

  synchronized void saved(String persistenceId, long number) {
    NavigableSet<Long> numbers = byId.get(persistenceId);
    if (numbers != null) {
      numbers.add(number);
    }
  }

  /** They are deleted, or are about to be. */
  synchronized void deleted(String persistenceId, List<Long> gone) {
    NavigableSet<Long> numbers = byId.get(persistenceId);
    if (numbers != null) {
      gone.forEach(numbers::remove);
    }
  }

  /** Those within bounds, ascending; null if they have to be looked for. */
  synchronized @Nullable List<Long> find(String persistenceId, long from, long to) {
    NavigableSet<Long> numbers = byId.get(persistenceId);
    if (numbers == null) {
      return null;
    }
    return from > to ? List.of() : List.copyOf(numbers.subSet(from, true, to, true));
  }
}

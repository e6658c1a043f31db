package io.hie.actormodel.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is reached by following edges over any number of steps, cycles or not. */
final class Closure {
  private Closure() {}

  /** For each name all that is reached from it; without itself, even on a cycle. */
  static Map<String, Set<String>> of(Map<String, Set<String>> edges) {
    Map<String, Set<String>> closure = new HashMap<>();
    edges.forEach(
        (name, first) -> {
          Set<String> reached = new HashSet<>(first);
          Deque<String> toFollow = new ArrayDeque<>(first);
          while (!toFollow.isEmpty()) {
            for (String next : edges.getOrDefault(toFollow.remove(), Set.of())) {
              if (reached.add(next)) {
                toFollow.add(next);
              }
            }
          }
          reached.remove(name);
          closure.put(name, reached);
        });
    return closure;
  }
}

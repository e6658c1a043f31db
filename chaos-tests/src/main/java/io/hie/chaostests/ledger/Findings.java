package io.hie.chaostests.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the check found.
 *
 * @param violations how many messages break a promise, by how
 * @param examples a few of each, by control id
 * @param outages what each kill explains
 */
public record Findings(
    String runId,
    Map<Tally, Long> tallies,
    Map<Broken, Long> violations,
    Map<Broken, List<String>> examples,
    List<OutageFindings> outages) {

  /**
   * One kill.
   *
   * @param downMillis from the signal until the node said that it was ready again
   * @param duplicates deliveries repeated because of it
   * @param oldestMillis how long before the kill the oldest of their first copies had come
   */
  public record OutageFindings(long downMillis, int duplicates, long oldestMillis) {}

  /** Whether every promise was kept. */
  public boolean hold() {
    return violations.isEmpty();
  }

  public long count(Tally tally) {
    return tallies.getOrDefault(tally, 0L);
  }

  public long count(Broken broken) {
    return violations.getOrDefault(broken, 0L);
  }

  /** Gathers findings. */
  static final class Builder {
    private static final int EXAMPLES = 10;
    private final Map<Tally, Long> tallies = new EnumMap<>(Tally.class);
    private final Map<Broken, Long> violations = new EnumMap<>(Broken.class);
    private final Map<Broken, List<String>> examples = new EnumMap<>(Broken.class);

    void count(Tally tally) {
      tallies.merge(tally, 1L, Long::sum);
    }

    void broken(Broken broken, String example) {
      violations.merge(broken, 1L, Long::sum);
      List<String> some = examples.computeIfAbsent(broken, b -> new ArrayList<>());
      if (some.size() < EXAMPLES) {
        some.add(example);
      }
    }

    Findings build(String runId, List<OutageFindings> outages) {
      return new Findings(runId, tallies, violations, examples, List.copyOf(outages));
    }
  }
}

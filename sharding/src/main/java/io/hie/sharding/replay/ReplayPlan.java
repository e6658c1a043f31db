package io.hie.sharding.replay;

import java.util.List;
import java.util.TreeMap;

/**
 * What a replay would do.
 *
 * @param messages how many would go once more
 * @param complete whether all were looked at; no more than {@value #MOST}, and no longer than 15
 *     seconds
 * @param operations how many would be given to each operation
 * @param elsewhere how many would end before one, by item and why
 * @param examples the first records, {@value #EXAMPLES} at most
 */
public record ReplayPlan(
    long messages,
    boolean complete,
    TreeMap<String, Long> operations,
    TreeMap<String, Long> elsewhere,
    List<Job.Recorded> examples) {
  static final int MOST = 100_000;
  static final int EXAMPLES = 10;
}

package io.hie.chaostests.report;

import io.hie.chaostests.ledger.Findings;
import java.util.List;

/**
 * All that is known of a run over a cluster.
 *
 * @param command that repeats it
 * @param when it was begun, as people write it
 * @param about what was done, for people
 * @param rate messages that were sent in a second
 */
public record RunReport(
    String scenario,
    String about,
    long seed,
    String command,
    String when,
    double rate,
    Timeline timeline,
    List<Recovery> recoveries,
    Findings findings,
    List<Verdict> verdicts) {
  public RunReport {
    recoveries = List.copyOf(recoveries);
    verdicts = List.copyOf(verdicts);
  }

  /** Whether every promise was kept. */
  public boolean holds() {
    return verdicts.stream().allMatch(Verdict::kept);
  }
}

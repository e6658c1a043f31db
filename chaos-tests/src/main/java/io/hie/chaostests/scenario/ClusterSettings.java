package io.hie.chaostests.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a scenario over a cluster is run.
 *
 * @param seed of messages, faults and victims
 * @param warmUp how long messages are sent before anything is done: what a cluster that has just
 *     started does is no measure of what a fault costs
 * @param time for which messages are sent after that
 * @param rate messages a second
 * @param backWithin seconds after which throughput must be back
 * @param allowed words of the faults that may be done
 * @param quiet how long nothing is done to the cluster at the end, and at the beginning of the time
 * @param wholeFor how long all parts must be whole to count as such
 * @param reports where the page and the JSON go
 */
public record ClusterSettings(
    long seed,
    Duration warmUp,
    Duration time,
    double rate,
    int connections,
    int patients,
    int backWithin,
    Set<String> allowed,
    Duration quiet,
    Duration wholeFor,
    Path reports) {
  public ClusterSettings {
    allowed = Set.copyOf(allowed);
  }

  /** For how long messages are sent in all. */
  Duration sending() {
    return warmUp.plus(time);
  }
}

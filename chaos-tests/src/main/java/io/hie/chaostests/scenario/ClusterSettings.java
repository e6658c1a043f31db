package io.hie.chaostests.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How a scenario over a cluster is run.
 *
 * @param seed of messages, faults and victims
 * @param time for which messages are sent
 * @param rate messages a second
 * @param backWithin seconds after which throughput must be back
 * @param allowed words of the faults that may be done
 * @param quiet how long nothing is done to the cluster at the beginning and at the end
 * @param wholeFor how long all parts must be whole to count as such
 * @param reports where the page and the JSON go
 */
public record ClusterSettings(
    long seed,
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
}

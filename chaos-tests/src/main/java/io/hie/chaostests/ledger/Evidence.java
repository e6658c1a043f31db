package io.hie.chaostests.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one run.
 *
 * @param outages in the order of time
 * @param archive the files of a file operation; null if there was none
 */
public record Evidence(
    String runId,
    Source<LoadEvent> load,
    Source<Reception> sink,
    List<Outage> outages,
    @Nullable Source<ArchivedFile> archive) {
  public Evidence {
    outages = List.copyOf(outages);
  }
}

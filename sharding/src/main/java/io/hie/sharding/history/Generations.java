package io.hie.sharding.history;

import io.hie.actormodel.runtime.DeployedProduction;

/**
 * Which messages of a history were accepted before the document that is in effect now. They may be
 * on ways that this document does not have, so while one of them is open, what follows it waits
 * along the ways of the earlier documents too. A history that was just read from the log takes all
 * that is open for earlier.
 */
final class Generations {
  private static final long UNKNOWN = -1;

  private long generation = UNKNOWN;
  private long acceptedBefore;

  /** The document that is in effect, seen before anything is decided by it. */
  void see(DeployedProduction production, History history) {
    if (production.generation() != generation) {
      generation = production.generation();
      acceptedBefore = history.messages();
    }
  }

  /** Whether a message of an earlier document is open. */
  boolean earlierIsOpen(History history) {
    return history.firstOpen() <= acceptedBefore;
  }

  /** This life of the history is over. */
  void forget() {
    generation = UNKNOWN;
  }
}

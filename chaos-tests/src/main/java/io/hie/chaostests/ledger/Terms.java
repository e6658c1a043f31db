package io.hie.chaostests.ledger;

import java.time.Duration;
import java.util.Set;

/**
 * By what the evidence is judged.
 *
 * @param inFlightWindow a delivery counts as in flight at a kill if it came at most this long
 *     before
 * @param ackTimeout after this long without an answer a node may deliver again
 * @param archivedTypes the first components of MSH-9 that are routed to the archive
 * @param allowExplainedStepBack whether a repeat that a kill explains may come after a later
 *     message of its patient. By default it may not: the destination would go back in time.
 */
public record Terms(
    Duration inFlightWindow,
    Duration ackTimeout,
    Set<String> archivedTypes,
    boolean allowExplainedStepBack) {
  public Terms {
    archivedTypes = Set.copyOf(archivedTypes);
  }

  /** For the production of the scenarios. */
  public static final Terms DEFAULT =
      new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10), Set.of("ADT"), false);

  /** For a production that has no archive. */
  public static final Terms WITHOUT_ARCHIVE =
      new Terms(DEFAULT.inFlightWindow, DEFAULT.ackTimeout, Set.of(), false);

  /** Whether messages of a type such as {@code ADT^A01} are routed to the archive. */
  boolean archives(String type) {
    int end = type.indexOf('^');
    return archivedTypes.contains(end < 0 ? type : type.substring(0, end));
  }
}

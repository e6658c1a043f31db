package io.hie.chaostests.ledger;

import io.hie.chaostests.message.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What the destination wrote down about one frame, before it answered. The order of the receptions
 * is the order in which they came.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param connection over which, numbered from 1 as they were opened
 * @param identity whose message; null if that could not be read
 * @param attempt how many times this message has come, this one included
 * @param answer what it was answered with
 * @param delayMillis how long the answer was held back on purpose
 */
public record Reception(
    long nanos,
    long connection,
    @Nullable Identity identity,
    int attempt,
    int length,
    long digest,
    Given answer,
    int delayMillis) {

  /** How the destination answered. */
  public enum Given {
    AA,
    AE,
    AR,
    /** A frame that is no HL7. */
    GARBAGE,
    /** Half an AA, then the connection closed. */
    CUT,
    /** Nothing. */
    NONE
  }
}

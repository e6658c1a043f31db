package io.hie.chaostests.ledger;

/**
 * What the sender wrote down. Times are {@link System#nanoTime}, which on Linux is one clock for
 * all processes of a machine.
 */
public sealed interface LoadEvent {

  /**
   * A message left for the first time.
   *
   * @param number in the run
   * @param patient the patient's number in the run
   * @param sequence the message's number among those of its patient, in sending order
   * @param type such as {@code ADT^A08}
   */
  record Sent(
      long number,
      int patient,
      int sequence,
      int connection,
      long nanos,
      int length,
      long digest,
      String type)
      implements LoadEvent {}

  /** The same bytes left again. */
  record Resent(long number, int attempt, long nanos) implements LoadEvent {}

  /** The answer to a message, matched by MSA-2. */
  record Answered(long number, long nanos, String code) implements LoadEvent {
    /** Whether the node has taken the message on. */
    public boolean accepted() {
      return code.equals("AA") || code.equals("CA");
    }
  }

  /** An answer whose MSA-2 was not that of the oldest unanswered message, or no answer at all. */
  record Mismatched(int connection, long nanos) implements LoadEvent {}

  /** A connection ended. */
  record LinkLost(int connection, long nanos, String reason) implements LoadEvent {}
}

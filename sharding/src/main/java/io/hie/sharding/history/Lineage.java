package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message up to a moment: a tree of its legs from the items it went to first,
 * and the messages that repeat it.
 *
 * @param number of the event that began it
 * @param beginning that event
 * @param legs at the items it went to first
 * @param repetitions the messages that a person or a replay sent once more because of this one
 * @param complete whether all legs are there; no more than {@value #MOST} are told
 */
public record Lineage(
    long number,
    HistoryEvent.Beginning beginning,
    List<Node> legs,
    List<Repetition> repetitions,
    boolean complete) {
  /** How many legs are told at most, and how many repetitions. */
  public static final int MOST = 10_000;

  /**
   * A leg, with those that came of it.
   *
   * @param messageId the message that it carries
   * @param derived whether the bytes are new, made by the item before
   * @param state OPEN, or how it ended: HANDLED, FILTERED, DELIVERED, DEAD_LETTERED, AMBIGUOUS,
   *     EXPIRED, DISCARDED
   * @param attempts how many there were
   * @param since when it came to this state
   * @param event number of the event that brought it there
   * @param reason why it ended so, or why its last attempt failed
   */
  public record Node(
      LegId leg,
      String item,
      String messageId,
      boolean derived,
      String state,
      int attempts,
      Instant since,
      long event,
      @Nullable Reason reason,
      List<Node> next) {}

  /**
   * A message that repeats this one.
   *
   * @param message its number
   * @param leg the leg that it repeats; null for all of the message
   * @param job the replay; null if a person sent a dead letter again
   */
  public record Repetition(
      long message,
      String messageId,
      @Nullable LegId leg,
      @Nullable String job,
      long event,
      Instant at,
      String who) {}
}

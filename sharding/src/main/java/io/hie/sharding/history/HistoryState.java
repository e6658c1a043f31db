package io.hie.sharding.history;

import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was open in a history at a moment.
 *
 * @param events how many events it had
 * @param messages how many messages had begun
 * @param last when the last of those events happened; null if there was none
 * @param openMessages how many messages were not finished
 * @param deadLetters how many legs were set aside and neither sent again nor let go
 * @param openLinks the links by which something waited for another history
 * @param openLegs the legs that had not ended, by message and place; the first {@value #MOST_LEGS}
 */
public record HistoryState(
    long events,
    long messages,
    @Nullable Instant last,
    int openMessages,
    int deadLetters,
    List<OpenLink> openLinks,
    List<OpenLeg> openLegs) {
  /** How many legs are told at most. */
  public static final int MOST_LEGS = 1_000;

  /**
   * A link that something waited for: what is behind it here, for what is before it in the other.
   *
   * @param with id of the other history
   * @param message number of the message that links, in the history that has it
   * @param ours whether that is this one
   * @param event what the message is, such as {@code A40}
   * @param from number of the first message here that waited
   */
  public record OpenLink(
      String with, long message, boolean ours, String event, long from, Instant since) {}

  /**
   * A leg that had not ended.
   *
   * @param messageId the message that it carries
   * @param attempts how many had failed
   * @param nextAttempt not before then; null if nothing stands against it
   * @param mayHaveArrived whether the receiver may have it all the same
   * @param begun whether a delivery had begun that must not be repeated without thought
   */
  public record OpenLeg(
      LegId leg,
      String item,
      String messageId,
      int attempts,
      @Nullable Instant nextAttempt,
      boolean mayHaveArrived,
      boolean begun) {}

  static HistoryState of(History history, @Nullable Instant last) {
    return new HistoryState(
        history.events(),
        history.messages(),
        last,
        history.openMessages(),
        history.deadLetters(),
        history.links().open().stream()
            .map(
                line ->
                    new OpenLink(
                        line.with(),
                        line.message(),
                        line.ours(),
                        line.event(),
                        line.from(),
                        line.since()))
            .toList(),
        history.lanes().all().stream().limit(MOST_LEGS).map(HistoryState::leg).toList());
  }

  private static OpenLeg leg(Leg leg) {
    return new OpenLeg(
        leg.id,
        leg.item,
        leg.body.messageId,
        leg.attempts,
        leg.notBefore.equals(Instant.MIN) ? null : leg.notBefore,
        leg.mayHaveArrived,
        leg.started);
  }
}

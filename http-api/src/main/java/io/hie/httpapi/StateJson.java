package io.hie.httpapi;

import io.hie.sharding.history.HistoryState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was open in a history at a moment, as the API shows it; times are ISO 8601. */
record StateJson(
    String id,
    long events,
    long messages,
    @Nullable String last,
    int openMessages,
    int deadLetters,
    List<OpenLinkJson> openLinks,
    List<LegJson> openLegs) {

  /**
   * A link by which what is behind it here waited for another history.
   *
   * @param message number of the message that links, in the history that has it
   * @param ours whether that is this one
   * @param from number of the first message here that waited
   */
  record OpenLinkJson(
      String history, long message, boolean ours, String event, long from, String since) {}

  /** An open leg. */
  record LegJson(
      long message,
      String leg,
      String item,
      String messageId,
      int attempts,
      @Nullable String nextAttempt,
      boolean mayHaveArrived,
      boolean begun) {}

  static StateJson of(String id, HistoryState state) {
    return new StateJson(
        id,
        state.events(),
        state.messages(),
        text(state.last()),
        state.openMessages(),
        state.deadLetters(),
        state.openLinks().stream()
            .map(
                link ->
                    new OpenLinkJson(
                        link.with(),
                        link.message(),
                        link.ours(),
                        link.event(),
                        link.from(),
                        link.since().toString()))
            .toList(),
        state.openLegs().stream()
            .map(
                leg ->
                    new LegJson(
                        leg.leg().message(),
                        leg.leg().path(),
                        leg.item(),
                        leg.messageId(),
                        leg.attempts(),
                        text(leg.nextAttempt()),
                        leg.mayHaveArrived(),
                        leg.begun()))
            .toList());
  }

  private static @Nullable String text(@Nullable Object time) {
    return time == null ? null : time.toString();
  }
}

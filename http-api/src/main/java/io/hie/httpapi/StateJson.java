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
    List<LegJson> openLegs) {

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

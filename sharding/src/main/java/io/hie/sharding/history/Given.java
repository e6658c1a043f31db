package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that was received, or that an item was given, and can go once more.
 *
 * @param position where it is in its history: grows with the events
 * @param origin what it is and where its bytes are
 * @param item the item that it was given to; empty if it was received
 * @param header as it was received
 * @param received when
 */
public record Given(
    String history,
    long position,
    HistoryEvent.Origin origin,
    String item,
    MessageHeader header,
    String schemaName,
    String schemaNamespace,
    Instant received) {
  /** Outputs of one event are told apart by these bits. */
  private static final int OUTPUT_BITS = 20;

  /** A received message. */
  public static Given received(String history, long number, HistoryEvent.Accepted accepted) {
    return new Given(
        history,
        number << OUTPUT_BITS,
        new HistoryEvent.Origin(
            accepted.message(), null, accepted.header().messageId(), number, Leg.Body.RECEIVED),
        "",
        accepted.header(),
        accepted.schemaName(),
        accepted.schemaNamespace(),
        accepted.at());
  }

  /** Finds what an item was given, event by event; holds what is open and no more. */
  static final class Finder {
    private final String history;
    private final @Nullable String item;
    private final History state = new History();

    /**
     * Begins at the first event.
     *
     * @param item null for what was received, whoever received it; a service for what it received
     */
    Finder(String history, @Nullable String item) {
      this.history = history;
      this.item = item;
    }

    List<Given> next(Histories.Entry entry) {
      HistoryEvent event = entry.event();
      boolean received =
          event instanceof HistoryEvent.Accepted accepted
              && (item == null || accepted.header().source().equals(item));
      if (received) {
        if (item != null) {
          state.apply(event);
        }
        return List.of(received(history, entry.number(), (HistoryEvent.Accepted) event));
      }
      if (item == null) {
        return List.of();
      }
      OpenMessage before =
          event instanceof HistoryEvent.Handled handled
              ? state.openMessage(handled.leg().message())
              : null;
      state.apply(event);
      return switch (event) {
        case HistoryEvent.Accepted accepted ->
            legs(
                entry.number(),
                accepted.targets(),
                i -> LegId.first(accepted.message(), i),
                state.openMessage(accepted.message()));
        case HistoryEvent.Handled handled ->
            legs(
                entry.number(),
                handled.outputs().stream().map(HistoryEvent.Output::target).toList(),
                handled.leg()::child,
                before);
        default -> List.of();
      };
    }

    private List<Given> legs(
        long number,
        List<String> targets,
        java.util.function.IntFunction<LegId> ids,
        @Nullable OpenMessage message) {
      List<Given> given = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        Leg leg = targets.get(i).equals(item) ? state.lanes().find(ids.apply(i)) : null;
        if (leg != null && message != null && !message.isRepetition()) {
          given.add(
              new Given(
                  history,
                  (number << OUTPUT_BITS) | i,
                  new HistoryEvent.Origin(
                      message.number, leg.id, leg.body.messageId, leg.body.event, leg.body.output),
                  leg.item,
                  message.header,
                  message.schemaName,
                  message.schemaNamespace,
                  message.header.timestamp()));
        }
      }
      return given;
    }
  }
}

package io.hie.persistence.search;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.search.FoundMessage.FoundLeg;
import io.hie.actormodel.history.search.FoundMessage.Kind;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event changes in the rows of the index. Pure, and the same event twice changes nothing,
 * so whatever is read once more after a crash or a take-over does no harm.
 *
 * <p>Of HL7 the sender and the control id are taken over, which are fields of MSH. What other
 * protocols call so may be anything, the name of a file among it, and is left out.
 */
final class RowFold {
  private static final int MOST_ID = 64;
  private static final int MOST_TEXT = 200;

  private RowFold() {}

  /** The number of the message whose row an event changes; 0 for none. */
  static long message(HistoryEvent event) {
    return switch (event) {
      case HistoryEvent.Beginning begun -> begun.message();
      case HistoryEvent.Outcome outcome -> outcome.leg().message();
      case HistoryEvent.DeadLetterDiscarded gone -> gone.leg().message();
      case HistoryEvent.DeliveryStarted started -> 0;
      case HistoryEvent.AttemptFailed failed -> 0;
      case HistoryEvent.Answered answered -> 0;
      case HistoryEvent.NotAnswered not -> 0;
      case HistoryEvent.Erased erased -> 0;
      case HistoryEvent.OfLink link -> 0;
    };
  }

  /** The message that a beginning repeats, whose dead letter it is no more; 0 for none. */
  static long repeated(HistoryEvent event) {
    return event instanceof HistoryEvent.Resubmitted again && again.origin().leg() != null
        ? again.origin().leg().message()
        : 0;
  }

  /** The row of a message that begins. */
  static Row begin(Row.Name name, long number, HistoryEvent.Beginning begun) {
    MessageHeader header = begun.header();
    boolean hl7 = header.contentType().equals(ContentType.HL7_V2);
    List<FoundLeg> legs = new ArrayList<>();
    for (int i = 0; i < begun.targets().size(); i++) {
      add(legs, LegId.first(begun.message(), i).path(), begun.targets().get(i));
    }
    Shape shape =
        new Shape(
            name.workspace(),
            name.project(),
            switch (begun) {
              case HistoryEvent.Accepted accepted -> Kind.RECEIVED;
              case HistoryEvent.Replayed replayed -> Kind.REPLAYED;
              case HistoryEvent.Resubmitted again -> Kind.RESUBMITTED;
            },
            cut(header.source(), MOST_TEXT),
            cut(begun.schemaName(), MOST_TEXT),
            cut(header.schemaVersion(), MOST_TEXT),
            hl7 && begun instanceof HistoryEvent.Accepted accepted
                ? cut(accepted.sender(), MOST_TEXT)
                : "",
            legs);
    return new Row(
        name,
        number,
        Row.place(begun.at(), name),
        begun.at().toEpochMilli(),
        cut(header.messageId(), MOST_ID),
        hl7 && begun instanceof HistoryEvent.Accepted accepted && accepted.controlId() != null
            ? cut(accepted.controlId(), MOST_TEXT)
            : null,
        shape);
  }

  /** The row after an event of one of its legs; the same one if it knew that. */
  static Row after(Row row, long number, HistoryEvent event) {
    return switch (event) {
      case HistoryEvent.Beginning begun -> row;
      case HistoryEvent.Handled handled -> handled(row, number, handled);
      case HistoryEvent.Delivered delivered -> leg(row, number, delivered, LegState.DELIVERED);
      case HistoryEvent.Parked parked -> leg(row, number, parked, LegState.DEAD_LETTERED);
      case HistoryEvent.LeftAmbiguous left -> leg(row, number, left, LegState.AMBIGUOUS);
      case HistoryEvent.Expired expired -> leg(row, number, expired, LegState.EXPIRED);
      case HistoryEvent.Discarded discarded -> leg(row, number, discarded, LegState.DISCARDED);
      case HistoryEvent.DeadLetterDiscarded gone -> leg(row, number, gone, LegState.LET_GO);
      case HistoryEvent.DeliveryStarted started -> row;
      case HistoryEvent.AttemptFailed failed -> row;
      case HistoryEvent.Answered answered -> row;
      case HistoryEvent.NotAnswered not -> row;
      case HistoryEvent.Erased erased -> row;
      case HistoryEvent.OfLink link -> row;
    };
  }

  /** The row of the message that another one repeats. */
  static Row sentAgain(Row row, long number, HistoryEvent.Resubmitted again) {
    LegId leg = again.origin().leg();
    return leg == null || number <= row.event()
        ? row
        : changed(row, number, again.at(), with(row, leg.path(), null, LegState.SENT_AGAIN));
  }

  private static Row handled(Row row, long number, HistoryEvent.Handled handled) {
    if (number <= row.event()) {
      return row;
    }
    List<FoundLeg> legs =
        with(
            row,
            handled.leg().path(),
            handled.item(),
            handled.outputs().isEmpty() ? LegState.FILTERED : LegState.HANDLED);
    for (int i = 0; i < handled.outputs().size(); i++) {
      add(legs, handled.leg().child(i).path(), handled.outputs().get(i).target());
    }
    return changed(row, number, handled.at(), legs);
  }

  private static Row leg(Row row, long number, HistoryEvent.OfLeg event, LegState state) {
    return number <= row.event()
        ? row
        : changed(row, number, event.at(), with(row, event.leg().path(), event.item(), state));
  }

  /** The legs with one that is in another state; one that is not there is added where it may be. */
  private static List<FoundLeg> with(Row row, String path, @Nullable String item, LegState state) {
    List<FoundLeg> legs = new ArrayList<>(row.shape().legs());
    for (int i = 0; i < legs.size(); i++) {
      if (legs.get(i).path().equals(path)) {
        legs.set(i, new FoundLeg(path, legs.get(i).item(), state));
        return legs;
      }
    }
    if (item != null && legs.size() < Shape.MOST_LEGS) {
      legs.add(new FoundLeg(path, item, state));
    }
    return legs;
  }

  private static void add(List<FoundLeg> legs, String path, String item) {
    if (legs.size() < Shape.MOST_LEGS) {
      legs.add(new FoundLeg(path, item, LegState.OPEN));
    }
  }

  private static Row changed(Row row, long number, Instant at, List<FoundLeg> legs) {
    return new Row(
        row.name(),
        number,
        row.place(),
        Math.max(row.changed(), at.toEpochMilli()),
        row.messageId(),
        row.controlId(),
        row.shape().withLegs(legs));
  }

  /** Control characters would break the stored form apart. */
  private static String cut(String text, int most) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= most ? plain : plain.substring(0, most);
  }
}

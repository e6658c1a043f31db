package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Lineage} of one message in the events of its history. Keeps what belongs to that
 * message only, however long the history is.
 */
final class LineageFold {
  private final String wanted;
  private long number;
  private HistoryEvent.@Nullable Beginning beginning;
  private final TreeMap<LegId, Growing> legs = new TreeMap<>();
  private final List<Lineage.Repetition> repetitions = new ArrayList<>();
  private boolean complete = true;

  /** A leg as far as it is known. */
  private static final class Growing {
    final LegId id;
    final String item;
    final String messageId;
    final boolean derived;
    String state = "OPEN";
    int attempts;
    Instant since;
    long event;
    @Nullable Reason reason;

    Growing(LegId id, String item, String messageId, boolean derived, Instant since, long event) {
      this.id = id;
      this.item = item;
      this.messageId = messageId;
      this.derived = derived;
      this.since = since;
      this.event = event;
    }
  }

  /**
   * Looks for a message.
   *
   * @param wanted its number, its id, or the id of a message made of it
   */
  LineageFold(String wanted) {
    this.wanted = wanted;
  }

  LineageFold add(Histories.Entry entry) {
    switch (entry.event()) {
      case HistoryEvent.Accepted accepted -> begin(entry.number(), accepted);
      case HistoryEvent.Replayed replayed -> {
        begin(entry.number(), replayed);
        repeat(entry.number(), replayed, replayed.origin(), replayed.job(), replayed.who());
      }
      case HistoryEvent.Resubmitted again -> {
        begin(entry.number(), again);
        repeat(entry.number(), again, again.origin(), null, again.who());
      }
      case HistoryEvent.Erased erased -> {}
      case HistoryEvent.NotAnswered not -> {}
      case HistoryEvent.OfLink link -> {}
      case HistoryEvent.OfLeg ofLeg -> {
        if (beginning != null && ofLeg.leg().message() == beginning.message()) {
          Growing leg = legs.get(ofLeg.leg());
          if (leg != null) {
            grow(leg, ofLeg, entry.number());
          }
        }
      }
    }
    return this;
  }

  private void begin(long event, HistoryEvent.Beginning begun) {
    if (beginning == null && isWanted(begun)) {
      number = event;
      beginning = begun;
      String messageId = begun.header().messageId();
      for (int i = 0; i < begun.targets().size(); i++) {
        LegId id = LegId.first(begun.message(), i);
        put(new Growing(id, begun.targets().get(i), messageId, false, begun.at(), event));
      }
    }
  }

  private boolean isWanted(HistoryEvent.Beginning begun) {
    String id = begun.header().messageId();
    return wanted.equals(Long.toString(begun.message()))
        || wanted.equals(id)
        || (wanted.startsWith(id + ".") && Character.isDigit(wanted.charAt(id.length() + 1)));
  }

  private void repeat(
      long event,
      HistoryEvent.Beginning again,
      HistoryEvent.Origin origin,
      @Nullable String job,
      String who) {
    if (beginning == null || origin.message() != beginning.message()) {
      return;
    }
    if (repetitions.size() == Lineage.MOST) {
      complete = false;
      return;
    }
    repetitions.add(
        new Lineage.Repetition(
            again.message(),
            again.header().messageId(),
            origin.leg(),
            job,
            event,
            again.at(),
            who));
  }

  private void put(Growing leg) {
    if (legs.size() == Lineage.MOST) {
      complete = false;
      return;
    }
    legs.put(leg.id, leg);
  }

  private void grow(Growing leg, HistoryEvent.OfLeg event, long at) {
    switch (event) {
      case HistoryEvent.Handled handled -> {
        become(leg, handled.outputs().isEmpty() ? "FILTERED" : "HANDLED", leg.attempts);
        leg.reason = handled.reason().isEmpty() ? null : new Reason("", handled.reason());
        for (int i = 0; i < handled.outputs().size(); i++) {
          HistoryEvent.Output output = handled.outputs().get(i);
          LegId child = leg.id.child(i);
          boolean derived = output.body() != null;
          String messageId = derived ? received() + "." + child.path() : leg.messageId;
          put(new Growing(child, output.target(), messageId, derived, handled.at(), at));
        }
      }
      case HistoryEvent.DeliveryStarted started -> {}
      case HistoryEvent.Answered answered -> {}
      case HistoryEvent.Delivered delivered -> {
        become(leg, "DELIVERED", delivered.attempt());
        leg.reason = delivered.note().isEmpty() ? null : new Reason("", delivered.note());
      }
      case HistoryEvent.AttemptFailed failed -> {
        leg.attempts = failed.attempt();
        leg.reason = failed.reason();
      }
      case HistoryEvent.Parked parked -> {
        become(leg, "DEAD_LETTERED", parked.attempt());
        leg.reason = parked.reason();
      }
      case HistoryEvent.LeftAmbiguous left -> {
        become(leg, "AMBIGUOUS", left.attempt());
        leg.reason = left.reason();
      }
      case HistoryEvent.Expired expired -> become(leg, "EXPIRED", leg.attempts);
      case HistoryEvent.Discarded discarded -> {
        become(leg, "DISCARDED", leg.attempts);
        leg.reason = new Reason("", discarded.strategy());
      }
      case HistoryEvent.DeadLetterDiscarded gone -> {
        become(leg, leg.state + ", LET GO", leg.attempts);
        leg.reason = new Reason("", "by " + gone.who() + ": " + gone.why());
      }
    }
    leg.since = event.at();
    leg.event = at;
  }

  private static void become(Growing leg, String state, int attempts) {
    leg.state = state;
    leg.attempts = attempts;
    leg.reason = null;
  }

  private String received() {
    return beginning == null ? "" : beginning.header().messageId();
  }

  /** How many legs and repetitions are held, for tests. */
  int size() {
    return legs.size() + repetitions.size();
  }

  /** The message with its tree, if it was there. */
  Optional<Lineage> lineage() {
    if (beginning == null) {
      return Optional.empty();
    }
    List<Lineage.Node> first = new ArrayList<>();
    for (int i = 0; i < beginning.targets().size(); i++) {
      Growing leg = legs.get(LegId.first(beginning.message(), i));
      if (leg != null) {
        first.add(node(leg));
      }
    }
    return Optional.of(new Lineage(number, beginning, first, List.copyOf(repetitions), complete));
  }

  private Lineage.Node node(Growing leg) {
    List<Lineage.Node> next = new ArrayList<>();
    for (int i = 0; legs.containsKey(leg.id.child(i)); i++) {
      next.add(node(legs.get(leg.id.child(i))));
    }
    return new Lineage.Node(
        leg.id,
        leg.item,
        leg.messageId,
        leg.derived,
        leg.state,
        leg.attempts,
        leg.since,
        leg.event,
        leg.reason,
        next);
  }
}

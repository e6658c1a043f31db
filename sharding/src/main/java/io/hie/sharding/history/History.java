package io.hie.sharding.history;

import static java.util.Objects.requireNonNull;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.seal.EventSeal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a key's events add up to: its open messages, their legs in {@link Lanes}, and the window in
 * which a retry is recognised. Bodies are not here but in the events.
 *
 * <p>Changed by {@link #apply} only, in the order of the log. An event may be {@linkplain #foresee
 * foreseen}: applied before it is written, where repeating the step after a crash does no harm.
 */
final class History {
  private long events;
  private long messages;
  private final TreeMap<Long, OpenMessage> open = new TreeMap<>();
  private final Lanes lanes = new Lanes();
  private final RecentMessages recent = new RecentMessages();
  private final DeadLetters deadLetters = new DeadLetters();
  private final ReplayMarks replays = new ReplayMarks();
  private final Links links = new Links();
  private final ArrayDeque<Foreseen> unwritten = new ArrayDeque<>();
  private @Nullable String key;
  private List<String> erasedKeys = List.of();

  /** Questions that ended since they were last taken, by number of message. */
  private final Map<Long, Question> settled = new HashMap<>();

  /** An event that is applied and not written, with the bodies that will be found in it. */
  private record Foreseen(HistoryEvent event, List<Leg.Body> bodies) {}

  /** Applies an event as it was read from the log. */
  History apply(HistoryEvent event) {
    HistoryEvent.Seal seal = EventSeal.of(event);
    return apply(event, seal == null ? null : seal.key());
  }

  /**
   * Applies an event that is in the log.
   *
   * @param sealedWith id of the key that its contents are sealed with; null if they are not
   */
  History apply(HistoryEvent event, @Nullable String sealedWith) {
    events++;
    if (sealedWith != null) {
      key = sealedWith;
    }
    Foreseen first = unwritten.peekFirst();
    if (first != null && first.event == event) {
      unwritten.removeFirst();
      first.bodies.forEach(body -> body.event = events);
    } else {
      change(event, events);
    }
    return this;
  }

  /**
   * Applies an event that will be in the log with the next write.
   *
   * @return the new bodies that are nowhere but in the event, by the ids of their messages
   */
  Map<String, Payload> foresee(HistoryEvent.Handled event) {
    List<Leg.Body> bodies = change(event, 0);
    unwritten.addLast(new Foreseen(event, bodies));
    Map<String, Payload> bytes = new HashMap<>(2);
    for (Leg.Body body : bodies) {
      bytes.put(body.messageId, requireNonNull(event.outputs().get(body.output).body()));
    }
    return bytes;
  }

  /** The foreseen events, to be written in this order before any other. */
  List<HistoryEvent> unwritten() {
    return unwritten.stream().map(Foreseen::event).toList();
  }

  /** Applies an event of this number, and tells the bodies that are in it. */
  private List<Leg.Body> change(HistoryEvent event, long number) {
    List<Leg.Body> bodies = List.of();
    switch (event) {
      case HistoryEvent.Accepted accepted -> {
        recent.add(
            new RecentMessages.Entry(
                accepted.fingerprint(),
                accepted.header().messageId(),
                accepted.at().toEpochMilli()));
        begin(accepted, number, Leg.Body.RECEIVED, number);
      }
      case HistoryEvent.Replayed replayed -> {
        replays.note(new ReplayMarks.Mark(replayed.job(), replayed.position()));
        begin(replayed, number, replayed.origin().output(), replayed.origin().event());
      }
      case HistoryEvent.Resubmitted again -> {
        HistoryEvent.Origin origin = again.origin();
        deadLetters.remove(requireNonNull(origin.leg()));
        if (again.body() == null) {
          begin(again, number, origin.output(), origin.event());
        } else {
          begin(again, number, Leg.Body.RECEIVED, number);
        }
      }
      case HistoryEvent.DeadLetterDiscarded discarded -> deadLetters.remove(discarded.leg());
      case HistoryEvent.Handled handled -> {
        Leg leg = leg(handled);
        OpenMessage message = messageOf(leg);
        bodies = new ArrayList<>();
        for (int i = 0; i < handled.outputs().size(); i++) {
          HistoryEvent.Output output = handled.outputs().get(i);
          LegId id = leg.id.child(i);
          Leg.Body body = leg.body;
          if (output.body() != null) {
            body = new Leg.Body(message.header.messageId() + "." + id.path(), i, number);
            bodies.add(body);
          }
          Leg child = new Leg(id, output.target(), body);
          child.asked =
              handled.answering() != null && handled.answering().contains(output.target());
          add(message, child);
        }
        end(leg);
      }
      case HistoryEvent.DeliveryStarted started -> leg(started).started = true;
      case HistoryEvent.AttemptFailed failed -> {
        Leg leg = leg(failed);
        leg.attempts = failed.attempt();
        leg.notBefore = failed.nextAttempt();
        leg.mayHaveArrived |= failed.mayHaveArrived();
        leg.started = false;
      }
      case HistoryEvent.Delivered delivered -> end(leg(delivered));
      case HistoryEvent.Parked parked -> {
        Leg leg = leg(parked);
        fail(leg, "parked");
        setAside(leg, number);
      }
      case HistoryEvent.LeftAmbiguous ambiguous -> {
        Leg leg = leg(ambiguous);
        fail(leg, "ambiguous");
        setAside(leg, number);
      }
      case HistoryEvent.Expired expired -> endWithout(leg(expired), "expired");
      case HistoryEvent.Discarded discarded -> endWithout(leg(discarded), "discarded");
      case HistoryEvent.Answered answered -> {
        OpenMessage message = messageOf(leg(answered));
        if (message.question != null && !message.question.isAnswered()) {
          message.question = new Question(number, "");
          settle(message);
        }
      }
      case HistoryEvent.NotAnswered not -> {}
      case HistoryEvent.Erased erased -> {
        key = null;
        erasedKeys = List.copyOf(erased.keys());
      }
      case HistoryEvent.OfLink link -> links.apply(link);
    }
    return bodies;
  }

  private void begin(HistoryEvent.Beginning event, long number, int bodyOutput, long bodyEvent) {
    messages = event.message();
    OpenMessage message =
        new OpenMessage(
            event.message(), event.header(), event.schemaName(), event.schemaNamespace(), number);
    open.put(message.number, message);
    Leg.Body body = new Leg.Body(event.header().messageId(), bodyOutput, bodyEvent);
    List<String> answering =
        event instanceof HistoryEvent.Accepted accepted && accepted.answering() != null
            ? accepted.answering()
            : List.of();
    for (int i = 0; i < event.targets().size(); i++) {
      String target = event.targets().get(i);
      Leg leg = new Leg(LegId.first(message.number, i), target, body);
      leg.asked = answering.contains(target);
      add(message, leg);
    }
    closeIfDone(message);
  }

  private void setAside(Leg leg, long number) {
    deadLetters.add(
        new DeadLetters.DeadLetter(
            leg.id,
            leg.item,
            number,
            messageOf(leg).began,
            leg.body.messageId,
            leg.body.output,
            leg.body.event));
    end(leg);
  }

  private void add(OpenMessage message, Leg leg) {
    lanes.add(leg);
    message.openLegs++;
    if (leg.asked) {
      message.askedLegs++;
      message.question = message.question == null ? Question.OPEN : message.question;
    }
  }

  /** A leg ended in a way that brings its sender no answer, unless it brought one before. */
  private void endWithout(Leg leg, String how) {
    fail(leg, how);
    end(leg);
  }

  private void fail(Leg leg, String how) {
    OpenMessage message = messageOf(leg);
    if (leg.asked && message.question != null && !message.question.isAnswered()) {
      message.question = new Question(0, how);
    }
  }

  private void settle(OpenMessage message) {
    Question question = requireNonNull(message.question);
    settled.put(message.number, question);
    recent.settle(message.header.messageId(), question);
  }

  private void end(Leg leg) {
    lanes.remove(leg);
    OpenMessage message = messageOf(leg);
    message.openLegs--;
    if (leg.asked && --message.askedLegs == 0 && !requireNonNull(message.question).isAnswered()) {
      settle(message);
    }
    closeIfDone(message);
  }

  private void closeIfDone(OpenMessage message) {
    if (message.openLegs == 0) {
      open.remove(message.number);
    }
  }

  private Leg leg(HistoryEvent.OfLeg event) {
    Leg leg = lanes.find(event.leg(), event.item());
    if (leg == null) {
      throw new IllegalStateException(
          "the log has "
              + event.getClass().getSimpleName()
              + " of leg "
              + event.leg()
              + ", which is not open");
    }
    return leg;
  }

  // --- questions

  /** The open legs, and which is next where. */
  Lanes lanes() {
    return lanes;
  }

  OpenMessage messageOf(Leg leg) {
    OpenMessage message = open.get(leg.id.message());
    if (message == null) {
      throw new IllegalStateException("leg " + leg.id + " has no open message");
    }
    return message;
  }

  /** The questions that ended since this was called last, by number of their messages. */
  Map<Long, Question> takeSettled() {
    if (settled.isEmpty()) {
      return Map.of();
    }
    Map<Long, Question> taken = Map.copyOf(settled);
    settled.clear();
    return taken;
  }

  /** An earlier message with this fingerprint within the window. */
  RecentMessages.@Nullable Entry recent(Payload fingerprint, Instant now) {
    return recent.entry(fingerprint, now);
  }

  /** The message of this id whose sender may still get an answer; null if there is none. */
  @Nullable OpenMessage asking(String messageId) {
    for (OpenMessage message : open.values()) {
      if (message.askedLegs > 0 && message.header.messageId().equals(messageId)) {
        return message;
      }
    }
    return null;
  }

  /** Id of an earlier message with this fingerprint within the window; null if there is none. */
  @Nullable String repeated(Payload fingerprint, Instant now) {
    return recent.find(fingerprint, now);
  }

  DeadLetters.@Nullable DeadLetter deadLetter(LegId leg) {
    return deadLetters.find(leg);
  }

  /** Where a replay was in this history last; 0 if it was not here. */
  long replayedTo(String job) {
    return replays.of(job);
  }

  /** The links with other histories. */
  Links links() {
    return links;
  }

  @Nullable OpenMessage openMessage(long number) {
    return open.get(number);
  }

  boolean isOpen(long message) {
    return open.containsKey(message);
  }

  /** Number of the earliest message that is open; greater than any if none is. */
  long firstOpen() {
    return open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
  }

  int openMessages() {
    return open.size();
  }

  /** When the oldest message that is open came, in milliseconds since 1970; 0 if none is open. */
  long oldestOpenMillis() {
    return open.isEmpty() ? 0 : open.firstEntry().getValue().header.timestamp().toEpochMilli();
  }

  /** How many messages were accepted so far. */
  long messages() {
    return messages;
  }

  /** How many events are in the log, which is the sequence number of the last. */
  long events() {
    return events;
  }

  /** Id of the key that contents are sealed with; null if a new one is to be made. */
  @Nullable String key() {
    return key;
  }

  /** Ids of the keys that erasures destroyed, or are to if they did not come to it. */
  List<String> erasedKeys() {
    return erasedKeys;
  }

  HistoryCommand.Overview overview() {
    return new HistoryCommand.Overview(
        messages,
        events,
        lanes.all().stream()
            .map(leg -> new HistoryCommand.OpenLeg(leg.id, leg.item, leg.attempts))
            .toList());
  }

  int deadLetters() {
    return deadLetters.all().size();
  }

  // --- snapshots

  /** An immutable copy. Only to be taken when nothing is unwritten, which the entity sees to. */
  HistorySnapshot snapshot() {
    if (!unwritten.isEmpty()) {
      throw new IllegalStateException("a snapshot would hold what the log does not");
    }
    return new HistorySnapshot(
        events,
        messages,
        open.values().stream()
            .map(message -> HistorySnapshot.Message.of(message, legsOf(message.number)))
            .toList(),
        recent.entries(),
        key,
        erasedKeys.isEmpty() ? null : erasedKeys,
        List.copyOf(deadLetters.all()),
        replays.all(),
        links.all().isEmpty() ? null : links.all());
  }

  private List<HistorySnapshot.OpenLeg> legsOf(long message) {
    return lanes.of(message).stream().map(HistorySnapshot.OpenLeg::of).toList();
  }

  static History of(HistorySnapshot snapshot) {
    History history = new History();
    history.events = snapshot.events();
    history.messages = snapshot.messages();
    snapshot.recent().forEach(history.recent::add);
    history.key = snapshot.key();
    history.erasedKeys = snapshot.erasedKeys() == null ? List.of() : snapshot.erasedKeys();
    for (HistorySnapshot.Message saved : snapshot.open()) {
      OpenMessage message = saved.toMessage();
      history.open.put(message.number, message);
      saved.legs().forEach(leg -> history.add(message, leg.toLeg()));
    }
    snapshot.deadLettersOrNone().forEach(history.deadLetters::add);
    snapshot.replaysOrNone().forEach(history.replays::note);
    snapshot.linksOrNone().forEach(history.links::restore);
    return history;
  }
}
